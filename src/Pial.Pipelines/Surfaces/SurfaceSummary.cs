using System.Text.Json.Nodes;
using Pial.Formats.Surfaces;
using Pial.Operations.Cortex;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>The numbers of a hemisphere as a whole.</summary>
/// <param name="Side">Which.</param>
/// <param name="Vertices">Vertices of each surface.</param>
/// <param name="EulerNumber">Of the final surfaces: 2.</param>
/// <param name="ThicknessMm">Mean thickness of the vertices of cortex, mm.</param>
/// <param name="WhiteAreaMm2">Area of the white surface where there is cortex, mm².</param>
/// <param name="PialAreaMm2">Area of the pial surface where there is cortex, mm².</param>
/// <param name="VolumeMm3">Volume between the surfaces where there is cortex, mm³.</param>
/// <param name="Handles">Handles of the white matter before topology was corrected.</param>
/// <param name="Crossings">Triangles of white and pial surface that cross others after repair.</param>
public sealed record SurfaceSummary(Hemisphere Side, int Vertices, int EulerNumber, double ThicknessMm, double WhiteAreaMm2,
    double PialAreaMm2, double VolumeMm3, int Handles, int Crossings)
{
    /// <summary>Handles from which on a reconstruction should be looked at.</summary>
    public const int ManyHandles = 150;

    /// <summary>Smallest mean thickness of a whole cortex, mm.</summary>
    public const double LeastMm = 1.5;

    /// <summary>Largest mean thickness of a whole cortex, mm.</summary>
    public const double MostMm = 3.5;

    /// <summary>Mean thickness by projection of the vertices of cortex, mm.</summary>
    public double ProjectedThicknessMm { get; init; }

    /// <summary>Gyrification index of the hemisphere: area of its pial surface over that of its outer hull.</summary>
    public double GyrificationIndex { get; init; }

    /// <summary>Sums up a hemisphere.</summary>
    public static SurfaceSummary Of(CorticalHemisphere side)
    {
        ArgumentNullException.ThrowIfNull(side);
        var m = side.Measures;
        var count = Math.Max(1, side.IsCortex.AsSpan().Count(true));
        double Sum(float[] values)
        {
            var sum = 0.0;
            for (var v = 0; v < values.Length; v++)
                if (side.IsCortex[v]) sum += values[v];
            return sum;
        }

        return new(
            side.Side, side.White.VertexCount, new SurfaceMesh(side.White.Positions, side.White.Triangles).EulerNumber,
            Sum(m.ThicknessMm) / count, Sum(m.WhiteAreaMm2), Sum(m.PialAreaMm2), Sum(m.VolumeMm3),
            side.Topology.Handles, side.WhiteCrossings.After + side.PialCrossings.After)
        {
            ProjectedThicknessMm = Sum(m.ProjectedThicknessMm) / count,
            GyrificationIndex = m.PialAreaMm2.Sum(static a => (double)a) / m.HullAreaMm2,
        };
    }

    /// <summary>What should make one look before using the surfaces; empty when nothing does.</summary>
    public IEnumerable<string> Warnings()
    {
        var name = Side == Hemisphere.Left ? "left" : "right";
        if (Handles > ManyHandles)
            yield return $"the {name} white matter had {Handles} handles (more than {ManyHandles}): motion, noise or a poor segmentation";
        if (Crossings > 0) yield return $"{Crossings} triangles of the {name} surfaces still cross others";
        if (ThicknessMm is not (>= LeastMm and <= MostMm))
            yield return $"the mean thickness on the {name} is " +
                $"{ThicknessMm.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} mm, which is not that of a whole " +
                "cortex";
    }

    /// <summary>The numbers, with what the correction of topology changed.</summary>
    public JsonObject ToJson(TopologyLog topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new()
        {
            ["vertices"] = Vertices,
            ["euler_number"] = EulerNumber,
            ["mean_thickness_mm"] = Math.Round(ThicknessMm, 4),
            ["mean_projected_thickness_mm"] = Math.Round(ProjectedThicknessMm, 4),
            ["gyrification_index"] = Math.Round(GyrificationIndex, 4),
            ["white_area_mm2"] = Math.Round(WhiteAreaMm2, 1),
            ["pial_area_mm2"] = Math.Round(PialAreaMm2, 1),
            ["cortex_volume_mm3"] = Math.Round(VolumeMm3, 1),
            ["crossing_triangles"] = Crossings,
            ["topology"] = new JsonObject
            {
                ["handles_before"] = Handles,
                ["cavities_mm3"] = Math.Round(topology.CavityMm3, 1),
                ["loose_parts_mm3"] = Math.Round(topology.LooseMm3, 1),
                ["changes"] = new JsonArray([.. topology.Changes.Select(c => (JsonNode)new JsonObject
                {
                    ["kind"] = c.Filled ? "filled" : "cut",
                    ["volume_mm3"] = Math.Round(c.VolumeMm3, 3),
                    ["centre_ras_mm"] = new JsonArray(Math.Round(c.Centre.X, 1), Math.Round(c.Centre.Y, 1), Math.Round(c.Centre.Z, 1)),
                })]),
            },
        };
    }
}
