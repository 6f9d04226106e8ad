using Pial.Analysis.Splits;

namespace Pial.Analysis.Tests.Splits;

public class LeakAuditTests
{
    [Fact]
    public void Every_way_onto_both_sides_is_told_apart()
    {
        var train = new AuditSide("train.tsv", ["sub-01", "sub-02_ses-1", "sub-03", "sub-04", "007"])
        {
            Families = ["f1", "n/a", "f3", "", "f5"],
            Aliases = [["", "", "other-9", "", ""]],
        };
        var test = new AuditSide("test.tsv", ["sub-01", "sub-02_ses-2", "sub-10", "other-9", "sub-11", "7", "sub-12"])
        {
            Families = ["f1", "n/a", "f3", "n/a", "n/a", "", "n/a"],
            Aliases = [["", "", "", "", "sub-04", "", ""]],
        };
        var audit = LeakAudit.Of(train, test, [new(LeakKind.Content, "a.nii", "b.nii", "b shows the scan of a")]);
        Assert.Equal(
            [
                (LeakKind.Id, "sub-01", "sub-01"), (LeakKind.Session, "sub-02_ses-1", "sub-02_ses-2"),
                (LeakKind.Family, "sub-03", "sub-10"), (LeakKind.Alias, "sub-03", "other-9"),
                (LeakKind.Alias, "sub-04", "sub-11"), (LeakKind.Spelling, "007", "7"), (LeakKind.Content, "a.nii", "b.nii"),
            ],
            audit.Leaks.Select(l => (l.Kind, l.Train, l.Test)));
        Assert.Equal(7, audit.Leaked);
    }

    [Fact]
    public void Prefixes_are_one_id_and_zeros_are_not_when_a_side_tells_by_them()
    {
        Assert.Equal(LeakKind.Id, Assert.Single(LeakAudit.Of(new("a", ["sub-01"]), new("b", ["01"])).Leaks).Kind);
        Assert.Empty(LeakAudit.Of(new("a", ["1", "01"]), new("b", ["001"])).Leaks);
        Assert.Empty(LeakAudit.Of(new("a", ["sub-1", "sub-2"]), new("b", ["sub-3", "sub-04"])).Leaks);
    }

    [Fact]
    public void Visits_spellings_numbers_and_fits_are_found()
    {
        Assert.Equal(LeakKind.Session, Assert.Single(LeakAudit.Of(new("a", ["OAS30001_MR_d0129"]),
            new("b", ["OAS30001_MR_d2430", "OAS30002_MR_d0001"])).Leaks).Kind);
        Assert.Equal(LeakKind.Session, Assert.Single(LeakAudit.Of(new("a", ["002_S_0295_bl"]),
            new("b", ["sub-ADNI002S0295_ses-M12"])).Leaks).Kind);
        Assert.Equal(LeakKind.Spelling, Assert.Single(LeakAudit.Of(new("a", ["sub-0001", "sub-0002"]),
            new("b", ["sub-1", "sub-3"])).Leaks).Kind);
        Assert.Empty(LeakAudit.Of(new("a", ["sub-ds000115_03"]), new("b", ["sub-ds000115_04", "sub-ds000116_03"])).Leaks);
        double[] train = [2.5121, 2.7734, 2.9317], test = [2.1, 2.7734, 2.2], other = [1432.11, 1501.72, 1377.4],
            same = [1400.2, 1501.72, 1399.9];
        var twins = LeakAudit.Of(new("a", ["a1", "a2", "a3"]) { Measures = [("t", train), ("v", other)] },
            new("b", ["b1", "b2", "b3"]) { Measures = [("v", same), ("t", test)] });
        Assert.Equal((LeakKind.Values, "a2", "b2"), twins.Leaks.Select(l => (l.Kind, l.Train, l.Test)).Single());
        var fitted = LeakAudit.Of(new("a", ["a1"]) { Fits = [("tiv.json", new FittedOn(["b01"], "t", "all"))] }, new("b", ["b1", "b2"]));
        Assert.Equal((LeakKind.Fit, "b1"), fitted.Leaks.Select(l => (l.Kind, l.Test)).Single());
    }

    [Fact]
    public void A_hundred_thousand_are_held_against_a_hundred_thousand()
    {
        string[] families = [.. Enumerable.Range(0, 100_000).Select(n => n % 3 == 0 ? $"f{n}" : "n/a")];
        var train = new AuditSide("train", [.. Enumerable.Range(0, 100_000).Select(n => $"sub-{n}")]) { Families = families };
        var test = new AuditSide("test", [.. Enumerable.Range(99_990, 100_000).Select(n => $"sub-{n}_ses-2")]) { Families = families };
        var audit = LeakAudit.Of(train, test);
        Assert.Equal(10, audit.Leaks.Count(l => l.Kind == LeakKind.Session));
        Assert.True(audit.Leaks.Count(l => l.Kind == LeakKind.Family) > 33_000);
    }
}
