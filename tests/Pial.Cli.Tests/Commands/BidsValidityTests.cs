using Pial.Pipelines.Bids;
using Pial.Pipelines.Templates;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

/// <summary>What BIDS's validators say; the outputs of a whole run are held against them in <see cref="RunTests"/>.</summary>
public sealed class BidsValidityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-bids-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BidsValidatorFact]
    public void The_raw_folder_of_the_demo_is_a_dataset()
    {
        EmbeddedTemplate.WriteDemoHead(Path.Combine(folder, "sub-demo", "anat", "sub-demo_T1w.nii.gz"));
        Assert.NotEmpty(BidsValidators.Errors(folder));
        DatasetDescription.WriteRaw(folder, "The demo head");
        Assert.Empty(BidsValidators.Errors(folder));
    }
}
