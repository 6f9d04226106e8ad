using System.Text;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>Lays a cohort's numbers out as tables.</summary>
public static class FreeSurferTables
{
    /// <summary>The columns of the data specification's table of one subject.</summary>
    private const string SpecifiedColumns = "region,volume_mm3,thickness_mm,surface_area_mm2";

    /// <summary>
    /// One row a subject: structures under FreeSurfer's names, then <c>lh_&lt;region&gt;_volume</c>, <c>…_thickness</c>, <c>…_area</c>
    /// region after region, the hemispheres' means, the measures of <c>aseg.stats</c>, <c>eTIV</c>, <c>lh_euler</c>, <c>rh_euler</c>. With
    /// <see cref="FreeSurferOptions.CortexOnly"/> the regions alone.
    /// </summary>
    public static FeatureTable Wide(FreeSurferCohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var names = new ColumnNames(cohort.Options.Measures);
        return FeatureTable.Gather([.. cohort.Subjects.Select(s => (s.Id, (IReadOnlyList<Feature>)Features(s, cohort.Options, names)))]);
    }

    /// <summary>
    /// One row a subject and region, with the columns <c>participant_id</c>, <c>region</c> and one for each measure with its unit in the
    /// name (<c>volume_mm3</c>, <c>thickness_mm</c>, <c>surface_area_mm2</c>, …). A measure that a region has not is missing.
    /// </summary>
    public static void WriteLong(FreeSurferCohort cohort, TextWriter output, TableStyle style)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(style);
        output.Write(string.Join(style.Separator, [style.IdColumn, "region", .. cohort.Options.Measures.Select(LongName)]) + "\n");
        var line = new StringBuilder();
        foreach (var subject in cohort.Subjects)
        {
            foreach (var region in subject.Regions)
            {
                line.Clear().Append(style.Cell(subject.Id)).Append(style.Separator).Append(style.Cell(region.FullName));
                foreach (var value in region.Values)
                    line.Append(style.Separator).Append(style.Number(value));
                output.Write(line.Append('\n'));
            }
        }
    }

    /// <summary>
    /// The data specification's table of one subject: <c>region, volume_mm3, thickness_mm, surface_area_mm2</c>, one row a cortical region.
    /// </summary>
    /// <param name="subject">Read with the measures volume, thickness and area, in this order.</param>
    public static string Specified(SubjectMorphometry subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var text = new StringBuilder(SpecifiedColumns).Append('\n');
        foreach (var region in subject.Regions.Where(r => r.IsCortical))
        {
            text.Append(TableStyle.Csv.Cell(region.FullName));
            foreach (var value in region.Values.AsSpan(0, 3))
                text.Append(',').Append(TableStyle.Csv.Number(value));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The data specification's feature vector: volume and thickness of each cortical region, region after region; length regions × 2.
    /// </summary>
    /// <param name="subject">Read with volume and thickness as its first two measures.</param>
    public static double[] SpecifiedVector(SubjectMorphometry subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return [.. subject.Regions.Where(r => r.IsCortical).SelectMany(r => r.Values.Take(2))];
    }

    /// <summary>Name of a measure's column in a long table.</summary>
    public static string LongName(CorticalMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        var unit = measure.Unit switch
        {
            "mm^3" => "_mm3",
            "mm^2" => "_mm2",
            "mm" => "_mm",
            "mm^-1" => "_per_mm",
            "mm^-2" => "_per_mm2",
            _ => "",
        };
        return (measure == CorticalMeasure.Area ? "surface_area" : measure.Name) + unit;
    }

    private static List<Feature> Features(SubjectMorphometry subject, FreeSurferOptions options, ColumnNames names)
    {
        var features = new List<Feature>(capacity: 320);
        foreach (var region in subject.Regions)
        {
            if (!region.IsCortical)
            {
                features.Add(new(region.Name, region.Values[names.Volume]));
                continue;
            }

            var columns = names.Of(region.Hemisphere, region.Name);
            for (var m = 0; m < columns.Length; m++)
                features.Add(new(columns[m], region.Values[m]));
        }

        foreach (var value in subject.MoreVolumes)
            features.Add(new(value.Name, value.Value));
        if (options.CortexOnly) return features;
        foreach (var value in subject.CortexGlobals)
            features.Add(new(value.Name, value.Value));
        foreach (var value in subject.Globals)
            features.Add(new(value.Name, value.Value));
        features.Add(new("eTIV", subject.ETiv));
        features.Add(new("lh_euler", subject.Euler.Left ?? double.NaN));
        features.Add(new("rh_euler", subject.Euler.Right ?? double.NaN));
        return features;
    }

    /// <summary>Column names, each made once.</summary>
    private sealed class ColumnNames(IReadOnlyList<CorticalMeasure> measures)
    {
        private readonly Dictionary<(string Hemisphere, string Region), string[]> known = [];

        /// <summary>Where volume stands among the measures.</summary>
        public int Volume { get; } = measures.ToList().IndexOf(CorticalMeasure.Volume);

        public string[] Of(string hemisphere, string region)
        {
            if (known.TryGetValue((hemisphere, region), out var names)) return names;
            return known[(hemisphere, region)] = [.. measures.Select(m => $"{hemisphere}_{region}_{m.Name}")];
        }
    }
}
