using Pial.Formats.FreeSurfer;
using Pial.Tests.Shared;

namespace Pial.Formats.Tests.FreeSurfer;

public sealed class StatsReaderTests
{
    private static readonly FakeSubject Subject = new("sub-01");

    [Fact]
    public void Measures_are_told_apart_by_their_alias()
    {
        var stats = StatsReader.Parse(Subject.Aparc("lh"), "lh.aparc.stats");
        Assert.Equal(3, stats.Measures.Count(m => m.Id == "Cortex"));
        Assert.Equal(84500.5, stats.Measure("WhiteSurfArea"));
        Assert.Equal(2.5, stats.Measure("MeanThickness"));
        Assert.Null(stats.Measure("CortexVol"));
        Assert.Equal("mm", stats.Measures.Single(m => m.Alias == "MeanThickness").Unit);
    }

    [Fact]
    public void Values_are_found_by_the_names_of_region_and_column()
    {
        var stats = StatsReader.Parse(Subject.Aparc("lh"), "lh.aparc.stats");
        Assert.Equal(34, stats.Regions.Count);
        Assert.Equal(9, stats.Columns.Count);
        Assert.Equal(1802, stats.Value("bankssts", "GrayVol"));
        Assert.Equal(2.41, stats.Value("caudalanteriorcingulate", "ThickAvg"));
        Assert.Null(stats.Value("bankssts", "Volume_mm3"));
        Assert.Null(stats.Value("nowhere", "GrayVol"));

        var aseg = StatsReader.Parse(Subject.Aseg(), "aseg.stats");
        Assert.Equal(990.7, aseg.Value("Left-Lateral-Ventricle", "Volume_mm3"));
        Assert.Equal(255, aseg.Value("CC_Anterior", "SegId"));
    }

    [Fact]
    public void Columns_in_another_order_are_the_same_table()
    {
        const string text =
            "# Title Segmentation Statistics\n# ColHeaders StructName Volume_mm3 SegId NVoxels\nLeft-Hippocampus 4422.1 17 4508\n";
        var stats = StatsReader.Parse(text, "aseg.stats");
        Assert.Equal(4422.1, stats.Value("Left-Hippocampus", "Volume_mm3"));
        Assert.Equal(17, stats.Value("Left-Hippocampus", "SegId"));
    }

    [Theory]
    [InlineData("# generating_program mri_segstats\n# cvs_version 7.2.0-beta\n", "FreeSurfer 7.2.0-beta")]
    [InlineData("# generating_program mri_segstats\n# cvs_version $Id: mri_segstats.c,v 1.75.2.2 2011/04/27 22:18:58 nicks Exp $\n",
        "FreeSurfer 5")]
    [InlineData("# generating_program mri_segstats\n# cvs_version $Id: mri_segstats.c,v 1.121 2016/05/31 17:27:11 greve Exp $\n",
        "FreeSurfer 6")]
    [InlineData("# generating_program segstats.py\n# FastSurfer_version 2.4.2+abc def\n", "FastSurfer 2.4.2+abc")]
    [InlineData("# generating_program segstats.py\n", "FastSurfer")]
    [InlineData("", null)]
    public void Who_wrote_it(string header, string? expected) =>
        Assert.Equal(expected, StatsReader.Parse(header + "# ColHeaders StructName Volume_mm3\na 1\n", "x.stats").Software);

    [Fact]
    public void Measures_alone_are_a_file_too()
    {
        var stats = StatsReader.Parse("# Measure Mask, MaskVol, Mask Volume, 1780580.000000000000, mm^3\n", "brainvol.stats");
        Assert.Equal(1780580, stats.Measure("MaskVol"));
        Assert.Empty(stats.Regions);
    }

    [Theory]
    // FreeSurfer 6.0, 7.1
    [InlineData("Cortex, CortexVol Total cortical gray matter volume, 487041.964762, mm^3", "CortexVol",
        "Total cortical gray matter volume", 487041.964762, "mm^3")]
    [InlineData("BrainSeg BrainSegVol, Brain Segmentation Volume, 1218061.0, mm^3", "BrainSegVol", "Brain Segmentation Volume",
        1218061, "mm^3")]
    [InlineData("BrainSeg, BrainSegVol, Brain Segmentation Volume 1218061.0, mm^3", "BrainSegVol", "Brain Segmentation Volume",
        1218061, "mm^3")]
    [InlineData("BrainSeg, BrainSegVol, Brain Segmentation Volume, 1218061.0 mm^3", "BrainSegVol", "Brain Segmentation Volume",
        1218061, "mm^3")]
    [InlineData("BrainSeg,BrainSegVol,Brain Segmentation Volume,1218061.0,mm^3", "BrainSegVol", "Brain Segmentation Volume",
        1218061, "mm^3")]
    [InlineData("X, XVol, Of this, and of that, 12.5, mm^3", "XVol", "Of this, and of that", 12.5, "mm^3")]
    [InlineData("lhSurfaceHoles, lhSurfaceHoles, Number of defect holes, 24, unitless", "lhSurfaceHoles", "Number of defect holes", 24,
        "unitless")]
    [InlineData("Intra-Cranial, 1452345.600000, mm^3", "Intra-Cranial", "", 1452345.6, "mm^3")] // samseg, sbtiv
    [InlineData("Left-Hippocampus,4000.5,mm^3", "Left-Hippocampus", "", 4000.5, "mm^3")]
    public void Measures_of_every_version(string line, string alias, string description, double value, string unit)
    {
        var measure = StatsReader.Parse($"# Measure {line}\n", "x.stats").Measures.Single();
        Assert.Equal((alias, description, value, unit), (measure.Alias, measure.Description, measure.Value, measure.Unit));
    }

    [Theory]
    [InlineData("BrainSeg, BrainSegVol, Brain Segmentation Volume")]
    [InlineData("BrainSeg, BrainSegVol, Brain Segmentation Volume,")]
    [InlineData("BrainSeg, BrainSegVol")]
    [InlineData("Left-Hippocampus, 4000.5")]
    [InlineData("Left-Hippocampus")]
    [InlineData("4000.5, mm^3")]
    [InlineData(", 4000.5, mm^3")]
    public void Measures_without_a_name_or_value_are_cut_off(string line) =>
        Assert.Contains("cut off", Assert.Throws<ImageFormatException>(() => StatsReader.Parse($"# Measure {line}\n", "x.stats")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_decimal_comma_without_spaces_is_no_further_field() =>
        Assert.Contains("decimal commas",
            Assert.Throws<ImageFormatException>(() => StatsReader.Parse("# Measure A,B,c,1520021,264474,mm^3\n", "x.stats")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_list_of_volumes_has_no_header()
    {
        var stats = StatsReader.Parse("Hippocampal_tail 487.123456\nsubiculum-body 245.5\nWhole_hippocampus 3412.75\n",
            "lh.hippoSfVolumes-T1.v21.txt");
        Assert.Equal(3412.75, stats.Value("Whole_hippocampus", "Volume_mm3"));
        Assert.Equal(["Volume_mm3"], stats.Columns);
    }

    [Fact]
    public void Subfields_without_column_names_are_laid_out_as_mri_segstats_writes_them()
    {
        var stats = StatsReader.Parse("# Title Segmentation Statistics\n1 203 335 335.25 parasubiculum\n2 226 560 560.5 Hippocampal_tail\n",
            "hipposubfields.lh.T1.v22.stats");
        Assert.Equal(560.5, stats.Value("Hippocampal_tail", "Volume_mm3"));
    }

    [Fact]
    public void What_is_not_a_number_in_the_file_is_none_here() =>
        Assert.True(double.IsNaN(StatsReader.Parse("# ColHeaders Index SegId StructName SNR\n1 1000 unknown -nan\n",
            "lh.w-g.pct.stats")[0, 2]));

    [Fact]
    public void Every_way_to_cut_a_file_is_noticed_or_leaves_it_whole()
    {
        var whole = Subject.Aseg();
        var read = 0;
        for (var length = 1; length < whole.Length; length++)
        {
            try
            {
                StatsReader.Parse(whole[..length], "aseg.stats");
                read++;
            }
            catch (ImageFormatException e)
            {
                Assert.StartsWith("aseg.stats: ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.Equal(0, read);
    }

    [Fact]
    public void Decimal_commas_are_refused_and_named()
    {
        var row = Assert.Throws<ImageFormatException>(
            () => StatsReader.Parse(Subject.Aseg().Replace("990.7", "990,7", StringComparison.Ordinal), "aseg.stats"));
        Assert.Contains("'990,7'", row.Message, StringComparison.Ordinal);
        Assert.Contains("decimal commas", row.Message, StringComparison.Ordinal);
        var measure = Assert.Throws<ImageFormatException>(
            () => StatsReader.Parse(Subject.Aseg().Replace("1520021.264474", "1520021,264474", StringComparison.Ordinal), "aseg.stats"));
        Assert.Contains("decimal commas", measure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("just some words in a file\n", "another kind of text")]
    [InlineData("# a comment\n", "without measures and table")]
    [InlineData("# ColHeaders StructName Volume_mm3\na 1\na 2\n", "a again")]
    [InlineData("# Measure A, B, c, 1, mm\n# Measure A, B, c, 2, mm\n", "one value")]
    [InlineData("# ColHeaders Index Volume_mm3\n1 2\n", "StructName")]
    [InlineData("a\0b", "not text")]
    public void What_is_no_stats_file_is_refused(string text, string says) =>
        Assert.Contains(says, Assert.Throws<ImageFormatException>(() => StatsReader.Parse(text, "x.stats")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_locale_of_the_machine_does_not_matter()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            Thread.CurrentThread.CurrentCulture = german;
            Assert.Equal(990.7, StatsReader.Parse(Subject.Aseg(), "aseg.stats").Value("Left-Lateral-Ventricle", "Volume_mm3"));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
