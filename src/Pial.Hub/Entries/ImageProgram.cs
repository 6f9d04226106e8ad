using Pial.Analysis.Splits;
using Pial.Hub.Programs;

namespace Pial.Hub.Entries;

/// <summary>
/// A user's program over images: for every fold it finds a new folder as <see cref="ImageFoldFolder"/> makes it, and writes an image a test
/// case into <c>predictions/</c> there.
/// </summary>
/// <param name="what">What it is, in a sentence.</param>
/// <param name="program">The program.</param>
internal sealed class ImageProgram(string what, UserProgram program) : IImageEntry
{
    public string Id => program.Id;

    public string What => what;

    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null) =>
        program.Run(folder => ImageFoldFolder.Write(folder, fold, program.Limits, parallel), (folder, use) =>
    {
        ProgramFile.CheckFolder(Path.Combine(folder, ImageFoldFolder.Predictions), ProgramFile.MostOfImage, Id);
        var written = new ImageFiles(Id, what, Path.Combine(folder, ImageFoldFolder.Predictions), [.. fold.Test.Select(c => c.Id)],
            called: $"predictions/ of {Id} in fold {fold.Name}");
        return written.Predict(fold, parallel) with
        {
            FittedOn = new FittedOn(fold.Train.Select(c => c.Id), program.Record, $"train/ of fold {fold.Name}"),
            PeakMemoryMb = use.PeakMemoryMb,
        };
    }, parallel);
}
