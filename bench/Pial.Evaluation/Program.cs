using Pial.Evaluation.Affine;
using Pial.Evaluation.Augmentation;
using Pial.Evaluation.BrainMasks;
using Pial.Evaluation.Contrasts;
using Pial.Evaluation.Cortex;
using Pial.Evaluation.Denoising;
using Pial.Evaluation.Harmonisation;
using Pial.Evaluation.Hashes;
using Pial.Evaluation.Leakage;
using Pial.Evaluation.Learning;
using Pial.Evaluation.Lesions;
using Pial.Evaluation.Loading;
using Pial.Evaluation.Quality;
using Pial.Evaluation.Reconstruction;
using Pial.Evaluation.Regions;
using Pial.Evaluation.Registration;
using Pial.Evaluation.Runs;
using Pial.Evaluation.Templates;
using Pial.Evaluation.Tissues;
using Pial.Evaluation.Tiv;
using Pial.Evaluation.Vbm;

// Whole-tool accuracy on real data: each experiment writes its table under bench/results. A new one is its folder and a row here.
// PIAL_TEST_DATA names the folder of test data. Run from the repository: dotnet run -c Release --project bench/Pial.Evaluation -- affine
Dictionary<string, (string What, Func<IReadOnlyList<string>, int> Run)> experiments = new(StringComparer.Ordinal)
{
    ["run"] = ("pial run as a process: brain masks, tissues of phantoms, time and memory; optional: folder of phantoms", RunExperiment.Run),
    ["hashes"] =
        ("hashes of all that run, vbm, augment, quality and benchmark leave of phantoms, to compare two builds: NEW_FOLDER LIST.tsv, " +
            "optional --pial PIAL.dll", HashExperiment.Run),
    ["masks"] = ("brain extraction alone beside reference masks; optional: heads, NAME=HEAD,MASK, --keep FOLDER", MaskExperiment.Run),
    ["affine"] = ("registration of every head to the template from random starts; optional: heads to run, --starts N",
        AffineExperiment.Run),
    ["registration"] =
        ("nonlinear registration of phantoms, all pairs, and of heads with FreeSurfer's labels; needs the folder of phantoms, optional: " +
            "quality", RegistrationExperiment.Run),
    ["template"] = ("the embedded template beside the true one of its space", TemplateExperiment.Run),
    ["contrasts"] = ("other contrasts laid on the T1w from random starts, and stripped alone; optional: --starts N",
        ContrastExperiment.Run),
    ["channels"] = ("tissues of phantoms from T1w alone and with a T2w; optional: which of the label maps", ChannelExperiment.Run),
    ["alone"] =
        ("phantoms in one contrast alone, from the raw image; optional: which of the label maps, --contrasts T2w,PDw,FLAIR, --hard, " +
            "--noise PERCENT, --save FOLDER", AloneExperiment.Run),
    ["tissues"] = ("tissue segmentation of phantoms beside the peers; needs the folder of phantoms", TissueExperiment.Run),
    ["atlas"] = ("the embedded atlas of structures, of labelled phantoms: mirror PHANTOMS HEADS, build WORK OUT", AtlasBuild.Run),
    ["heads"] = ("segments heads that were run already by an atlas, for choosing settings: RUNS OUT ATLAS HEAD …", HeadExperiment.Run),
    ["cortex"] =
        ("cortical surfaces of heads that were run already, beside FreeSurfer's: RUNS, optional: heads, --pictures FOLDER, --threads N, " +
            "--section NAME of the result file", CortexExperiment.Run),
    ["cortex-phantoms"] =
        ("surfaces of phantoms of label maps beside their truth: RUN=PHANTOM …, what pial run wrote and the prefix that pial phantom was " +
            "given", CortexPhantomExperiment.Run),
    ["cortex-rescans"] =
        ("thickness of a head scanned again: STILL RUN=MATRIX …, what pial run wrote and a text of 4×4 numbers back to the first scan's " +
            "millimetres", CortexRescanExperiment.Run),
    ["population-sphere"] = ("the sphere of the program, of FreeSurfer's fsaverage: FSAVERAGE FSAVERAGE5 OUT", PopulationSphereBuild.Run),
    ["parcels"] = ("regions of the cortex of heads that were run, beside FreeSurfer's; RUNS, optional: heads", ParcelExperiment.Run),
    ["rescans"] = ("tissue volumes of heads turned, resampled and noised; needs a folder for them, optional: heads", RescanExperiment.Run),
    ["regions"] = ("structures of phantoms by atlases of the others; needs the work folder of the atlas", RegionExperiment.Run),
    ["sensitivity"] = ("quality measures of heads with graded noise, blur, motion, ghosting and bias; needs a folder for what is kept",
        SensitivityExperiment.Run),
    ["lesions"] = ("lesions of two people beside a consensus of raters, without training and learned from the other", LesionExperiment.Run),
    ["denoising"] = ("phantoms with 3, 5 and 9 % of Rician noise beside their noiseless twins", DenoisingExperiment.Run),
    ["reconstruction"] =
        ("heads from thick slices and from under-sampled k-space; optional: heads to run, --only slices|kspace, --pictures FOLDER",
            ReconstructionExperiment.Run),
    ["augmentation-gallery"] = ("docs/augmentation-gallery.md: the demo head after each transform", AugmentationGallery.Run),
    ["augmentation"] =
        ("CPU time of each transform on the demo head; optional: the library of bench/Peers/torchio, whose methods then run beside",
            AugmentationExperiment.Run),
    ["loading"] =
        ("reading with and without cache, patches a second, memory over ten thousand batches, batches to Python; optional: cache, " +
            "patches, memory, python", LoadingExperiment.Run),
    ["learning"] = ("learning.md, of folders that pial benchmark run left for the tasks of samples/Benchmarks", LearningExperiment.Run),
    ["coverage"] = ("how often 95 % intervals hold the truth; optional: simulated data sets of each kind", CoverageExperiment.Run),
    ["learning-speed"] = ("nested cross-validation of 10,000 rows by 300 columns; optional: models to run", NestedSpeedExperiment.Run),
    ["tiv"] = ("what head size still explains in held-out sites after each correction", TivExperiment.Run),
    ["harmonise"] =
        ("what of fcon1000's sites is left in people whom a harmonisation did not see, and what it does to age; optional: within, apart, " +
            "age", HarmonisationExperiment.Run),
    ["null"] = ("false positives of pial vbm's tests on maps without effects, --maps FOLDER for a cohort's; --designs N, --permutations N",
        NullExperiment.Run),
    ["outliers"] =
        ("false alarms among the 24 scans of ds002748, and four of them degraded found; needs their derivatives and a folder to work in",
            OutlierExperiment.Run),
    ["left-right"] = ("scans and their mirrored copies told apart; needs scans as NAME=BRAIN or NAME=HEAD,MASK", LeftRightExperiment.Run),
    ["fingerprints"] = ("copies of a scan and scans of other people told apart; optional: every how many scans are copied",
        FingerprintExperiment.Run),
    ["audit-time"] = ("time of an audit of 100,000 ids and of 1,000 fingerprints", AuditTimeExperiment.Run),
    ["leakage"] = ("a score when slices are split and when subjects are, with true and with random labels", LeakageExperiment.Run),
    ["cohort"] = ("memory and time of pial vbm on simulated cohorts up to 1000 subjects; needs a folder for the maps",
        CohortExperiment.Run),
};

if (args.Length > 0 && experiments.TryGetValue(args[0], out var experiment)) return experiment.Run(args[1..]);
foreach (var (name, (what, _)) in experiments)
    Console.Error.WriteLine($"{name}: {what}");
return 2;
