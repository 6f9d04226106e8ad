using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Reports;

/// <summary>A paper to cite.</summary>
/// <param name="Text">Authors, year, title, journal.</param>
/// <param name="Doi">Its DOI.</param>
public sealed record Citation(string Text, string Doi);

/// <summary>What to cite for each method of the head pipeline.</summary>
internal static class Citations
{
    public static Citation N4 { get; } = new("Tustison NJ, Avants BB, Cook PA, et al. N4ITK: improved N3 bias correction. IEEE Trans Med Imaging 29:1310–1320, 2010.", "10.1109/TMI.2010.2046908");

    public static Citation Registration { get; } = new("Mattes D, Haynor DR, Vesselle H, et al. PET-CT image registration in the chest using free-form deformations. IEEE Trans Med Imaging 22:120–128, 2003.", "10.1109/TMI.2003.809072");

    public static Citation Warp { get; } = new("Avants BB, Epstein CL, Grossman M, Gee JC. Symmetric diffeomorphic image registration with cross-correlation. Med Image Anal 12:26–41, 2008.", "10.1016/j.media.2007.06.004");

    public static Citation Segmentation { get; } = new("Ashburner J, Friston KJ. Unified segmentation. NeuroImage 26:839–851, 2005.", "10.1016/j.neuroimage.2005.02.018");

    public static Citation Markov { get; } = new("Zhang Y, Brady M, Smith S. Segmentation of brain MR images through a hidden Markov random field model and the expectation-maximization algorithm. IEEE Trans Med Imaging 20:45–57, 2001.", "10.1109/42.906424");

    public static Citation Partial { get; } = new("Tohka J, Zijdenbos A, Evans A. Fast and robust parameter estimation for statistical partial volume models in brain MRI. NeuroImage 23:84–97, 2004.", "10.1016/j.neuroimage.2004.05.007");

    public static Citation CostMasking { get; } = new("Brett M, Leff AP, Rorden C, Ashburner J. Spatial normalization of brain images with focal lesions using cost function masking. NeuroImage 14:486–500, 2001.", "10.1006/nimg.2001.0845");

    public static Citation Mriqc { get; } = new("Esteban O, Birman D, Schaer M, et al. MRIQC: advancing the automatic prediction of image quality in MRI from unseen sites. PLoS One 12:e0184661, 2017.", "10.1371/journal.pone.0184661");

    public static Citation Boundary { get; } = new("Chan TF, Esedoglu S, Nikolova M. Algorithms for finding global minimizers of image segmentation and denoising models. SIAM J Appl Math 66:1632–1648, 2006.", "10.1137/040615286");

    public static Citation Structures { get; } = new("Fischl B, Salat DH, Busa E, et al. Whole brain segmentation: automated labeling of neuroanatomical structures in the human brain. Neuron 33:341–355, 2002.", "10.1016/S0896-6273(02)00339-X");

    public static Citation SynthSeg { get; } = new("Billot B, Greve DN, Puonti O, et al. SynthSeg: segmentation of brain MRI scans of any contrast and resolution without retraining. Med Image Anal 86:102789, 2023.", "10.1016/j.media.2023.102789");

    public static Citation Surfaces { get; } = new("Dale AM, Fischl B, Sereno MI. Cortical surface-based analysis. I. Segmentation and surface reconstruction. NeuroImage 9:179–194, 1999.", "10.1006/nimg.1998.0395");

    public static Citation Cruise { get; } = new("Han X, Pham DL, Tosun D, et al. CRUISE: cortical reconstruction using implicit surface evolution. NeuroImage 23:997–1012, 2004.", "10.1016/j.neuroimage.2004.06.043");

    public static Citation Topology { get; } = new("Bazin PL, Pham DL. Topology correction of segmented medical images using a fast marching algorithm. Comput Methods Programs Biomed 88:182–190, 2007.", "10.1016/j.cmpb.2007.08.006");

    public static Citation Thickness { get; } = new("Fischl B, Dale AM. Measuring the thickness of the human cerebral cortex from magnetic resonance images. Proc Natl Acad Sci USA 97:11050–11055, 2000.", "10.1073/pnas.200033797");

    public static Citation SphericalDemons { get; } = new(
        "Yeo BTT, Sabuncu MR, Vercauteren T, Ayache N, Fischl B, Golland P. Spherical Demons: fast diffeomorphic landmark-free surface " +
        "registration. IEEE Trans Med Imaging 29:650–668, 2010.", "10.1109/TMI.2009.2030797");

    public static Citation DesikanKilliany { get; } = new(
        "Desikan RS, Ségonne F, Fischl B, et al. An automated labeling system for subdividing the human cerebral cortex on MRI scans into " +
        "gyral based regions of interest. NeuroImage 31:968–980, 2006.", "10.1016/j.neuroimage.2006.01.021");

    public static Citation Destrieux { get; } = new(
        "Destrieux C, Fischl B, Dale A, Halgren E. Automatic parcellation of human cortical gyri and sulci using standard anatomical " +
        "nomenclature. NeuroImage 53:1–15, 2010.", "10.1016/j.neuroimage.2010.06.010");

    public static Citation Vbm { get; } = new("Ashburner J, Friston KJ. Voxel-based morphometry: the methods. NeuroImage 11:805–821, 2000.", "10.1006/nimg.2000.0582");

    public static Citation Modulation { get; } = new("Good CD, Johnsrude IS, Ashburner J, et al. A voxel-based morphometric study of ageing in 465 normal adult human brains. NeuroImage 14:21–36, 2001.", "10.1006/nimg.2001.0786");

    public static Citation Bids { get; } = new("Gorgolewski KJ, Auer T, Calhoun VD, et al. The brain imaging data structure, a format for organizing and describing outputs of neuroimaging experiments. Sci Data 3:160044, 2016.", "10.1038/sdata.2016.44");

    public static Citation FreedmanLane { get; } = new("Winkler AM, Ridgway GR, Webster MA, Smith SM, Nichols TE. Permutation inference for the general linear model. NeuroImage 92:381–397, 2014.", "10.1016/j.neuroimage.2014.01.060");

    public static Citation Tfce { get; } = new("Smith SM, Nichols TE. Threshold-free cluster enhancement: addressing problems of smoothing, threshold dependence and localisation in cluster inference. NeuroImage 44:83–98, 2009.", "10.1016/j.neuroimage.2008.03.061");

    public static Citation Fdr { get; } = new("Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple testing. J R Stat Soc B 57:289–300, 1995.", "10.1111/j.2517-6161.1995.tb02031.x");

    private static readonly Citation Mni2009 = new("Fonov V, Evans AC, Botteron K, et al. Unbiased average age-appropriate atlases for pediatric studies. NeuroImage 54:313–327, 2011.", "10.1016/j.neuroimage.2010.07.033");

    private static readonly Citation TemplateFlow = new("Ciric R, Thompson WH, Lorenz R, et al. TemplateFlow: FAIR-sharing of multi-scale, multi-species brain models. Nat Methods 19:1568–1571, 2022.", "10.1038/s41592-022-01681-2");

    /// <summary>What to cite for the template that was used: Pial's own has the coordinates of MNI152NLin2009cAsym, and is not of TemplateFlow.</summary>
    public static IEnumerable<Citation> Of(Template template) => (template.Identity.Kind, template.Space.StartsWith("MNI152NLin2009", StringComparison.Ordinal)) switch
    {
        (TemplateKind.TemplateFlow, true) => [Mni2009, TemplateFlow],
        (TemplateKind.TemplateFlow, false) => [TemplateFlow],
        (_, true) => [Mni2009],
        _ => [],
    };

    /// <summary>What to cite for a space, where no more is known of the template.</summary>
    public static IEnumerable<Citation> OfSpace(string space) => space switch
    {
        _ when space.StartsWith("MNI152NLin2009", StringComparison.Ordinal) => [Mni2009, TemplateFlow],
        _ => [],
    };
}
