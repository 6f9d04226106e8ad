using Pial.Pipelines.Yaml;
using static Pial.Pipelines.Yaml.YamlForm;

namespace Pial.Hub.Records;

/// <summary>Fields of a benchmark: fmbench's, and Pial's <c>task</c>.</summary>
internal static class BenchmarkFields
{
    public static IReadOnlyList<string> Kinds { get; } = ["classification", "regression", "segmentation", "denoising", "super-resolution",
        "reconstruction"];

    public static IReadOnlyList<string> Schemes { get; } = ["holdout", "kfold", "leave-site-out", "column", "test-table"];

    private static readonly string[] Axes = ["left-right", "front-back", "feet-head"];

    private static readonly YamlField[] Split =
    [
        new("scheme", OneOf(Schemes),
            "How test subjects are chosen: one part held out, k folds, every site in turn, as a column says, or all of another table. " +
                "Default holdout."),
        new("test_fraction", Number, "Of holdout: the share of subjects that is tested. Default 0.3."),
        new("folds", Whole, "Of kfold: how many. Default 5."),
        new("by", Text, "Column whose values stay whole on one side (subject, family, session, site). Default: the subject."),
        new("stratify", Texts,
            "Columns whose shares are alike on both sides; target stands for the target. Default: the target of a classification."),
        new("column", Text, "Of column: where train and test are written. Default: split."),
        new("test", Text, "Of test-table: the table of the tested subjects, beside the data; columns that both have are predicted from."),
        new("seeds", Numbers, "One repeat a seed, each a whole number. Default [1]."),
    ];

    private static readonly YamlField[] Probe =
    [
        new("description", Text, "What it stands for."),
        new("grid", Numbers, "Strengths, from none to strongest."),
        new("unit", Text, "Unit of the strengths."),
        new("clinical_relevance", Text, "Why it matters."),
        new("frequencies", Numbers, "fmbench: of line noise, Hz."),
        new("num_permutations", Whole, "fmbench: how many permutations."),
        new("shifts", Numbers, "fmbench: shifts in time, samples."),
    ];

    private static readonly YamlField[] Phantoms =
    [
        new("count", Whole, "How many heads. Default 8."),
        new("voxel_mm", Number, "Voxel edge. Default 3."),
        new("noise", Numbers, "Rician noise, % of white matter; heads take them in turn. Default [3, 5, 9]."),
        new("seed", Whole, "Of the heads. Default 1."),
    ];

    private static readonly YamlField[] Noise =
    [
        new("percent", Numbers, "Standard deviation in % of the true image's 98th percentile; cases take them in turn."),
        new("snr", Numbers, "Instead: the 98th percentile over the standard deviation."),
    ];

    private static readonly YamlField[] ThickSlices =
    [
        new("spacing_mm", Numbers, "From slice to slice; cases take them in turn."),
        new("thickness_mm", Number, "Of a slice. Default: the spacing."),
        new("profile", OneOf(["box", "pulse", "gaussian"]), "How a slice averages. Default box."),
        new("axis", OneOf(Axes), "Along which the slices lie. Default feet-head."),
    ];

    private static readonly YamlField[] KSpace =
    [
        new("acceleration", Numbers, "How many times fewer lines; cases take them in turn."),
        new("centre_fraction", Numbers,
            "Share of the lines about the centre that is sampled whole, one for all or one an acceleration. Default 0.32 / acceleration, " +
                "fastMRI's 0.08 for 4."),
        new("pattern", OneOf(["random", "equispaced"]), "How the other lines are chosen, as fastMRI's masks. Default random."),
        new("axis", OneOf(Axes), "Of phase encoding. Default front-back."),
        new("noise", Number, "Complex noise, standard deviation in % of the true image's 98th percentile. Default 0."),
        new("phase_degrees", Number,
            "Largest phase of the signal, smooth over the head. Default 60; 0 makes k-space symmetric, which no scan is."),
    ];

    private static readonly YamlField[] Degradation =
    [
        new("noise", Map(Noise), "Rician noise of the image: of denoising, and besides thick slices."),
        new("thick_slices", Map(ThickSlices),
            "Of super-resolution: slices thicker than the image's own; the answer lies on the image's own grid."),
        new("kspace", Map(KSpace), "Of reconstruction: too few lines of k-space."),
        new("seed", Whole, "Decides everything that is drawn. Default 1."),
    ];

    private static readonly YamlField[] Lesions =
    [
        new("minimum_mm3", Number, "Size from which a connected part is a lesion, in truth and prediction. Default 0."),
        new("overlap_voxels", Whole, "How many voxels a lesion must share with the other mask to be found. Default 1."),
    ];

    private static readonly YamlField[] Combat =
    [
        new("keep", Texts,
            "Columns whose effects are kept, such as sex. Never the target: the correction would carry it into the test rows' features."),
        new("smooth", Texts, "Kept columns that are curves, of combat-gam. Default: kept columns with more than 12 different numbers."),
        new("new_site", OneOf(["refuse", "leave"]),
            "Test rows of a site without training rows: refuse the run (default), or leave their features as they are. Learning from " +
                "test rows is not on offer."),
        new("prior", OneOf(["parametric", "nonparametric", "none"]), "How a site's effects are shrunken. Default parametric."),
        new("mean_only", Flag, "Correct the shift of a site alone. Default false."),
        new("reference", Text, "A site that all others are brought to. Default: the mean of all."),
    ];

    private static readonly YamlField[] Task =
    [
        new("kind", OneOf(Kinds), "What is predicted.") { Required = true },
        new("data", Text,
            "Table (CSV, TSV), folder of images, or a data set that Pial makes: synthetic-cohort, phantom-heads; relative to this file. " +
                "A run can be given another."),
        new("id", Text, "Column of the subjects. Default: participant_id, or the first."),
        new("target", Text, "Column to predict."),
        new("bins", Numbers, "Cuts a target of numbers into classes at these values."),
        new("classes", Texts, "The classes, in order. Default: the target's values, sorted."),
        new("positive", Text, "The class that two-class measures are about. Default: the last."),
        new("features", Texts, "Columns to predict from; * stands for anything. Default: all columns of numbers that have no other role."),
        new("exclude", Texts, "Columns that are no features; * stands for anything."),
        new("age", Text, "Column of the age, years."),
        new("sex", Text, "Column of the sex."),
        new("site", Text, "Column of site or scanner."),
        new("head_size", Text, "Column of the head's size (eTIV, TIV)."),
        new("prepare", OneOf(["none", "combat", "combat-gam", "covbat"]),
            "Of tables: what is done to the features inside of each fold, fitted on its training rows alone. combat takes the sites of " +
                "'site' out. Default none."),
        new("combat", Map(Combat), "Of prepare: how sites are taken out."),
        new("missing_labels", OneOf(["refuse", "drop"]),
            "What to do with subjects without a target: refuse the run and name them (default), or drop them and say how many."),
        new("repeated_ids", OneOf(["refuse", "drop"]),
            "What to do with subjects that are listed several times, or in both tables: refuse the run and name them (default), or drop " +
                "them: equal rows are kept once, subjects with different rows are left out, and those in both tables not trained on."),
        new("images", Text,
            "Of image tasks: which files are the input images: an ending such as _T1w.nii.gz, or a path with {case} such as " +
                "{case}/anat/{case}_T1w.nii.gz."),
        new("channels", Open,
            "Of image tasks with several images a case: name and files of each: {T1w: _T1w.nii.gz, FLAIR: _FLAIR.nii.gz}."),
        new("references", Text, "Of image tasks: which files are the references, such as _dseg.nii.gz."),
        new("mask", Text, "Of image tasks: which files are the masks: a denoising is measured, a segmentation begins inside."),
        new("labels", Open, "Of segmentation: name and number of every structure."),
        new("lesions", Map(Lesions), "Of segmentation: the structures are lesions, which are also counted one by one."),
        new("phantoms", Map(Phantoms), "Of phantom-heads: which heads are made."),
        new("degradation", Map(Degradation),
            "Of restorations (denoising, super-resolution, reconstruction): how true images are spoilt; the images are then their own " +
                "truth."),
        new("split", Map(Split), "Who is trained on and who is tested."),
        new("strata", Texts,
            "Columns by whose values the measures are also given; age_band stands for bands of age. Default: sex, age_band and site as " +
                "far as there are such columns."),
        new("age_bands", Numbers, "Where bands of age begin. Default [20, 40, 60]."),
        new("confounds", Texts,
            "Columns whose link with target and predictions is measured. Default: site, head_size, age and sex as far as they are not " +
                "the target."),
        new("baselines", Texts,
            "Baselines to run: of a table learned ones besides those always run, of images besides the one that does nothing; all stands " +
                "for every one. Default: those that suit."),
        new("robustness", Named(Probe), "Artefacts of growing strength on the test data: score curves and rAUC."),
        new("bootstrap", Whole, "Bootstrap samples. Default 1000."),
        new("permutations", Whole, "Permutations of a paired test. Default 1000."),
        new("seconds", Number, "Time a user's program has for one split, s. Default 600."),
        new("hidden_labels", Flag, "Whether the labels are secret: a participant's program is then run in a sandbox or not at all."),
        new("memory_mb", Number, "Memory a user's program may use, MiB. Default 4096."),
    ];

    private static readonly YamlField[] Metrics =
    [
        new("primary", Text, "The measure that ranks.") { Required = true },
        new("secondary", Texts, "The others."),
        new("stratification", Texts, "Groups in which the measures are also given, in words; Pial's task.strata names their columns."),
        new("definitions", Open, "What measures mean, by name."),
    ];

    public static RecordKind Kind { get; } = new("benchmark", "benchmark_id",
        "What is predicted from what, how it is measured, and for which health topic (ITU-T FG-AI4H DEL3, DEL10).",
    [
        new("benchmark_id", Text, "Its name for machines.") { Required = true },
        new("name", Text, "Its name for people.") { Required = true },
        new("version", Text, "Raised when results no longer compare.") { Required = true },
        new("health_domain", Text, "DEL10: such as Neurology.") { Required = true },
        new("health_topic", Text, "DEL10: the topic.") { Required = true },
        new("clinical_relevance", Text, "Why it matters to patients."),
        new("ai_task", Text, "DEL10: Classification, Regression, Segmentation, Reconstruction, …") { Required = true },
        new("input_modality", Text, "Such as sMRI.") { Required = true },
        new("output_type", Text, "Label, Number, Mask, Image, …") { Required = true },
        new("dataset_id", Text, "The data set it is made for."),
        new("data_spec", Open, "DEL3: what the data must be."),
        new("robustness_probes", Named(Probe), "fmbench: perturbations and their grids; Pial runs task.robustness."),
        new("metrics", Map(Metrics), "DEL3: measures.") { Required = true },
        new("stratification", Texts, "fmbench's older place of metrics.stratification."),
        new("requirements", Open, "DEL3: what a model must keep besides performance."),
        new("gold_standard", Text, "Where the truth comes from."),
        new("references", Texts, "Sources."),
        new("integration", Open, "fmbench: links to other programs; Pial keeps and ignores it."),
        new("description", Text, "In a sentence or two."),
        new("status", Text, "Active, Draft, Retired."),
        new("task", Map(Task), "Pial: everything needed to run it.") { IsOwn = true },
    ]);
}
