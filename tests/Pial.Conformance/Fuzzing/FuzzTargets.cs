using System.Globalization;
using System.Text;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Formats.Cifti;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.LabelTables;
using Pial.Formats.Npy;
using Pial.Formats.Surfaces;
using Pial.Formats.Transforms;
using Pial.Hub.Records;
using Pial.Pipelines.Augmentation;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Intensity;
using Pial.Pipelines.Loading;
using Pial.Pipelines.Tables;
using Pial.Pipelines.Yaml;
using Pial.Volumes;

namespace Pial.Conformance.Fuzzing;

/// <summary>Every reader, once. A new one gets a row here.</summary>
internal static class FuzzTargets
{
    private static readonly Grid Grid = new(new(6, 5, 4), Affine.Scaling(1, 1.5, 2).WithOffset(new(-3, -4, -5)));
    private static readonly Volume<float> Image = Volume.Create(Grid, 0, static (Span<float> v, int _) =>
    {
        for (var n = 0; n < v.Length; n++) v[n] = n % 7;
    });

    private const string Points = "0 0 0\n1 0 0\n0 1 0\n0 0 1\n", Faces = "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. Images(),
        .. Meshes(),
        .. Texts(),
        .. Transforms(),
        .. Records(),
    ];

    private static IEnumerable<FuzzTarget> Images()
    {
        foreach (var name in (string[])["image.nii", "image.nii.gz", "image.hdr", "image.mgh", "image.mgz"])
            yield return new(name, name, path => ImageFile.Save(path, Image), path => Look(path));
        yield return new("nifti-2", "two.nii", path => ImageFile.Save(path, Image, new() { NiftiVersion = 2 }), path => Look(path));
        yield return new("convert", "convert.nii", path => ImageFile.Save(path, Image), path =>
        {
            var stored = ImageFile.LoadStored(path);
            foreach (var ending in (string[])[".nii", ".mgh"])
                stored.Save(path + ending, new() { Header = stored.Header });
            stored.Move(new Cli.Commands.Reoriented(Orientation.Parse("LPI"))).Save(path + ".nii", new() { Header = stored.Header });
        });
        yield return new("npy", "matrix.npy", path => NpyMatrix.Write(path, [1, 2, 3, 4, 5, 6], 3), path =>
        {
            using var rows = NpyRows.Open(path);
            var row = new float[Math.Min(rows.Columns, 1000)];
            for (var r = 0; r < Math.Min(rows.Rows, 100); r++) rows.Read(r, 0, row);
        });
        yield return new("cifti", "two.dscalar.nii",
            path => CiftiFile.Write(path, new([new("CORTEX_LEFT", 9, [1, 2, 5]), new("THALAMUS_LEFT", 0, [1, 2, 3])],
                [new("a", [1, 2, 3, 4], null), new("b", [5, 6, 7, 8], null)])),
            path => CiftiFile.Read(path).Surface(0, CiftiModel.CortexLeft, 0));
        yield return new("displacement", "warp.nii.gz", path => ItkDisplacement.Write(path, new Warp(Image, Image, Image)),
            path => ItkDisplacement.Read(path));
    }

    private static IEnumerable<FuzzTarget> Meshes()
    {
        FuzzTarget Text(string name, string content) =>
            new(name, name, path => System.IO.File.WriteAllText(path, content), path => Look(path));
        FuzzTarget Bytes(string name, Func<byte[]> content) =>
            new(name, name, path => System.IO.File.WriteAllBytes(path, content()), path => Look(path));
        yield return Text("mesh.off", "OFF\n4 4 6\n" + Points + Faces);
        yield return Text("mesh.ply",
            "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\nproperty " +
                "list uchar int vertex_indices\nend_header\n" + Points + Faces);
        yield return Text("mesh.vtk", "# vtk DataFile Version 3.0\nmesh\nASCII\nDATASET POLYDATA\nPOINTS 4 float\n" + Points +
            "POLYGONS 4 16\n" + Faces);
        yield return Text("mesh.asc", "#!ascii mesh\n4 4\n" + Points.Replace("\n", " 0\n", StringComparison.Ordinal) +
            "0 2 1 0\n0 1 3 0\n0 3 2 0\n1 2 3 0\n");
        yield return Text("mesh.obj", "v " + Points.TrimEnd().Replace("\n", "\nv ", StringComparison.Ordinal) +
            "\nf 1 3 2\nf 1/1 2/2 4/3\nf -4 -1 -2\nf 2 3 4\n");
        yield return Text("mesh.tri", "4\n1 0 0 0\n2 1 0 0\n3 0 1 0\n4 0 0 1\n4\n1 1 3 2\n2 1 2 4\n3 1 4 3\n4 2 3 4\n");
        yield return Text("mesh.byu", "1 4 4 12\n1 4\n 0.0 0.0 0.0 1.0 0.0 0.0\n 0.0 1.0 0.0 0.0 0.0 1.0\n1 3 -2 1 2 -4 1 4 -3 2 3 -4\n");
        yield return Text("mesh-text.stl",
            "solid m\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid m\n");
        yield return Bytes("mesh.stl", () => [.. new byte[80], 1, 0, 0, 0, .. new byte[12], .. Floats(0, 0, 0, 1, 0, 0, 0, 1, 0), 0, 0]);
        yield return Bytes("mesh.mz3",
            () => [0x4D, 0x5A, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, .. Ints(0, 1, 2), .. Floats(0, 0, 0, 1, 0, 0, 0, 1, 0)]);
        yield return Bytes("lh.white",
            () => [255, 255, 254, .. "made by a test\n\n"u8, .. Big(4, 4),
                .. Floats(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1).Chunk(4).SelectMany(c => c.Reverse()),
                .. Big(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3)]);
        yield return Bytes("lh.thickness",
            () => [255, 255, 255, .. Big(3, 2, 1), .. Floats(1, 2, 3).Chunk(4).SelectMany(c => c.Reverse())]);
        yield return Bytes("lh.curv.old", () => [0, 0, 3, 0, 0, 2, 0, 100, 0, 50, 1, 0]);
        yield return Bytes("lh.aparc.annot", () =>
        [
            .. Big(3, 0, 25, 1, 25 + (5 << 8), 2, 25, 1, -2, 2, 4), (byte)'a', (byte)'b', (byte)'c', 0, .. Big(2, 0, 4), (byte)'x',
            (byte)'y', (byte)'z', 0, .. Big(25, 0, 0, 0, 1, 4), (byte)'u', (byte)'v', (byte)'w', 0, .. Big(25, 5, 0, 0),
        ]);
        yield return Text("mesh.surf.gii", Gifti());
    }

    private static IEnumerable<FuzzTarget> Texts()
    {
        FuzzTarget Of(string name, string content, Action<string>? read = null) =>
            new(name, name, path => System.IO.File.WriteAllText(path, content), read ?? (path => Look(path)));
        yield return Of("lh.cortex.label", "#!ascii label , from subject x\n2\n0 1.0 2.0 3.0 0.5\n5 1.5 2.5 3.5 0.25\n");
        yield return Of("lh.aparc.stats",
            "# Title Segmentation Statistics\n# cvs_version x\n# subjectname bert\n# Measure Cortex, NumVert, Number of Vertices, 120, " +
                "unitless\n# NTableCols 10\n# ColHeaders StructName NumVert SurfArea GrayVol ThickAvg ThickStd MeanCurv GausCurv FoldInd " +
                "CurvInd\nbankssts 100 70 180 2.5 0.4 0.1 0.02 8 1\n", path => StatsReader.Read(path));
        yield return Of("lh.curv.stats",
            "Raw <mean> +- <std> (using 'lh.curv'):    0.1234 +- 0.5\n         Raw Min:   -0.5 at vertex 3\n K <mean> +- <std> (using " +
                "'lh.smoothwm'):  0.1 +- 0.2\n", path => CurvatureStats.Read(path));
        yield return Of("colours_LUT.txt", "# No. Label R G B A\n0 Unknown 0 0 0 0\n2 Left-Cerebral-White-Matter 245 245 245 0\n",
            path => LabelTableFile.Read(path));
        yield return Of("labels.tsv", "index\tname\tabbreviation\tcolor\n1\tGM\tGM\t#ff0000\n2\tWM\tWM\t#00ff00\n",
            path => LabelTableFile.Read(path));
        yield return Of("table.csv", "participant_id,age,sex\nsub-01,23.5,F\nsub-02,\"41\",\"M\"\n", path => TableFile.Read(path));
        yield return Of("table.tsv", "participant_id\tage\tn/a\nsub-01\t23.5\tF\n\"sub-02\"\tn/a\t\"M\"\n",
            path => ColumnTable.Parse(System.IO.File.ReadAllText(path), path));
        yield return Of("cursor.json", "{\"seed\":1,\"epoch\":0,\"batch\":2,\"shard\":0,\"shards\":1,\"settings\":\"x\"}",
            path => QueueCursor.Load(path));
        yield return Of("sub-01_T1w.json", "{\"RepetitionTime\": 2.3, \"Manufacturer\": \"x\", \"ImageType\": [\"UNI\"]}",
            path => SidecarFacts.Of(path));
        yield return Of("sub-01_desc-x_T1w.json",
            "{\"StepKey\": \"a\", \"Provenance\": [{\"Step\": \"raw\", \"Key\": \"a\", \"Parameters\": {}, \"Inputs\": []}]}",
            path => Sidecar.ReadChain(path));
        yield return Of("nyul.json", IntensityModelText.Write(new Operations.Intensity.NyulScale([1, 10, 50, 90, 99], [0, 10, 50, 90, 100]),
            new(["a"], "t", "all")), path => IntensityModelText.ReadNyul(System.IO.File.ReadAllText(path), path));
    }

    private static IEnumerable<FuzzTarget> Transforms()
    {
        var affine = Affine.Scaling(1.1, 0.9, 1).WithOffset(new(1, 2, 3));
        foreach (var (name, form) in ((string, TransformForm?)[])[("itk.txt", null), ("itk.mat", null), ("t.lta", null), ("t.xfm", null)])
            yield return new(name, name, path => TransformFile.Write(path, affine, Grid, Grid, form),
                path => TransformFile.Read(path, Grid, Grid));
        yield return new("fsl.mat", "fsl.mat", path => FslTransform.Write(path, affine, Grid, Grid),
            path => FslTransform.Read(path, Grid, Grid));
        yield return new("register.dat", "register.dat",
            path => System.IO.File.WriteAllText(path, "bert\n1.0\n1.0\n0.15\n1 0 0 0\n0 0 1 0\n0 -1 0 0\n0 0 0 1\nround\n"),
            path => Look(path));
    }

    private static IEnumerable<FuzzTarget> Records()
    {
        FuzzTarget Of(string name, string content, Action<string> read) =>
            new(name, name, path => System.IO.File.WriteAllText(path, content), read);
        static void Record(string path) => _ = RecordFile.Load(path).ToYaml();

        yield return Of("dataset.yaml", "dataset_id: x\nname: X\ndescription: &d |\n  two\n  lines\nmodality: [T1w, *d]\nlicence: 'CC0'\n",
            Record);
        yield return Of("benchmark.yaml",
            "benchmark_id: b\nname: B\nsuite_id: s\ndescription: &a x\nreferences: [*a, \"b\"]\nexpected_metrics: [mae]\n", Record);
        yield return Of("eval.yaml",
            "eval_id: e\nbenchmark_id: b\nmodel_ids: {candidate: m}\nrun_metadata:\n  date: 2026-01-01\nmetrics:\n  MAE: 4.5\n  " +
                "subgroups: []\nstatus: Completed\n", Record);
        yield return Of("model.yaml", "model_id: m\nname: M\ndescription: &a x\nreferences: [*a, b]\n", Record);
        yield return Of("augment.yaml", "- RandomGamma:\n    p: 0.5\n- RandomNoise: {p: 0.3}\n", path => PipelineFile.Load(path));
    }

    // What `pial info` does with a file, and what reads voxels.
    private static void Look(string path)
    {
        if (FileDescription.Of(path) is not null) return;
        var loaded = ImageFile.Load(path);
        _ = HeaderText.Lines(loaded.Image.Grid, loaded.Header).Count();
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Big(params int[] values) => [.. values.SelectMany(static v => BitConverter.GetBytes(v).Reverse())];

    private static string Gifti()
    {
        string Array(string intent, string type, int[] dimensions, string encoding, string data) =>
            string.Create(CultureInfo.InvariantCulture,
            $"<DataArray Intent=\"{intent}\" DataType=\"{type}\" ArrayIndexingOrder=\"RowMajorOrder\" " +
                $"Dimensionality=\"{dimensions.Length}\" {string.Join(' ', dimensions.Select((d, n) => $"Dim{n}=\"{d}\""))} " +
                $"Encoding=\"{encoding}\" Endian=\"LittleEndian\" ExternalFileName=\"\" " +
                $"ExternalFileOffset=\"\"><MetaData><MD><Name>a</Name><Value><![CDATA[b]]></Value></MD></MetaData><Data>{data}" +
                $"</Data></DataArray>");
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionMode.Compress,
            leaveOpen: true)) zlib.Write(Floats(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1));
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GIFTI Version=\"1.0\" " +
            "NumberOfDataArrays=\"2\"><MetaData><MD><Name>n</Name><Value>v</Value></MD></MetaData>")
            .Append("<LabelTable><Label Key=\"0\" Red=\"0\" Green=\"0.5\" Blue=\"1\">a</Label></LabelTable>")
            .Append(Array("NIFTI_INTENT_POINTSET", "NIFTI_TYPE_FLOAT32", [4, 3], "GZipBase64Binary",
                Convert.ToBase64String(packed.ToArray())))
            .Append(Array("NIFTI_INTENT_TRIANGLE", "NIFTI_TYPE_INT32", [4, 3], "ASCII", "0 2 1 0 1 3 0 3 2 1 2 3")).Append("</GIFTI>\n")
            .ToString();
    }
}
