using System.Globalization;
using Pial.Operations.Quality;
using Pial.Pipelines.Reports;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Reports;

/// <summary>Whether the head lies as its header says, and whether all of the brain is in the picture.</summary>
internal static class PlaceChecks
{
    private const double Touching = 200; // mm²: a brain that just touches a face has about as much there, and misses less than 0.1 mL
    private const double Canal = 500;    // mm²: below, the spinal canal may leave the picture

    // A brain alone touches the box around it, and so does one in a padded picture. What a cap has in its outermost layer is half of the
    // next one's or less, what a cut has is nearly the same.
    private const double AloneTouching = 500;
    private const double FlatShare = 0.75;

    /// <summary>Whether the header's directions are those of the anatomy, to the nearest axes.</summary>
    public static Check Orientation(HeadReportData data)
    {
        var lies = Volumes.Orientation.Of(data.Brain.TemplateToImage).ToString();
        return lies == "RAS"
            ? new(true, "Orientation", "the head lies as its header says",
                "right, front and top of the anatomy are where the header has them")
            : new(
                false, "Orientation",
                $"the header was not believed: right, front and top of the head lie where it has {Directions(lies)}. The head was turned " +
                    "to fit; a mirrored head fits as well, so left and right cannot be vouched for",
                "right, front and top of the anatomy are where the header has them");
    }

    /// <summary>Area of the brain at each face of the picture.</summary>
    public static Check FieldOfView(HeadReportData data)
    {
        var stripped = data.Brain.AlreadyStripped;
        var toTemplate = data.Brain.TemplateToImage.Inverse();
        var cut = new List<string>();
        foreach (var face in FieldOfViewCut.Of(data.Raw, data.Brain.Mask))
        {
            var name = Side(toTemplate.ApplyVector(face.Outward));
            var alone = stripped || face.Padded;
            var limit = alone ? AloneTouching : name == "bottom" ? Canal : Touching;
            if (face.AreaMm2 <= limit || (alone && face.AreaMm2 < FlatShare * face.NextMm2)) continue;
            cut.Add(string.Create(CultureInfo.InvariantCulture, $"{face.AreaMm2 / 100:0.0} cm² of it lie at the {name} face"));
        }

        return new(
            cut.Count == 0, "Field of view",
            cut.Count == 0 ? "the brain lies inside the field of view"
                : $"the brain is cut by the field of view: {string.Join(", ", cut)}; volumes miss what lies beyond",
            stripped ? "the brain does not end in a plane" : "at most 2 cm² of the brain at a face, 5 cm² below");
    }

    // By the anatomy, not by the header.
    private static string Side(Point d)
    {
        var (x, y, z) = (Math.Abs(d.X), Math.Abs(d.Y), Math.Abs(d.Z));
        if (z >= x && z >= y) return d.Z > 0 ? "top" : "bottom";
        return y >= x ? d.Y > 0 ? "front" : "back" : d.X > 0 ? "right" : "left";
    }

    private static string Directions(string code)
    {
        var names = code.Select(c => c switch { 'L' => "left", 'R' => "right", 'P' => "back", 'A' => "front", 'I' => "bottom", _ => "top" })
            .ToArray();
        return $"{names[0]}, {names[1]} and {names[2]}";
    }
}
