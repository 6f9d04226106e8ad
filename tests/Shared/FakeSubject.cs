using System.Globalization;
using System.Text;

namespace Pial.Tests.Shared;

/// <summary>Makes folders of made-up stats files in the form that FreeSurfer writes.</summary>
internal sealed record FakeSubject(string Id)
{
    public static readonly string[] Cortex =
    [
        "bankssts", "caudalanteriorcingulate", "caudalmiddlefrontal", "cuneus", "entorhinal", "fusiform", "inferiorparietal",
        "inferiortemporal", "isthmuscingulate", "lateraloccipital",
        "lateralorbitofrontal", "lingual", "medialorbitofrontal", "middletemporal", "parahippocampal", "paracentral", "parsopercularis",
        "parsorbitalis", "parstriangularis", "pericalcarine",
        "postcentral", "posteriorcingulate", "precentral", "precuneus", "rostralanteriorcingulate", "rostralmiddlefrontal",
        "superiorfrontal", "superiorparietal", "superiortemporal",
        "supramarginal", "frontalpole", "temporalpole", "transversetemporal", "insula",
    ];

    public static readonly (int Id, string Name)[] Structures =
    [
        (4, "Left-Lateral-Ventricle"), (10, "Left-Thalamus"), (11, "Left-Caudate"), (12, "Left-Putamen"), (16, "Brain-Stem"),
        (17, "Left-Hippocampus"), (18, "Left-Amygdala"), (24, "CSF"),
        (43, "Right-Lateral-Ventricle"), (49, "Right-Thalamus"), (50, "Right-Caudate"), (51, "Right-Putamen"), (53, "Right-Hippocampus"),
        (54, "Right-Amygdala"), (77, "WM-hypointensities"), (255, "CC_Anterior"),
    ];

    public int Seed { get; init; } = 1;

    public string Version { get; init; } = "7.4.1";

    public int LeftHoles { get; init; } = 11;

    public int RightHoles { get; init; } = 18;

    public double ETiv { get; init; } = 1520021.264474;

    public double BrainSeg { get; init; } = 1218061;

    public double Thickness { get; init; } = 2.5;

    public bool Holes { get; init; } = true;

    public string Thalamus { get; init; } = "Thalamus";

    /// <summary>Regions of the cortex that the subject has not.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>Writes <c>stats/aseg.stats</c> and <c>stats/?h.aparc.stats</c>.</summary>
    public string Write(string directory)
    {
        var folder = Path.Combine(directory, Id);
        var stats = Directory.CreateDirectory(Path.Combine(folder, "stats")).FullName;
        File.WriteAllText(Path.Combine(stats, "aseg.stats"), Aseg());
        File.WriteAllText(Path.Combine(stats, "lh.aparc.stats"), Aparc("lh"));
        File.WriteAllText(Path.Combine(stats, "rh.aparc.stats"), Aparc("rh"));
        return folder;
    }

    public string Aseg()
    {
        var text = new StringBuilder(
            $"# Title Segmentation Statistics \n# \n# generating_program mri_segstats\n# cvs_version {Version}\n# subjectname {Id}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# Measure BrainSeg, BrainSegVol, Brain Segmentation Volume, {BrainSeg:0.000000}, mm^3\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# Measure BrainSegNotVent, BrainSegVolNotVent, Brain Segmentation Volume Without Ventricles, {BrainSeg - 15041:0.000000}, " +
                $"mm^3\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# Measure Cortex, CortexVol, Total cortical gray matter volume, {487041.964762 + Seed:0.000000}, mm^3\n");
        if (Holes)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"# Measure lhSurfaceHoles, lhSurfaceHoles, Number of defect holes in lh surfaces prior to fixing, {LeftHoles}, " +
                    $"unitless\n");
            text.Append(CultureInfo.InvariantCulture,
                $"# Measure rhSurfaceHoles, rhSurfaceHoles, Number of defect holes in rh surfaces prior to fixing, {RightHoles}, " +
                    $"unitless\n");
            text.Append(CultureInfo.InvariantCulture,
                $"# Measure SurfaceHoles, SurfaceHoles, Total number of defect holes in surfaces prior to fixing, " +
                    $"{LeftHoles + RightHoles}, unitless\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"# Measure EstimatedTotalIntraCranialVol, eTIV, Estimated Total Intracranial Volume, {ETiv:0.000000}, mm^3\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# NRows {Structures.Length} \n# NTableCols 10 \n# ColHeaders  Index SegId NVoxels Volume_mm3 StructName normMean " +
                $"normStdDev normMin normMax normRange  \n");
        for (var n = 0; n < Structures.Length; n++)
        {
            var voxels = 1000 + (137 * n) + Seed;
            text.Append(CultureInfo.InvariantCulture,
                $"{n + 1,3} {Structures[n].Id,3}  {voxels,8} {voxels - 10.3,10:0.0}  " +
                    $"{Structures[n].Name.Replace("Thalamus", Thalamus, StringComparison.Ordinal),-32} {70 + n,10:0.0000} {8,10:0.0000} " +
                    $"{12,10:0.0000} {98,10:0.0000} {86,10:0.0000} \n");
        }

        return text.ToString();
    }

    public string Aparc(string hemisphere, string[]? regions = null)
    {
        regions ??= [.. Cortex.Except(Without, StringComparer.Ordinal)];
        var vertices = regions.Select((_, n) => 900 + (61 * n) + Seed).ToArray();
        var text = new StringBuilder(
            "# Table of FreeSurfer cortical parcellation anatomical statistics \n# \n# generating_program mris_anatomical_stats\n# " +
                $"cvs_version {Version}\n# anatomy_type surface\n# subjectname {Id}\n# hemi {hemisphere}\n");
        text.Append(CultureInfo.InvariantCulture, $"# Measure Cortex, NumVert, Number of Vertices, {vertices.Sum()}, unitless\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# Measure Cortex, WhiteSurfArea, White Surface Total Area, {84499.5 + Seed:0.0}, mm^2\n");
        text.Append(CultureInfo.InvariantCulture, $"# Measure Cortex, MeanThickness, Mean Thickness, {Thickness:0.00000}, mm\n");
        text.Append(CultureInfo.InvariantCulture,
            $"# Measure EstimatedTotalIntraCranialVol, eTIV, Estimated Total Intracranial Volume, {ETiv:0.000000}, mm^3\n");
        text.Append(
            "# NTableCols 10\n# ColHeaders StructName NumVert SurfArea GrayVol ThickAvg ThickStd MeanCurv GausCurv FoldInd CurvInd\n");
        for (var n = 0; n < regions.Length; n++)
            text.Append(CultureInfo.InvariantCulture,
                $"{regions[n],-40} {vertices[n],4} {vertices[n] * 2 / 3,6} {vertices[n] * 2,6}  {Thickness + (0.01 * n) - 0.1,5:0.000} " +
                    $"{0.5,5:0.000} {0.1,9:0.000} {0.02,9:0.000} {n,8} {1.5,7:0.0}\n");
        return text.ToString();
    }
}
