using System.Net;
using System.Security.Cryptography;
using Pial.Formats;
using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Atlases;

public sealed class AtlasProviderTests : IDisposable
{
    private static readonly Grid Space = Grid.Centred(new(12, 12, 12), new(4, 4, 4), default);
    private static readonly Template Target = new("MNI152NLin2009cAsym", Volume.Filled(Space, 100f), Volume.Filled(Space, true),
        "test", new("0"));
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_embedded_atlas_has_both_sides_of_every_structure_in_their_places()
    {
        var atlas = AtlasProvider.Load(AtlasProvider.Default().Resolve(null), EmbeddedTemplate.Target());
        Assert.Equal(EmbeddedAtlas.Name, atlas.Name);
        Assert.Equal(32, atlas.Table.Labels.Count);
        int[] around = [StructureTissues.Dura, StructureTissues.SoftTissue, StructureTissues.Bone]; // priors only, no voxel is labelled so
        Assert.Equal(atlas.Table.Labels.Select(l => l.Id).Concat(around).Order(), atlas.Structures!.Ids);
        Assert.Empty(atlas.Notes);
        var (labels, shares) = atlas.Structures.Rank(0);
        foreach (var label in atlas.Table.Labels.Where(l => l.Hemisphere != Hemisphere.None))
        {
            var (sum, weight) = (0.0, 0.0);
            for (var n = 0; n < labels.Shape.Count; n++)
            {
                if (labels.Span[n] != label.Id) continue;
                var s = labels.Shape;
                sum += shares.Span[n] * labels.Grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)).X;
                weight += shares.Span[n];
            }

            Assert.True(label.Hemisphere == Hemisphere.Left ? sum / weight < -5 : sum / weight > 5,
                $"{label.Name} at x = {sum / weight:0}");
        }
    }

    [Fact]
    public void An_atlas_by_path_finds_its_names_and_says_what_does_not_fit()
    {
        var image = Save("AAL_space-MNI152NLin6_res-1x1x1.nii.gz", n => n % 5);
        folder.Touch("AAL.csv", "0,null\n1,L_a\n2,R_a\n3,b\n7,Vermis\n");
        folder.Touch("AAL_space-MNI152NLin6_res-1x1x1.json", "{ \"License\": \"its own\" }");
        var atlas = AtlasProvider.Load(new AtlasProvider([]).Resolve(image), Target);
        Assert.Equal(("AAL", "MNI152NLin6", "its own"), (atlas.Name, atlas.Source.Space, atlas.Source.License));
        Assert.Equal(["L_a", "R_a", "b", "label-4"], atlas.Table.Labels.Select(l => l.Name));
        Assert.Equal(3, atlas.Notes.Count);
        Assert.Contains("MNI152NLin6", atlas.Notes[0], StringComparison.Ordinal);
        Assert.Contains("1 of its 4 labels", atlas.Notes[1], StringComparison.Ordinal);
        Assert.Contains("Vermis", atlas.Notes[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x_space-OASIS30ANTs.nii.gz", "lies in OASIS30ANTs")]
    [InlineData("x_space-MNI152NLin2009cAsym_desc-empty.nii.gz", "holds no label")]
    [InlineData("x_space-MNI152NLin2009cAsym_desc-negative.nii.gz", "negative label")]
    [InlineData("x_space-MNI152NLin2009cAsym_desc-away.nii.gz", "does not lie on the template")]
    public void What_does_not_belong_is_refused_in_one_line(string name, string says)
    {
        var image = Save(name,
            n => name.Contains("empty", StringComparison.Ordinal) ? 0 : name.Contains("negative", StringComparison.Ordinal) ? -3 : 2,
            name.Contains("away", StringComparison.Ordinal) ? 40 : 0);
        var error = Assert.Throws<InputException>(() => AtlasProvider.Load(new AtlasProvider([]).Resolve(image), Target));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Tables_of_other_atlases_and_missing_ones_are_refused()
    {
        var image = Save("labels.nii.gz", n => n % 3);
        var other = folder.Touch("other.tsv", "index\tname\n70\ta\n80\tb\n");
        var provider = new AtlasProvider([]);
        Assert.Contains("names none of the labels",
            Assert.Throws<InputException>(() => AtlasProvider.Load(provider.Resolve(image, other), Target)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InputException>(() => provider.Resolve(image, folder["none.tsv"]));
        Assert.Throws<InputException>(() => provider.Resolve(folder["none.nii.gz"]));
        Assert.Throws<InputException>(() => provider.Resolve(null, other));
        Assert.Contains("pial atlas get", Assert.Throws<InputException>(() => provider.Resolve("Schaefer2018")).Message,
            StringComparison.Ordinal);
        Assert.Contains("its name tells no space", AtlasProvider.Load(provider.Resolve(image), Target).Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Templateflows_atlases_are_found_by_name_and_description()
    {
        const string Stem = "tpl-MNI152NLin2009cAsym/tpl-MNI152NLin2009cAsym";
        Directory.CreateDirectory(folder["tpl-MNI152NLin2009cAsym"]);
        folder.Touch("tpl-MNI152NLin2009cAsym/template_description.json", "{ \"License\": \"CC0\" }");
        Save($"{Stem}_res-01_atlas-S_desc-100_dseg.nii.gz", n => n % 3);
        Save($"{Stem}_res-02_atlas-S_desc-100_dseg.nii.gz", n => n % 3);
        folder.Touch($"{Stem}_atlas-S_desc-100_dseg.tsv", "index\tname\n1\tone\n2\ttwo\n");
        Save($"{Stem}_res-01_atlas-S_desc-200_dseg.nii.gz", n => n % 3);
        folder.Touch($"{Stem}_res-01_atlas-Empty_dseg.nii.gz", "");
        var provider = new AtlasProvider([folder.Path]);
        var found = provider.Resolve("S:desc-100");
        Assert.Equal(("S100", "CC0"), (found.Name, found.License));
        Assert.Contains("_res-01_", found.Path, StringComparison.Ordinal);
        Assert.Contains("_res-02_", provider.Resolve("S:desc-100:res-2").Path, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], AtlasProvider.Load(found, Target).Table.Labels.Select(l => l.Name));
        Assert.Contains("S:desc-200", Assert.Throws<InputException>(() => provider.Resolve("S")).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => provider.Resolve("Empty"));
        Assert.Throws<InputException>(() => provider.Resolve("S:desc-100", null, "MNI152NLin6Asym"));
        Assert.Equal([EmbeddedAtlas.Name, "S100", "S200"], provider.List().Select(a => a.Name));
    }

    [Fact]
    public async Task A_fetched_atlas_is_kept_only_when_its_hash_is_right()
    {
        var bytes = await File.ReadAllBytesAsync(Save("served.nii.gz", n => n % 3));
        using var server = new HttpListener();
        var address = $"http://localhost:{Random.Shared.Next(20000, 40000)}/";
        server.Prefixes.Add(address);
        server.Start();
        var serving = Task.Run(async () =>
        {
            for (var n = 0; n < 2; n++)
            {
                var context = await server.GetContextAsync();
                await context.Response.OutputStream.WriteAsync(bytes);
                context.Response.Close();
            }
        });
        const string Path = "tpl-MNI152NLin2009cAsym/tpl-MNI152NLin2009cAsym_res-01_atlas-S_dseg.nii.gz";
        await Assert.ThrowsAsync<InputException>(
            () => TemplateDownload.Get([new(Path, new string('0', 64))], folder.Path, new Uri(address)));
        Assert.Throws<InputException>(() => new AtlasProvider([folder.Path]).Resolve("S"));
        await TemplateDownload.Get([new(Path, Convert.ToHexString(SHA256.HashData(bytes)))], folder.Path, new Uri(address));
        Assert.Equal("S", new AtlasProvider([folder.Path]).Resolve("S").Name);
        await serving;
    }

    private string Save(string name, Func<int, int> label, double shift = 0)
    {
        var path = folder[name];
        ImageFile.Save(path, Volume.Create<int, Func<int, int>>(new(Space.Shape, Affine.Translation(new(shift, 0, 0)) * Space.Affine),
            label, (to, of) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = of(n);
        }));
        return path;
    }
}
