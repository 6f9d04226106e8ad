// Builds a head template from Colin27 as Debian's mricron-data ships it (ch2: the head; ch2bet: its brain).
//
//   dotnet run templates/MNIColin27/build.cs -- /usr/share/mricron/templates OUT_DIR
//
// The mask is the hull of ch2bet's tissue, grown to the dura: ch2bet itself leaves the outer CSF out and is ragged below.
#:project ../../src/Pial.Formats/Pial.Formats.csproj
#:project ../../src/Pial.Operations/Pial.Operations.csproj
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Segmentation;
using Pial.Operations.Smoothing;
using Pial.Volumes;

const double VoxelMm = 2, PriorBlurMm = 2;
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: build.cs FOLDER_OF_MRICRON_TEMPLATES OUT_DIR");
    return 2;
}

var (source, destination) = (args[0], args[1]);
var head = ImageFile.Load(Path.Combine(source, "ch2.nii.gz")).Image;
var bet = ImageFile.Load(Path.Combine(source, "ch2bet.nii.gz")).Image;
var mask = Hull(bet);
Console.WriteLine($"brain mask: {mask.Span.Count(true) * mask.Grid.VoxelVolume / 1000:0} mL");
var template = Template(head, mask);
Directory.CreateDirectory(destination);
Save("T1w", template.T1w.Map(v => MathF.Round(Math.Clamp(v, 0, 255))));
ImageFile.Save(Path.Combine(destination, "tpl-MNIColin27_res-02_desc-brain_mask.nii.gz"), template.BrainMask,
    new() { Space = "MNIColin27" });
(string Label, Volume<float> Map)[] priors =
[
    ("GM", template.Tissues.Gm), ("WM", template.Tissues.Wm), ("CSF", template.Tissues.Csf),
    ("Bone", template.Bone), ("SoftTissue", template.SoftTissue), ("Air", template.Air),
];
foreach (var (label, map) in priors)
    Save($"label-{label}_probseg", map);
File.Copy(Path.Combine(source, "ch2.nii.gz"), Path.Combine(destination, "demo_T1w.nii.gz"), overwrite: true);
return 0;

void Save(string suffix, Volume<float> map) => ImageFile.Save(
    Path.Combine(destination, $"tpl-MNIColin27_res-02_{suffix}.nii.gz"), map, new() { Type = StoredType.UInt8, Space = "MNIColin27" });

// ch2bet follows the gyri and is ragged below: keep its tissue, drop thin bridges, close the sulci, and add the CSF in front of the dura.
static Volume<bool> Hull(Volume<float> bet)
{
    var tissue = ConnectedComponents.Largest(Morphology.Erode(bet.Map(v => v > 55), 2));
    var hull = Morphology.Dilate(FillHoles.Apply(Morphology.Close(Morphology.Dilate(tissue, 2.5), 15)), 2.5);
    var floor = bet.Grid.WorldToVoxel.Apply(new(0, 0, -67)).Z; // foramen magnum of this head
    return Volume.Create<bool, (Volume<bool> Hull, double Floor)>(bet.Grid, (hull, floor), static (v, s) =>
    {
        s.Hull.Span.CopyTo(v);
        v[..(s.Hull.Shape.SliceCount * (int)Math.Ceiling(s.Floor))].Clear();
    });
}

static HeadTemplate Template(Volume<float> head, Volume<bool> mask)
{
    var tissues = TissueSegmentation.Run(head, mask).Fractions;
    var scalp = Otsu.Threshold(head) * 0.6; // between bone and the darkest soft tissue
    var solid = FillHoles.Apply(ConnectedComponents.Largest(Morphology.Close(head.Map(v => v > scalp), 6)));
    Volume<float> Outside(Func<float, bool, bool> isClass) => Volume.Create<float, Func<float, bool, bool>>(head.Grid, isClass, (v, rule) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = !mask.Span[n] && rule(head.Span[n], solid.Span[n]) ? 1 : 0;
    });
    var bone = Outside((v, inHead) => inHead && v <= scalp);
    var soft = Outside((v, inHead) => inHead && v > scalp);
    var air = Outside((_, inHead) => !inHead);
    var t1w = Resample.ToVoxelSize(head, new Point(VoxelMm, VoxelMm, VoxelMm), Interpolation.Linear, new() { AntiAlias = true });
    Volume<float> Prior(Volume<float> map) => Resample.ToGrid(GaussianSmoothing.Apply(map, PriorBlurMm * 2.3548), t1w.Grid);
    return new(
        "MNIColin27", t1w, Resample.ToGrid(mask.Map(b => b ? 1f : 0f), t1w.Grid).Map(v => v > 0.5f),
        new(Prior(tissues.Gm), Prior(tissues.Wm), Prior(tissues.Csf)), Prior(bone), Prior(soft), Prior(air));
}
