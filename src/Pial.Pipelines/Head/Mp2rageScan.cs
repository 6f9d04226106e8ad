using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Operations.Intensity;
using Pial.Pipelines.Bids;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>Finds out whether a scan is the UNI image of an MP2RAGE, and takes its salt-and-pepper background away.</summary>
internal static class Mp2rageScan
{
    /// <summary>Code of the finding that says so.</summary>
    public const string Finding = "mp2rage-background";

    /// <summary>The scan as it is, or without the background that an unprocessed UNI has.</summary>
    /// <param name="path">Its file; the inversion images are looked for beside it.</param>
    /// <param name="loaded">What was read from it.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static LoadedImage Clean(string path, LoadedImage loaded, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        if (!Mp2rage.IsSaltAndPepper(loaded.Image, IsNamed(path))) return loaded;
        var (first, second) = (InversionOf(path, 1, loaded.Image.Grid, parallel), InversionOf(path, 2, loaded.Image.Grid, parallel));
        var energy = second is null ? null : Mp2rage.Energy(first?.Image, second.Value.Image, loaded.Image, parallel);
        var image = Mp2rage.Clean(loaded.Image, energy, parallel: parallel);
        var how = second is null
            ? "from the noise of the image alone, since no inversion images (inv-1, inv-2) lie beside it"
            : $"with {string.Join(" and ", new[] { first?.Name, second.Value.Name }.OfType<string>())} (O'Brien et al. 2014)";
        var finding = new HeaderFinding(Finding, FindingSeverity.Note,
            $"The scan is the uniform image (UNI) of an MP2RAGE: its background of noise was removed {how}. Intensities are 0 to " +
                $"{Mp2rage.Range:0} in what follows.");
        return loaded with { Image = image, Findings = [.. loaded.Findings, finding] };
    }

    // By its name (BIDS: UNIT1; the scanner's: UNI_Images, MP2RAGE) or by ImageType in its sidecar.
    private static bool IsNamed(string path)
    {
        var words = BidsName.StemOf(path).Split('_', '-', '.', ' ');
        if (words.Any(w => w.Equals("UNIT1", StringComparison.OrdinalIgnoreCase) || w.Equals("UNI", StringComparison.OrdinalIgnoreCase)
            || w.Equals("MP2RAGE", StringComparison.OrdinalIgnoreCase))) return true;
        var sidecar = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{BidsName.StemOf(path)}.json");
        try
        {
            return File.Exists(sidecar) && JsonFile.Parse(sidecar)?["ImageType"] is JsonArray types
                && types.Any(t => t?.ToString() == "UNI");
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException)
        {
            return false; // a sidecar that cannot be read says nothing; the voxels decide
        }
    }

    // sub-01_inv-1_MP2RAGE beside sub-01_UNIT1, with part-mag or without; else the same name with INV1 for UNI.
    private static (string Name, Volume<float> Image)? InversionOf(string path, int number, Grid grid, ParallelOptions? parallel)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (file, stem, own) = (Path.GetFileName(path), BidsName.StemOf(path), BidsName.Of(path));
        var inversion = $"inv-{number}_";
        var found = Directory.GetFiles(folder).Order(StringComparer.Ordinal).FirstOrDefault(f =>
        {
            var name = BidsName.StemOf(f);
            if (f.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || !name.Contains(inversion, StringComparison.Ordinal)
                || !name.EndsWith("MP2RAGE", StringComparison.OrdinalIgnoreCase)) return false;
            var other = BidsName.Of(f);
            return other["part"] is null or "mag" && Rest(other) == Rest(own);
        });
        if (found is null)
        {
            foreach (var word in (string[])["UNIT1", "UNI"])
            {
                if (!stem.Contains(word, StringComparison.Ordinal)) continue;
                var candidate = Path.Combine(folder, file.Replace(word, $"INV{number}", StringComparison.Ordinal));
                if (File.Exists(candidate)) found = candidate;
                break;
            }
        }

        if (found is null) return null;
        try
        {
            var image = ImageFile.Load(found, parallel).Image;
            return image.Grid.Matches(grid) ? (Path.GetFileName(found), image) : null;
        }
        catch (Exception e) when (e is ImageFormatException or IOException)
        {
            return null; // what cannot be read cannot help; the finding then says that UNI alone was used
        }

        static string Rest(BidsName name) =>
            string.Join('_', name.Entities.Where(e => e.Key is not ("inv" or "part" or "ses")).Select(e => $"{e.Key}-{e.Value}"));
    }
}
