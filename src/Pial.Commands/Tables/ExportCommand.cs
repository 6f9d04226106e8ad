using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Npy;

namespace Pial.Cli.Commands;

/// <summary><c>pial export tissues|vbm</c>: arrays for Python and deep learning.</summary>
internal static class ExportCommand
{
    public static Command Create() =>
        new("export", "Arrays for Python and deep learning: tissue maps as channels, the maps of a cohort as one matrix.")
        {
            ExportTissuesCommand.Create(),
            ExportVbmCommand.Create(),
        };

    /// <summary>The type of an array's numbers.</summary>
    public static Option<NpyFloat> Type() => Choice.Option("--dtype", "Type of the numbers.", "float32", ("float32", NpyFloat.Float32),
        ("float16", NpyFloat.Float16));
}
