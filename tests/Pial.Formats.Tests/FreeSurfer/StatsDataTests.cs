using System.Globalization;
using Pial.Formats.FreeSurfer;
using Pial.Tests.Shared;
using Xunit.Abstractions;

namespace Pial.Formats.Tests.FreeSurfer;

/// <summary>Every stats file of the test data, against a second, naive reading of it.</summary>
public sealed class StatsDataTests(ITestOutputHelper output)
{
    [DataFact]
    public void Every_value_is_the_file_s()
    {
        var files = Directory.GetFiles(Path.Combine(DataFactAttribute.Folder!, "freesurfer"), "*.stats", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("curv.stats", StringComparison.Ordinal)).ToArray();
        var values = 0;
        foreach (var file in files)
        {
            var stats = StatsReader.Read(file);
            var lines = File.ReadAllLines(file);
            var rows = lines.Where(l => l.Length > 0 && l[0] != '#')
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
            var header = lines.SingleOrDefault(l => l.StartsWith("# ColHeaders", StringComparison.Ordinal))?.Split(' ',
                StringSplitOptions.RemoveEmptyEntries)[2..] ?? [];
            var name = Array.IndexOf(header, "StructName");
            Assert.Equal(rows.Length, stats.Regions.Count);
            foreach (var row in rows)
            {
                for (var c = 0; c < row.Length; c++, values++)
                {
                    if (c == name) continue;
                    var expected = row[c].EndsWith("nan", StringComparison.Ordinal) ? double.NaN
                        : double.Parse(row[c], CultureInfo.InvariantCulture);
                    Assert.Equal(expected, stats.Value(row[name], header[c]));
                }
            }

            var measures = lines.Where(l => l.StartsWith("# Measure ", StringComparison.Ordinal)).Select(l => l.Split(',')).ToArray();
            Assert.Equal(measures.Length, stats.Measures.Count);
            foreach (var measure in measures)
                Assert.Equal(double.Parse(measure[3], CultureInfo.InvariantCulture), stats.Measure(measure[1].Trim()));
        }

        output.WriteLine($"{files.Length} files, {values} values");
        Assert.True(files.Length >= 25);
    }

    [DataFact]
    public void Curvature_statistics_are_read_line_by_line()
    {
        var stats = CurvatureStats.Read(Path.Combine(DataFactAttribute.Folder!, "freesurfer/bert/stats/lh.curv.stats"));
        Assert.Equal(-0.02767, stats.Value("Raw", "lh.curv", "mean"));
        Assert.Equal(0.1615, stats.Entries[0].Deviation);
        Assert.Equal(9.94360, stats.Value("K", "lh.smoothwm", "Natural Surface Integral"));
        Assert.Equal(110.74644, stats.Value("K", "lh.smoothwm", "Max"));
        Assert.Equal("at vertex 67840", stats.Entries.Single(e => e is { Map: "K", Name: "Max" }).Detail);
        Assert.Equal(358784.56250, stats.Value("Raw", "lh.sulc", "Rectified Surface Integral"));
    }
}
