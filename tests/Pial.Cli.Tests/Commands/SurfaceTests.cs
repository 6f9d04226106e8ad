using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Pipelines.Derivatives;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed class SurfaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-surface-").FullName;

    private string Derivatives => Path.Combine(folder, "in");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Surfaces_of_finished_derivatives_are_written_once()
    {
        Write(TwoBalls.Create(2, right: false));
        var output = Path.Combine(folder, "out");
        var (code, said, error) = await PialLine.Run("surface", Derivatives, "-o", output, "--json", "--no-pictures");
        Assert.Equal(0, code);
        Assert.Contains("sub-01: there is no white matter of the right hemisphere", error, StringComparison.Ordinal);
        var json = JsonNode.Parse(said)![0]!;
        Assert.Equal(("sub-01", 2), ((string?)json["scan"], (int)json["left"]!["euler_number"]!));
        Assert.Null(json["right"]);
        var anat = Path.Combine(output, "sub-01", "anat");
        foreach (var file in (string[])["hemi-L_white.surf.gii", "hemi-L_white.json", "desc-ribbon_dseg.nii.gz",
            "desc-surfaces_metrics.json"])
            Assert.True(File.Exists(Path.Combine(anat, $"sub-01_{file}")), file);
        Assert.True(File.Exists(Path.Combine(output, "freesurfer", "sub-01", "surf", "lh.white")));
        Assert.Empty(Directory.GetFiles(output, "*.png", SearchOption.AllDirectories));
        await Refused("is there already; add --force", "surface", Derivatives, "-o", output);
        Directory.Delete(Path.Combine(output, "freesurfer"), recursive: true);
        await Refused("is there already; add --force", "surface", Derivatives, "-o", output);

        // What is not of Pial's making is not replaced, forced or not.
        Directory.CreateDirectory(Path.Combine(output, "freesurfer", "sub-01", "surf"));
        await Refused("not of Pial's making", "surface", Derivatives, "-o", output, "--force");
    }

    [Fact]
    public async Task Voxels_that_are_too_large_are_named_and_end_with_code_1()
    {
        Write(TwoBalls.Create(3));
        var (code, _, error) = await PialLine.Run("surface", Derivatives, "-o", Path.Combine(folder, "out"));
        Assert.Equal(1, code);
        Assert.Contains("sub-01: no surfaces were made: voxels of 3 × 3 × 3 mm", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "freesurfer")));
    }

    [Fact]
    public async Task Mistakes_are_one_line_and_code_2()
    {
        await Refused("does not exist", "surface", Path.Combine(folder, "nowhere"));
        Directory.CreateDirectory(Derivatives);
        await Refused("holds no tissue maps", "surface", Derivatives);
        Write(TwoBalls.Create(3));
        await Refused("holds no tissue maps of sub-99", "surface", Derivatives, "--participant-label", "99");
        var t1w = HeadDerivatives.Preproc.PathOf(Stem, null, "T1w");
        await Refused("is a file; give the folder that pial run wrote", "surface", t1w);
        await Refused("is a file; give the name of a folder", "surface", Derivatives, "-o", t1w);
        var structures = HeadDerivatives.RegionLabels.PathOf(Stem, "PialStructures");
        ImageFile.Save(structures, TwoBalls.Create(2).Structures);
        await Refused("are not on one grid", "surface", Derivatives);
        File.WriteAllText(structures, "no image");
        await Refused("sub-01_atlas-PialStructures_dseg.nii.gz", "surface", Derivatives);
        File.Delete(structures);
        await Refused("surfaces need the structures", "surface", Derivatives);
        File.Delete(t1w);
        await Refused("surfaces are laid on the preprocessed scan", "surface", Derivatives);
        Assert.False(Directory.Exists(Path.Combine(Derivatives, "freesurfer")));
    }

    private string Stem => Path.Combine(Derivatives, "sub-01", "anat", "sub-01");

    private static async Task Refused(string because, params string[] args)
    {
        var (code, output, error) = await PialLine.Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(because, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private void Write(TwoBalls balls)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Stem)!);
        ImageFile.Save(HeadDerivatives.Preproc.PathOf(Stem, null, "T1w"), balls.T1w);
        foreach (var (label, map) in new[] { ("GM", balls.Tissues.Gm), ("WM", balls.Tissues.Wm), ("CSF", balls.Tissues.Csf) })
            ImageFile.Save(HeadDerivatives.Tissue.PathOf(Stem, null, label), map);
        ImageFile.Save(HeadDerivatives.RegionLabels.PathOf(Stem, "PialStructures"), balls.Structures);
    }
}
