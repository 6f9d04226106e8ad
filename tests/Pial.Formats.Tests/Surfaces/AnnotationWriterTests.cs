using Pial.Formats.FreeSurfer;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Surfaces;

public sealed class AnnotationWriterTests
{
    private static readonly LabelTable Table = new(
        [new(0, "unknown", "", 0x190519), new(3, "insula", "", 0xFFC020), new(7, "cuneus", "", 0xDC1464)]);

    [Fact]
    public void An_annotation_is_read_back_with_its_table()
    {
        using var folder = new TempFolder();
        FreeSurferWriter.Annotation(folder["lh.aparc.annot"], [3, 0, 7, 7], Table);
        var read = Annotation.Read(folder["lh.aparc.annot"]);
        Assert.Equal([3, 0, 7, 7], read.Labels.ToArray());
        Assert.Equal(0xFF + (0xC0 * 256) + (0x20 * 65536), read.Values[0]);
        Assert.Equal(Table.Labels, read.Table.Labels);
    }

    [Fact]
    public void A_label_that_the_table_lacks_and_two_of_one_colour_are_refused()
    {
        using var folder = new TempFolder();
        var lacking = Assert.Throws<ArgumentException>(() => FreeSurferWriter.Annotation(folder["a"], [1], Table));
        Assert.Contains("Vertex 0 has label 1", lacking.Message, StringComparison.Ordinal);
        var alike = new LabelTable([new(0, "a", "", 5), new(1, "b", "", 5)]);
        var same = Assert.Throws<ArgumentException>(() => FreeSurferWriter.Annotation(folder["a"], [1], alike));
        Assert.Contains("a and b have one colour", same.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a"]));
    }
}
