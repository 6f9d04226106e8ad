using Pial.Pipelines.Rules;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>A number that tells how well a reconstruction went.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Definition">How it is worked out.</param>
/// <param name="Of">Takes it from a subject; NaN when it is not known.</param>
public sealed record ReconstructionMetric(string Name, string Unit, string Definition, Func<SubjectMorphometry, double> Of)
{
    /// <summary>All there are, in the order of the table.</summary>
    public static IReadOnlyList<ReconstructionMetric> All { get; } =
    [
        new("lh_holes", "unitless", "Holes of the left surface before it was mended (orig.nofix).", s => s.Euler.LeftHoles ?? double.NaN),
        new("rh_holes", "unitless", "Holes of the right surface before it was mended.", s => s.Euler.RightHoles ?? double.NaN),
        new("holes", "unitless", "Holes of both.", s => s.Euler.Holes ?? double.NaN),
        new("lh_euler", "unitless", "Euler number of the left surface, 2 - 2 · lh_holes; the nearer to 2, the better.",
            s => s.Euler.Left ?? double.NaN),
        new("rh_euler", "unitless", "Euler number of the right surface.", s => s.Euler.Right ?? double.NaN),
        new("euler_sum", "unitless", "lh_euler + rh_euler.", s => s.Euler.Sum ?? double.NaN),
        new("euler_mean", "unitless", "euler_sum / 2.", s => s.Euler.Mean ?? double.NaN),
        new("sqrt_defects", "unitless", "Square root of -euler_mean; 0 where euler_mean is positive.",
            s => s.Euler.Mean is { } mean ? Math.Sqrt(Math.Max(0, -mean)) : double.NaN),
        new("lh_mean_thickness_mm", "mm", "Mean cortical thickness of the left hemisphere (MeanThickness).",
            s => Cortex(s, "lh_MeanThickness_thickness")),
        new("rh_mean_thickness_mm", "mm", "Mean cortical thickness of the right hemisphere.", s => Cortex(s, "rh_MeanThickness_thickness")),
        new("mean_thickness_mm", "mm", "Mean of both, weighted by the hemispheres' white surface area.", MeanThickness),
        new("brain_volume_ml", "mL", "Brain without ventricles (BrainSegVolNotVent).", s => Measure(s, "BrainSegVolNotVent") / 1000),
        new("etiv_ml", "mL", "Estimated total intracranial volume (eTIV).", s => s.ETiv / 1000),
        new("brain_to_etiv", "unitless", "brain_volume_ml / etiv_ml.", s => Measure(s, "BrainSegVolNotVent") / s.ETiv),
        new("cortex_to_etiv", "unitless", "Cortical grey matter (CortexVol) / eTIV.", s => Measure(s, "CortexVol") / s.ETiv),
        new("largest_to_etiv", "unitless",
            "The largest of BrainSegVol, SupraTentorialVol, TotalGrayVol and CortexVol / eTIV; above 1 is impossible.",
            s => ImpossibleNumbers.LargestInHead(s).Share),
        new("impossible", "unitless",
            "Numbers that cannot be: negative or empty totals, parts above their whole, hemispheres that do not add up.",
            s => ImpossibleNumbers.Of(s).Count),
        new("empty_structures", "unitless", "Structures that everybody has, with a volume of 0.",
            s => ImpossibleNumbers.Empty(s)?.Count ?? double.NaN),
    ];

    /// <summary>What rules about them may say.</summary>
    public static RuleVocabulary Vocabulary { get; } = new("thresholds.yaml", "freesurfer-thresholds.yaml", [.. All.Select(m => m.Name)],
        "look", ["FreeSurfer", "FastSurfer"], false);

    /// <summary>What has to be read for them.</summary>
    public static FreeSurferOptions Options(string atlas) => new()
    {
        Atlas = atlas,
        Measures = [CorticalMeasure.Thickness, CorticalMeasure.Area, CorticalMeasure.Volume],
    };

    private static double Cortex(SubjectMorphometry subject, string name) => Value(subject.CortexGlobals, name);

    private static double Measure(SubjectMorphometry subject, string name) => Value(subject.Globals, name);

    internal static double Value(IReadOnlyList<GlobalValue> values, string name)
    {
        foreach (var value in values)
            if (value.Name == name) return value.Value;
        return double.NaN;
    }

    private static double MeanThickness(SubjectMorphometry subject)
    {
        var (left, right) = (Cortex(subject, "lh_MeanThickness_thickness"), Cortex(subject, "rh_MeanThickness_thickness"));
        var (leftArea, rightArea) = (Cortex(subject, "lh_WhiteSurfArea_area"), Cortex(subject, "rh_WhiteSurfArea_area"));
        return double.IsNaN(leftArea + rightArea) ? (left + right) / 2 : ((left * leftArea) + (right * rightArea)) / (leftArea + rightArea);
    }
}
