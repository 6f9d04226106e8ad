using System.CommandLine;
using System.CommandLine.Parsing;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial phantom</c>: a synthetic head with known truth.</summary>
internal sealed class PhantomCommand
{
    private static readonly PhantomOptions Defaults = new();

    private readonly Argument<string[]> Paths = new("[LABELS] OUT_PREFIX")
    {
        Description =
            "Whole-head label map (FreeSurfer's numbers, as SynthSeg's training maps), and what the names of the outputs begin with.",
        Arity = new ArgumentArity(1, 2),
    };

    private readonly Option<bool> Analytic = new("--analytic")
    {
        Description = "Use the built-in head made of formulas instead of LABELS.",
    };
    private readonly Option<double> Voxel = Number("--voxel", "MM", 1, "Voxel size of the built-in head.");
    private readonly Option<double> Noise = Number("--noise", "PERCENT", Defaults.NoisePercent,
        "Rician noise, standard deviation in % of the white-matter mean.");
    private readonly Option<double> Inu = Number("--inu", "PERCENT", Defaults.InuPercent, "Intensity field: 20 runs from 0.9 to 1.1.");
    private readonly Option<double> Fwhm = Number("--fwhm", "MM", Defaults.FwhmMm, "Point spread of the scanner.");
    private readonly Option<double> Jitter = Number("--contrast-jitter", "SD", Defaults.ContrastJitter,
        "Spread of the tissues' means, relative.");
    private readonly Option<double> Neck = Number("--neck", "MM", Defaults.NeckMm, "How far the image goes on below the brain.");
    private readonly Option<int> Seed = new("--seed")
    {
        Description = "The same seed gives the same head; only --noise and --inu then differ.",
        DefaultValueFactory = _ => Defaults.Seed,
        HelpName = "N",
    };

    private readonly Option<PhantomContrast> Contrast = Choice.Option("--contrast", "Weighting; names the image too.", "T1w",
        ("T1w", PhantomContrast.T1w), ("T2w", PhantomContrast.T2w), ("FLAIR", PhantomContrast.FLAIR), ("PDw", PhantomContrast.PDw));
    private readonly Option<bool> Hard = new("--hard")
    {
        Description = "As hard to segment as a real head: meninges, sinuses, marrow, vessels, graded nuclei, CSF of varying brightness.",
    };

    public static Command Create() => new PhantomCommand().Verb();

    private Verb Verb() => new(
        "phantom",
        "A synthetic T1w, T2w, FLAIR or PDw head with known truth (tissue fractions, masks, bias field), from a label map or from " +
            "formulas.",
        [
            "pial phantom training_seg_01.nii.gz phantoms/sub-01 --noise 3 --inu 40 --seed 101",
            "pial phantom training_seg_01.nii.gz phantoms/sub-01t2 --contrast T2w --seed 101",
            "pial phantom training_seg_01.nii.gz phantoms/sub-01hard --hard --seed 101",
            "pial phantom --analytic phantoms/sub-formula --voxel 2",
        ],
        [Paths, Analytic, Contrast, Hard, Voxel, Noise, Inu, Seed, Fwhm, Jitter, Neck],
        Run);

    private void Run(CommandRun run)
    {
        var paths = run.Get(Paths);
        var analytic = run.Get(Analytic);
        if (paths.Length != (analytic ? 1 : 2))
            throw new InputException(analytic ? "With --analytic give OUT_PREFIX alone."
                : "Give LABELS and OUT_PREFIX, or --analytic and OUT_PREFIX.");
        var input = analytic ? null : paths[0];
        string Name(string part) => run.Output($"{paths[^1]}_{part}.nii.gz", input);
        var (t1w, dseg, mask, tight, bias, labelsOut) = (Name(run.Get(Contrast).ToString()), Name("dseg"), Name("mask"), Name("tightmask"),
            Name("bias"), Name("labels"));
        var (gm, wm, csf) = (Name("GM_pv"), Name("WM_pv"), Name("CSF_pv"));

        var labels = input is null ? AnalyticHead.Create(run.Get(Voxel), parallel: run.Parallel)
            : ImageFile.LoadLabels(input, run.Parallel);
        var phantom = Phantom.Create(labels, Options(run), run.Parallel);
        void Save(string path, Volume<float> image, StoredType type) => ImageFile.Save(path, image, new() { Type = type }, run.Parallel);
        Save(t1w, phantom.T1w, StoredType.Int16);
        Save(bias, phantom.BiasField, StoredType.Int16);
        Save(gm, phantom.Fractions.Gm, StoredType.UInt8);
        Save(wm, phantom.Fractions.Wm, StoredType.UInt8);
        Save(csf, phantom.Fractions.Csf, StoredType.UInt8);
        ImageFile.Save(dseg, phantom.Dseg, new() { Type = StoredType.UInt8 }, run.Parallel);
        ImageFile.Save(labelsOut, phantom.Labels, new() { Type = StoredType.Int16 }, run.Parallel);
        ImageFile.Save(mask, phantom.Mask, null, run.Parallel);
        ImageFile.Save(tight, phantom.TightMask, null, run.Parallel);
        Report(run, phantom);
    }

    private PhantomOptions Options(CommandRun run) => new()
    {
        Contrast = run.Get(Contrast),
        Hard = run.Get(Hard),
        NoisePercent = run.Get(Noise),
        InuPercent = run.Get(Inu),
        Seed = run.Get(Seed),
        FwhmMm = run.Get(Fwhm),
        ContrastJitter = run.Get(Jitter),
        NeckMm = run.Get(Neck),
    };

    private static void Report(CommandRun run, Phantom phantom)
    {
        var millilitre = phantom.T1w.Grid.VoxelVolume / 1000;
        var inside = phantom.Mask;
        double Ml(Func<int, double> value)
        {
            var sum = 0.0;
            for (var n = 0; n < inside.Shape.Count; n++)
                sum += inside.Span[n] ? value(n) : 0;
            return sum * millilitre;
        }

        var (brain, gm, wm, csf) = (
            Ml(_ => 1), Ml(n => phantom.Fractions.Gm.Span[n]), Ml(n => phantom.Fractions.Wm.Span[n]),
            Ml(n => phantom.Fractions.Csf.Span[n]));
        if (run.Json)
            run.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(new
            {
                maskMl = brain,
                gmMl = gm,
                wmMl = wm,
                csfMl = csf,
                options = phantom.Options,
            }, System.Text.Json.JsonSerializerOptions.Web));
        else
            run.Out.WriteLine($"{phantom.T1w.Grid}: intracranial {brain:f0} mL, GM {gm:f0}, WM {wm:f0}, CSF {csf:f0}");
    }

    private static Option<double> Number(string name, string unit, double standard, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard, HelpName = unit };
}
