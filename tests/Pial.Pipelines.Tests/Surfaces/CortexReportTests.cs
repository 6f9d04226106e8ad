using System.Xml.Linq;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Pipelines.Tests.Reports;
using Pial.Plots;
using Pial.Plots.Surfaces;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Surfaces;

public sealed class CortexReportTests
{
    private static readonly Lazy<CorticalSurfaces> Found = new(static () =>
    {
        var balls = TwoBalls.Create(1);
        return new SurfaceStep { Options = CortexOptions.Default with { GridMm = 1, Vertices = 2000 } }
            .Run(new(balls.T1w, balls.Tissues, balls.Structures, null), new());
    });

    [Fact]
    public void The_section_shows_outlines_renderings_and_numbers_and_methods_are_told()
    {
        var data = HeadReportTests.Data();
        var plain = HeadReport.Write(data);
        Assert.DoesNotContain("id=\"cortex\"", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("Dale", plain, StringComparison.Ordinal);
        var page = HeadReport.Write(data.With(Found.Value));
        Assert.Contains("<a href=\"#cortex\">Cortex</a>", page, StringComparison.Ordinal);
        Assert.Contains("Han 2004", page, StringComparison.Ordinal);
        Assert.Contains("10.1016/j.cmpb.2007.08.006", page, StringComparison.Ordinal);
        var section = page[page.IndexOf("<section id=\"cortex\">", StringComparison.Ordinal)..];
        section = section[..(section.IndexOf("</section>", StringComparison.Ordinal) + 10)];
        var html = XElement.Parse(section.Replace("<input class=\"overlay\" type=\"checkbox\" checked>", "", StringComparison.Ordinal)
            .Replace("data:image/png;base64", "data", StringComparison.Ordinal)
                .Replace("\">\n<h3>Numbers", "\"/>\n<h3>Numbers", StringComparison.Ordinal));
        var paths = html.Descendants("path").ToLookup(p => (string)p.Attribute("class")!, p => (string)p.Attribute("d")!);
        Assert.Equal((36, 36), (paths["white-surface"].Count(), paths["pial-surface"].Count())); // 18 cuts, two hemispheres
        Assert.InRange(paths["pial-surface"].Count(static d => d.Length > 20), 18, 36);
        Assert.Equal(10, html.Descendants("tr").Skip(1).Count());
        Assert.Contains(html.Descendants("tr"), static r =>
            r.Value.StartsWith("Euler number", StringComparison.Ordinal) && r.Value.EndsWith("22", StringComparison.Ordinal));
    }

    [Fact]
    public void Regions_are_shown_where_they_were_found_and_their_lack_is_told()
    {
        var data = HeadReportTests.Data().With(Found.Value);
        var without = HeadReport.Write(data);
        Assert.Contains("Regions of the cortex were not found", without, StringComparison.Ordinal);
        Assert.DoesNotContain("Yeo 2010", without, StringComparison.Ordinal);
        var found = new ParcelStep { Options = new() { Levels = [new(new(1, 1, 1), 10, 1, 1)] } }
            .Run(new(Found.Value, PointMap.Identity), new());
        var page = HeadReport.Write(data.With(found));
        Assert.DoesNotContain("Regions of the cortex were not found", page, StringComparison.Ordinal);
        Assert.Contains("Yeo 2010", page, StringComparison.Ordinal);
        var atlas = PopulationSphere.Of(Hemisphere.Left).Atlases[0];
        Assert.Equal(34, atlas.Regions.Count());
        Assert.All(atlas.Regions, r => Assert.Contains($"<tr><th>{r.Name}</th><td class=\"n\">", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Checks_pass_on_balls_and_name_what_is_amiss()
    {
        var data = HeadReportTests.Data();
        Check[] Checks(CorticalSurfaces surfaces) =>
            [.. HeadReport.Judge(data.With(surfaces)).Checks.Except(HeadReport.Judge(data).Checks)];
        var found = Found.Value;
        Assert.Equal(4, Checks(found).Length);
        Assert.All(Checks(found), static c => Assert.True(c.Passed, $"{c.Name}: {c.Found}"));
        var left = found.Sides[0];
        var odd = left with
        {
            Topology = left.Topology with { Handles = 151 },
            PialCrossings = new(9, 4),
            White = left.White.At(left.White.Positions),
        };
        var checks = Checks(new([odd, found.Sides[1]], ["one thing", "another"]));
        Assert.Equal(["Surfaces that cross themselves", "Handles of the white matter", "Cortex in the scan"],
            checks.Where(static c => c.Passed == false).Select(static c => c.Name));
        Assert.Contains(checks, static c => c.Found == "left 4 crossing triangles, right 0 crossing triangles");
        Assert.Contains(checks, static c => c.Found == "one thing; another");
        checks = Checks(new([], ["no surfaces were made: of clay"]));
        Assert.Equal(4, checks.Length);
        Assert.All(checks, static c => Assert.Equal((null, "no surfaces were made: of clay"), (c.Passed, c.Found)));
        Assert.Contains("No surfaces were made: of clay.",
            HeadReport.Write(data.With(new CorticalSurfaces([], ["no surfaces were made: of clay"]))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outline_is_the_circle_that_a_plane_cuts_out_of_a_ball()
    {
        var frame = CutFrame.Of(Plane.Coronal, 3, new(new(-30, -20, -20), new(30, 20, 20)), 0.5);
        var white = Found.Value.Sides[1].White; // radius 9 around x = 15
        var (line, closed) = Assert.Single(MeshCut.Trace(white, frame));
        Assert.True(closed);
        foreach (var (x, y) in line)
        {
            var p = frame.At(x, y);
            Assert.Equal(3, p.Y);
            Assert.Equal(9, p.DistanceTo(new(15, 0, 0)), 0.3);
        }

        Assert.Matches("^M[0-9.]+ [0-9.]+l[-0-9. ]+z$", MeshCut.ToSvgPath(white, frame));
        Assert.Equal("", MeshCut.ToSvgPath(white, frame with { PositionMm = 100 }));
        Assert.InRange(MeshCut.ToSvgPath(white, frame).Length, 50, 12 * line.Count);
    }

    [Fact]
    public void The_outline_of_an_open_surface_ends_where_the_surface_does()
    {
        // A strip of two squares; the plane at y = 0.5 crosses it from x = 0 to x = 2.
        var strip = new TriangleMesh([0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0], [0, 1, 4, 0, 4, 3, 1, 2, 5, 1, 5, 4]);
        var frame = CutFrame.Of(Plane.Coronal, 0.5, new(new(-3, -3, -3), new(3, 3, 3)), 0.25);
        var lines = MeshCut.Trace(strip, frame);
        Assert.All(lines, l => Assert.False(l.Closed));
        double Length(IReadOnlyList<(double X, double Y)> line) =>
            Enumerable.Range(1, line.Count - 1).Sum(n => frame.At(line[n].X, line[n].Y).DistanceTo(frame.At(line[n - 1].X, line[n - 1].Y)));
        Assert.Equal(2, lines.Sum(l => Length(l.Points)), 1e-6);
        Assert.DoesNotContain("z", MeshCut.ToSvgPath(strip, frame), StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_gives_surfaces_back_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        var (store, key) = (new ArtifactStore(folder["store"]), new ArtifactKey(new string('a', 64)));
        var left = Found.Value.Sides[0];
        var made = new CorticalSurfaces(
            [left with { Topology = new(3, 1.5, 2.5, [new(new(1, 2, 3), true, 0.25)]), PialCrossings = new(7, 1) }, Found.Value.Sides[1]],
            ["a warning"]);
        store.Write(key, CorticalSurfaces.Codec, made);
        Assert.True(store.TryRead(key, CorticalSurfaces.Codec, out var back));
        Assert.Equal(made.Warnings, back.Warnings);
        foreach (var (a, b) in made.Sides.Zip(back.Sides))
        {
            Assert.Equal((a.Side, a.WhiteCrossings, a.PialCrossings), (b.Side, b.WhiteCrossings, b.PialCrossings));
            Assert.Equal(a.White.Positions, b.White.Positions);
            Assert.Equal(a.Pial.Positions, b.Pial.Positions);
            Assert.Equal(a.Pial.Triangles, b.Pial.Triangles);
            Assert.Equal(a.IsCortex, b.IsCortex);
            foreach (var measure in typeof(CorticalMeasures).GetProperties().Where(static p => p.PropertyType == typeof(float[])))
                Assert.Equal((float[])measure.GetValue(a.Measures)!, (float[])measure.GetValue(b.Measures)!);
            Assert.Equal((a.Topology.Handles, a.Topology.CavityMm3, a.Topology.LooseMm3),
                (b.Topology.Handles, b.Topology.CavityMm3, b.Topology.LooseMm3));
            Assert.Equal(a.Topology.Changes, b.Topology.Changes);
        }

        var file = Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..5000]);
        Assert.False(store.TryRead(key, CorticalSurfaces.Codec, out _));
    }
}
