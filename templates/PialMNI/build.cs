// Packs a template made by 'pial template build' as the embedded one: the brain and its mask at 1 mm to normalise to, the whole head with
// its priors at 2 mm to find the brain with.
//
//   dotnet run templates/PialMNI/build.cs -- FOLDER_OF_TEMPLATE OUT_DIR
//
// dura.cs then gives the priors at 2 mm their final shape. templates/PialMNI/build.sh does all of it, from the scans on.
#:project ../../src/Pial.Formats/Pial.Formats.csproj
#:project ../../src/Pial.Operations/Pial.Operations.csproj
using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Volumes;

const string Name = "PialMNI", Space = "MNI152NLin2009cAsym";
const double GrowMm = 0.5; // of voxels of 1 mm
const float WhiteMatter = 150f / 1000; // of 255: fat beside the skull keeps room above it
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: build.cs FOLDER_OF_TEMPLATE OUT_DIR");
    return 2;
}

var (source, destination) = (args[0], args[1]);
Directory.CreateDirectory(destination);
var mask = ImageFile.LoadMask(From("desc-brain_mask"));
SaveMask("res-01_desc-brain_mask", mask);
Save("res-01_desc-brain_T1w", Bytes(Load("desc-brain_T1w")));
var coarse = Resample.GridOf(mask.Grid, new Point(2, 2, 2));
Save("res-02_T1w", Bytes(Coarse(Load("T1w"))));
var maps = new[] { "GM", "WM", "CSF", "Bone", "SoftTissue", "Air" }.ToDictionary(label => label, label => Load($"label-{label}_probseg"));
var inside = Sum(maps["GM"], maps["WM"], maps["CSF"]);
var grown = Grown(inside);
SaveMask("res-02_desc-brain_mask", Coarse(grown).Map(v => v >= 0.5f));
foreach (var (label, map) in maps)
{
    Save($"res-02_label-{label}_probseg", Coarse(Each(map.Grid, n => label switch
    {
        "GM" or "WM" => map.Span[n],
        "CSF" => map.Span[n] + grown.Span[n] - inside.Span[n],
        _ => inside.Span[n] < 1 ? map.Span[n] * (1 - grown.Span[n]) / (1 - inside.Span[n]) : 0,
    })));
}

return 0;

string From(string suffix) => Path.Combine(source, $"tpl-{Name}_res-01_{suffix}.nii.gz");
string To(string suffix) => Path.Combine(destination, $"tpl-{Name}_{suffix}.nii.gz");
Volume<float> Load(string suffix) => ImageFile.Load(From(suffix)).Image;
Volume<float> Coarse(Volume<float> map) => Resample.ToGrid(map, coarse, null, Interpolation.Linear,
    new() { AntiAlias = true, ExtendEdge = true });
Volume<float> Bytes(Volume<float> image) => image.Map(v => MathF.Round(Math.Clamp(v * WhiteMatter, 0, 255)));
void Save(string suffix, Volume<float> map) => ImageFile.Save(To(suffix), map, new() { Type = StoredType.UInt8, Space = Space });
void SaveMask(string suffix, Volume<bool> map) => ImageFile.Save(To(suffix), map, new() { Space = Space });

static Volume<float> Each(Grid grid, Func<int, float> value) => Volume.Create<float, Func<int, float>>(grid, value, static (to, f) =>
{
    for (var n = 0; n < to.Length; n++)
        to[n] = f(n);
});

static Volume<float> Sum(Volume<float> a, Volume<float> b, Volume<float> c) =>
    Each(a.Grid, n => Math.Min(a.Span[n] + b.Span[n] + c.Span[n], 1));

// The masks averaged here end about half a millimetre inside the dura (as on scans with reference masks), for extraction made them; with
// priors as they are the next masks would end further inside. So the probability of being inside is moved out: a share of the way from each
// voxel's own to the largest of its neighbours'.
static Volume<float> Grown(Volume<float> inside)
{
    var s = inside.Shape;
    int[] steps = [1, s.I, s.SliceCount];
    return Each(inside.Grid, n =>
    {
        var most = inside.Span[n];
        foreach (var step in steps)
        {
            if (n >= step) most = Math.Max(most, inside.Span[n - step]);
            if (n + step < s.Count) most = Math.Max(most, inside.Span[n + step]);
        }

        return inside.Span[n] + ((most - inside.Span[n]) * (float)GrowMm);
    });
}
