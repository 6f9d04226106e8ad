using Pial.Analysis.Corrections;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Correction = Pial.Analysis.Corrections.TivCorrection;

namespace Specification;

/// <summary>
/// <c>tiv_correction</c>: both methods as the specification writes them (<see cref="SpecifiedTiv"/>), and the one to use. On the command
/// line: <c>pial tiv fit</c> and <c>pial tiv apply</c>.
/// </summary>
/// <remarks>
/// As written, method 2 fits on everybody it is given, test subjects too, and returns residuals around 0, which are no volumes any more.
/// <see cref="TivFit"/> fits on training subjects alone and keeps mean and units; its model says whom it saw.
/// </remarks>
internal static class TivCorrection
{
    public static void Run()
    {
        // Method 1, one head: three regions and a TIV of 1,450,000 mm³.
        var corrected = SpecifiedTiv.Proportional([3900, 7600, 1650], tiv: 1450000);
        Console.WriteLine($"Proportional, as specified: {string.Join(", ", corrected.Select(v => $"{v:0}"))} mm³");

        var table = SubjectTable.Parse("""
            participant_id,split,TIV,hippocampus_volume
            sub-01,train,1350000,3650
            sub-02,train,1420000,3790
            sub-03,train,1490000,3860
            sub-04,train,1580000,4060
            sub-05,test,1640000,4010
            """, "volumes.csv");

        // Method 2: all subjects at once, as specified.
        var residuals = SpecifiedTiv.Residuals(table.Numbers("hippocampus_volume"), table.Numbers("TIV"));
        Console.WriteLine(
            $"Residuals, as specified: {string.Join(", ", residuals.Select(v => $"{v:0}"))}; their mean is " +
                $"{residuals.Average() + 0.0:0;0}");

        var model = TivFit.Fit(table, TrainingRows.Of(table, "split"), new() { Method = TivMethod.Residual });
        var result = Correction.Apply(table, model).Table.Numbers("hippocampus_volume");
        Console.WriteLine(
            $"Residual method, fitted on {model.FittedOn.Ids.Count} training subjects: {string.Join(", ", result.Select(v => $"{v:0}"))} " +
                "mm³");
    }
}
