using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>Labels of the phantoms as the atlas of structures has them.</summary>
internal static class PhantomLabels
{
    /// <summary>Structures with a left and a right side: name, left, right.</summary>
    public static readonly (string Name, int Left, int Right)[] Pairs =
    [
        ("Cerebral-White-Matter", 2, 41), ("Cerebral-Cortex", 3, 42), ("Lateral-Ventricle", 4, 43), ("Inf-Lat-Vent", 5, 44),
        ("Cerebellum-White-Matter", 7, 46),
        ("Cerebellum-Cortex", 8, 47), ("Thalamus", 10, 49), ("Caudate", 11, 50), ("Putamen", 12, 51), ("Pallidum", 13, 52),
        ("Hippocampus", 17, 53), ("Amygdala", 18, 54),
        ("Accumbens-area", 26, 58), ("VentralDC", 28, 60),
    ];

    /// <summary>Structures in the middle, and CSF.</summary>
    public static readonly (string Name, int Id)[] Middle = [("3rd-Ventricle", 14), ("4th-Ventricle", 15), ("Brain-Stem", 16),
        ("Extraventricular-CSF", 24)];

    /// <summary>What is not brain, of which parts lie in and at the mask.</summary>
    public static readonly (string Name, int Id)[] Surroundings = [("Dura", 98), ("Soft-Tissue", 127), ("Bone", 129)];

    /// <summary>The deep grey structures whose mean overlap is the target.</summary>
    public static readonly string[] Subcortical = ["Thalamus", "Caudate", "Putamen", "Pallidum", "Hippocampus", "Amygdala",
        "Accumbens-area"];

    // FreeSurfer's colours (FreeSurferColorLUT.txt); they are the same on both sides but for the cortex.
    private static readonly Dictionary<int, int> Colors = Table(
    [
        (2, 0xF5F5F5), (41, 0xF5F5F5), (3, 0xCD3E4E), (42, 0xCD3E4E), (4, 0x781286), (43, 0x781286), (5, 0xC43AFA), (44, 0xC43AFA),
        (7, 0xDCF8A4),
        (46, 0xDCF8A4), (8, 0xE69422), (47, 0xE69422), (10, 0x00760E), (49, 0x00760E), (11, 0x7ABADC), (50, 0x7ABADC), (12, 0xEC0DB0),
        (51, 0xEC0DB0),
        (13, 0x0C30FF), (52, 0x0D30FF), (14, 0xCCB68E), (15, 0x2ACCA4), (16, 0x779FB0), (17, 0xDCD814), (53, 0xDCD814), (18, 0x67FFFF),
        (54, 0x67FFFF), (24, 0x3C3C3C), (98, 0xA0A060), (127, 0xDC9650), (129, 0xC8C8D7), (26, 0xFFA500), (58, 0xFFA500), (28, 0xA52A2A),
        (60, 0xA52A2A),
    ]);

    // Choroid plexus lies in its ventricle, lesions and vessels in white matter; FreeSurfer's own choroid plexus (31, 63), hypointensities
    // (77) and callosum (251 to 255) likewise, and its parcels are cortex.
    private static readonly Dictionary<int, int> Merged = Table(
    [
        (136, 4), (163, 43), (137, 5), (164, 44), (25, 2), (57, 41), (30, 2), (62, 41), (72, 14), (31, 4), (63, 43), (77, 2),
        (251, 2), (252, 2),
        (253, 2), (254, 2), (255, 2), (85, 127), (502, 127), (506, 127), (507, 127), (508, 127), (509, 127), (511, 127), (512, 127),
        (514, 98), (515, 129), (516, 127), (530, 127),
    ]);

    /// <summary>Every label of the atlas.</summary>
    public static IReadOnlyList<int> Ids { get; } = [.. Pairs.SelectMany(p => new[] { p.Left, p.Right }).Concat(Middle.Select(m => m.Id))
        .Concat(Surroundings.Select(s => s.Id)).Order()];

    /// <summary>A phantom's labels with those the atlas does not have merged or left out.</summary>
    public static Volume<int> Reduce(Volume<int> labels)
    {
        var known = Ids.ToHashSet();
        return labels.Map(
            l => l is >= 1000 and < 3000 ? (l < 2000 ? 3 : 42) : Merged.TryGetValue(l, out var to) ? to : known.Contains(l) ? l : 0);
    }

    /// <summary>The name of a label.</summary>
    public static string Name(int id)
    {
        foreach (var (name, left, right) in Pairs)
            if (id == left || id == right) return $"{(id == left ? "Left" : "Right")}-{name}";
        return Middle.Concat(Surroundings).First(m => m.Id == id).Name;
    }

    /// <summary>A label with FreeSurfer's colour.</summary>
    public static Label Label(int id) => new(id, Name(id), "", Colors[id]);

    /// <summary>The label on the other side.</summary>
    public static int Mirrored(int id)
    {
        foreach (var (_, left, right) in Pairs)
            if (id == left || id == right) return left + right - id;
        return id;
    }

    private static Dictionary<int, int> Table((int Id, int Value)[] pairs) => pairs.ToDictionary(static p => p.Id, static p => p.Value);
}
