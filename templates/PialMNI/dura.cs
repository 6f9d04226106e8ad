// Where the dura lies in the embedded head template: its priors and mask at 2 mm, with the shape of the inside taken from two sources
// instead of one.
//
//   dotnet run templates/PialMNI/dura.cs -- PACKED_TEMPLATE src/Pial.Pipelines/Atlases/Embedded src/Pial.Pipelines/Templates/Embedded
//
// The masks averaged in the template were made by brain extraction itself, of seven heads: their common errors (skull to one side, spurs at
// ethmoid and sella) would be inherited by every mask to come. The atlas PialStructures knows the inside of the dura (brain and all CSF)
// from label maps of 13 other people and their mirror images. The prior is the mean of both, after the template's was made symmetric as
// well.
#:project ../../src/Pial.Formats/Pial.Formats.csproj
#:project ../../src/Pial.Operations/Pial.Operations.csproj
using Pial.Formats;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Volumes;

const double SpurMm = 6;   // what is thinner than this ball belongs to orbits, ethmoid and sella, not to the brain
const double MarginMm = 4; // the prior may reach so far from the mask: how much people differ, blurred
const float Trace = 1e-3f; // a class that is nowhere near keeps a share to grow from
int[] outside = [0, 98, 127, 129]; // nothing, dura and sinuses, soft tissue, bone
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: dura.cs PACKED_TEMPLATE FOLDER_OF_ATLAS OUT_DIR");
    return 2;
}

var (source, atlas, destination) = (args[0], args[1], args[2]);
string[] brain = ["GM", "WM", "CSF"], others = ["Bone", "SoftTissue", "Air"];
var maps = brain.Concat(others).ToDictionary(label => label,
    label => ImageFile.Load(Path.Combine(source, Name($"label-{label}_probseg"))).Image);
var grid = maps["GM"].Grid;
var total = Each(grid, n => Math.Max(maps.Values.Sum(m => m.Span[n]), Trace));
var own = Each(grid, n => brain.Sum(label => maps[label].Span[n]) / total.Span[n]);
var mirrored = Resample.ToGrid(own, grid, Affine.Scaling(-1, 1, 1), Interpolation.Linear, new() { ExtendEdge = true });
var known = Resample.ToGrid(InsideOfAtlas(), grid, null, Interpolation.Linear, new() { AntiAlias = true });
var mixed = Each(grid, n => Math.Clamp((0.25f * (own.Span[n] + mirrored.Span[n])) + (0.5f * known.Span[n]), 0, 1));
var mask = FillHoles.Apply(ConnectedComponents.Largest(Morphology.Open(mixed.Map(v => v >= 0.5f), SpurMm)));
var near = Morphology.Dilate(mask, MarginMm);
var inside = Each(grid, n => near.Span[n] ? mixed.Span[n] : 0);

Directory.CreateDirectory(destination);
ImageFile.Save(Path.Combine(destination, Name("desc-brain_mask")), mask, new() { Space = "MNI152NLin2009cAsym" });
foreach (var (label, map) in maps)
{
    // What the template says of the tissues stays, each scaled to the new share of inside or outside; where it knew of none, there is CSF
    // inside and soft tissue outside.
    var (within, rest) = (brain.Contains(label, StringComparer.Ordinal), label is "CSF" or "SoftTissue" ? Trace : 0);
    var scaled = Each(grid,
        n => ((map.Span[n] / total.Span[n]) + rest)
            * (within ? inside.Span[n] / (own.Span[n] + Trace) : (1 - inside.Span[n]) / (1 - own.Span[n] + Trace)));
    ImageFile.Save(Path.Combine(destination, Name($"label-{label}_probseg")), scaled.Map(v => Math.Clamp(v, 0, 1)),
        new() { Type = StoredType.UInt8, Space = "MNI152NLin2009cAsym" });
}

return 0;

static string Name(string suffix) => $"tpl-PialMNI_res-02_{suffix}.nii.gz";

// The share of all labels that lie inside, of those the atlas keeps; it is empty where it knows nothing, far outside.
Volume<float> InsideOfAtlas()
{
    var ranks = Enumerable.Range(1, 6).Select(rank =>
    {
        string In(string suffix) => Path.Combine(atlas, $"tpl-PialMNI_atlas-PialStructures_rank-{rank}_{suffix}.nii.gz");
        return (Labels: ImageFile.LoadLabels(In("dseg")), Shares: ImageFile.Load(In("shares")).Image);
    }).ToList();
    return Each(ranks[0].Shares.Grid, n =>
    {
        var all = ranks.Sum(r => r.Shares.Span[n]);
        return all < 0.01f * 255 ? 0 : ranks.Sum(r => outside.Contains(r.Labels.Span[n]) ? 0 : r.Shares.Span[n]) / all;
    });
}

static Volume<float> Each(Grid grid, Func<int, float> value) => Volume.Create<float, Func<int, float>>(grid, value, static (to, f) =>
{
    for (var n = 0; n < to.Length; n++)
        to[n] = f(n);
});
