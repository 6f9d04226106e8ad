using System.Net;
using System.Security.Cryptography;
using Pial.Formats;
using Pial.Operations.Masks;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Tests.Templates;

public sealed class TemplateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Templateflow_is_read_in_its_own_layout()
    {
        folder.Touch("tpl-A/template_description.json", "{ \"Name\": \"A brain\" }");
        folder.Touch("tpl-A/tpl-A_res-01_T1w.nii.gz");
        folder.Touch("tpl-A/tpl-A_res-01_desc-brain_T1w.nii.gz");
        folder.Touch("tpl-A/tpl-A_res-01_desc-brain_mask.nii.gz");
        folder.Touch("tpl-A/tpl-A_res-02_T1w.nii.gz");
        folder.Touch("tpl-B/cohort-3/tpl-B_cohort-3_res-1_T1w.nii.gz");
        folder.Touch("tpl-C/tpl-C_res-01_T1w.nii.gz", "");
        var a = TemplateFlow.Find([folder["none"], folder.Path], "A")!;
        Assert.Equal(("A", "A brain"), (a.Space, a.Name));
        Assert.EndsWith("tpl-A_res-01_T1w.nii.gz", a.T1wPath, StringComparison.Ordinal);
        Assert.EndsWith("tpl-A_res-01_desc-brain_mask.nii.gz", a.MaskPath, StringComparison.Ordinal);
        Assert.EndsWith("tpl-A_res-02_T1w.nii.gz", TemplateFlow.Find([folder.Path], "A:res-2")!.T1wPath, StringComparison.Ordinal);
        Assert.Equal("B+3", TemplateFlow.Find([folder.Path], "B:cohort-3")!.Space);
        Assert.Null(TemplateFlow.Find([folder.Path], "B:cohort-4"));
        Assert.Null(TemplateFlow.Find([folder.Path], "C")); // git-annex placeholder: an empty file
        Assert.Equal(["A"], TemplateFlow.All(folder.Path).Select(t => t.Space));
    }

    [Fact]
    public void A_missing_template_is_never_replaced_by_another()
    {
        var provider = new TemplateProvider([folder.Path]);
        var error = Assert.Throws<InputException>(() => provider.Resolve("MNI152NLin6Asym"));
        Assert.Contains("pial template get MNI152NLin6Asym", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => provider.Resolve("no/such/file.nii.gz"));
        Assert.Throws<InputException>(() => provider.Resolve(folder.Path));
        Assert.Equal(TemplateKind.Embedded, provider.Resolve(null).Kind);
    }

    [Fact]
    public void The_embedded_template_stands_in_for_the_space_it_lies_in_until_the_true_one_is_here()
    {
        var provider = new TemplateProvider([folder.Path]);
        Assert.Equal(TemplateKind.Embedded, provider.Resolve("MNI152NLin2009cAsym").Kind);
        folder.Touch("tpl-MNI152NLin2009cAsym/tpl-MNI152NLin2009cAsym_res-01_desc-brain_T1w.nii.gz");
        Assert.Equal(TemplateKind.TemplateFlow, provider.Resolve("MNI152NLin2009cAsym").Kind);
        Assert.Equal(TemplateKind.Embedded, provider.Resolve(EmbeddedTemplate.Name).Kind);
    }

    [Fact]
    public void A_path_names_its_space_by_tpl_or_file_name_and_finds_its_mask()
    {
        var provider = new TemplateProvider([]);
        var image = folder["tpl-Mine_res-01_T1w.nii.gz"];
        ImageFile.Save(image, Ramp.Image(Ramp.Grid()));
        ImageFile.Save(folder["tpl-Mine_res-01_desc-brain_mask.nii.gz"], Ramp.Image(Ramp.Grid()).Map(v => v > 100));
        var source = provider.Resolve(image);
        Assert.Equal("Mine", source.Space);
        var template = TemplateProvider.Load(source);
        Assert.NotNull(template.BrainMask);
        Assert.Equal(0, template.Brain().Span[0]);
        ImageFile.Save(folder["old head.nii"], Ramp.Image(Ramp.Grid()));
        Assert.Equal("oldhead", provider.Resolve(folder["old head.nii"]).Space);
    }

    [Fact]
    public void The_embedded_head_is_whole()
    {
        var head = EmbeddedTemplate.Head();
        Assert.Equal("MNI152NLin2009cAsym", head.Space);
        var target = EmbeddedTemplate.Target();
        Assert.Equal((head.Space, 1.0), (target.Space, Math.Round(target.T1w.Grid.VoxelSize.X, 3)));
        Assert.Equal(target.T1w.Shape, target.BrainMask!.Shape);
        Assert.InRange(target.BrainMask.Span.Count(true) / 1000, 1500, 2100); // mL of a brain in MNI space
        for (var n = 0; n < head.Grid.Shape.Count; n += 997)
        {
            var sum = head.Tissues.Gm.Span[n] + head.Tissues.Wm.Span[n] + head.Tissues.Csf.Span[n] + head.Bone.Span[n]
                + head.SoftTissue.Span[n] + head.Air.Span[n];
            Assert.InRange(sum, 0.97, 1.03);
        }

        EmbeddedTemplate.WriteDemoHead(folder["demo.nii.gz"]);
        Assert.InRange(ImageFile.Load(folder["demo.nii.gz"]).Image.Grid.VoxelSize.X, 0.9, 1.1);
    }

    [Fact]
    public void The_mask_of_the_embedded_head_is_one_smooth_piece_that_agrees_with_its_priors()
    {
        var head = EmbeddedTemplate.Head();
        var mask = head.BrainMask;
        var (all, both, likely, mirrored) = (mask.Span.Count(true), 0, 0, 0);
        var shape = mask.Shape;
        for (var n = 0; n < shape.Count; n++)
        {
            var inside = head.Tissues.Gm.Span[n] + head.Tissues.Wm.Span[n] + head.Tissues.Csf.Span[n] >= 0.5f;
            likely += inside ? 1 : 0;
            both += inside && mask.Span[n] ? 1 : 0;
            mirrored += mask.Span[n] && mask.Span[n - (n % shape.I) + (shape.I - 1 - (n % shape.I))] ? 1 : 0;
        }

        Assert.Equal(all, ConnectedComponents.Largest(mask).Span.Count(true));
        Assert.InRange(Morphology.Open(mask, 6).Span.Count(true), 0.999 * all, all); // no spurs at orbits, ethmoid and sella
        Assert.InRange(2.0 * both / (all + likely), 0.99, 1);
        Assert.InRange((double)mirrored / all, 0.985, 1); // half of the prior is of mirrored people
    }

    [Fact]
    public async Task A_download_is_kept_only_with_the_right_checksum()
    {
        using var server = new Server(new() { ["/tf/tpl-X/a.nii.gz"] = "content"u8.ToArray() });
        var right = Convert.ToHexStringLower(SHA256.HashData("content"u8));
        var address = new Uri(server.Address + "tf");
        var paths = await TemplateDownload.Get([new("tpl-X/a.nii.gz", right)], folder["cache"], address);
        Assert.Equal("content", await File.ReadAllTextAsync(paths.Single()));
        await TemplateDownload.Get([new("tpl-X/a.nii.gz", right)], folder["cache"], address);
        Assert.Equal(1, server.Requests); // the second time it was in the cache
        var wrong = await Assert.ThrowsAsync<InputException>(
            () => TemplateDownload.Get([new("tpl-X/a.nii.gz", new string('0', 64))], folder["other"], address));
        Assert.Contains("SHA-256", wrong.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));
        var missing = await Assert.ThrowsAsync<InputException>(
            () => TemplateDownload.Get([new("tpl-X/b.nii.gz", right)], folder["other"], address));
        Assert.Contains("404", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_line()
    {
        var error = await Assert.ThrowsAsync<InputException>(
            () => TemplateDownload.Get([new("a", "0")], folder["cache"], new Uri("http://127.0.0.1:9/")));
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    private sealed class Server : IDisposable
    {
        private readonly HttpListener listener = new();

        public Server(Dictionary<string, byte[]> files)
        {
            var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            listener.Prefixes.Add(Address);
            listener.Start();
            _ = Task.Run(async () =>
            {
                while (listener.IsListening)
                {
                    var context = await listener.GetContextAsync();
                    Requests++;
                    if (files.TryGetValue(context.Request.Url!.AbsolutePath, out var bytes)) context.Response.OutputStream.Write(bytes);
                    else context.Response.StatusCode = 404;
                    context.Response.Close();
                }
            });
        }

        public string Address { get; }

        public int Requests { get; private set; }

        public void Dispose() => listener.Close();
    }
}
