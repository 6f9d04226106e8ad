using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>Something that gives an image or labels for test images.</summary>
public interface IImageEntry : IEntry
{
    /// <summary>Learns from the training cases and predicts the test cases.</summary>
    /// <param name="fold">Both.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null);
}

/// <summary>One fold of images; an entry reads the truth of training cases and nobody else's.</summary>
/// <param name="Task">What is asked.</param>
/// <param name="Name">The fold's name.</param>
/// <param name="Train">Cases with their truth.</param>
/// <param name="Test">Cases to predict; their truth is not given.</param>
/// <param name="Seed">Decides everything that an entry draws.</param>
public sealed record ImageFold(TaskDefinition Task, string Name, IReadOnlyList<ImageCase> Train, IReadOnlyList<ImageCase> Test, ulong Seed);

/// <summary>What an entry gives for one image.</summary>
/// <param name="Image">Of a denoising.</param>
/// <param name="Labels">Of a segmentation.</param>
public sealed record PredictedImage(Volume<float>? Image, Volume<int>? Labels);

/// <summary>What an entry gives.</summary>
/// <param name="Images">One a test case, in order.</param>
/// <param name="FittedOn">Whom it saw; null when that is not known.</param>
public sealed record ImageAnswer(IReadOnlyList<PredictedImage> Images, FittedOn? FittedOn)
{
    /// <summary>Largest memory of a program, MiB.</summary>
    public double PeakMemoryMb { get; init; }
}
