using System.Runtime.InteropServices;
using Pial.Pipelines;

namespace Pial.Hub.Networks;

/// <summary>Where ONNX Runtime's library is.</summary>
internal static class OnnxLibrary
{
    /// <summary>Names the library, or a folder it lies in, such as <c>node_modules/onnxruntime-node</c>.</summary>
    public const string Variable = "PIAL_ONNXRUNTIME";

    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["onnxruntime.dll"] : OperatingSystem.IsMacOS() ? ["libonnxruntime*.dylib"] : ["libonnxruntime.so*"];

    /// <summary>
    /// The library, loaded: that of <see cref="Variable"/>, or of the system; none that merely lies near, for it is native code.
    /// </summary>
    /// <exception cref="InputException">There is none; the message says how to get it.</exception>
    public static nint Load()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            var file = File.Exists(named) ? named : Directory.Exists(named) ? Within(named) : null;
            return file is not null && NativeLibrary.TryLoad(Path.GetFullPath(file), out var asked) ? asked
                : throw new InputException($"{named} holds no ONNX Runtime for this machine ({RuntimeInformation.RuntimeIdentifier}).");
        }

        foreach (var name in (string[])["onnxruntime", "libonnxruntime.so.1"])
            if (NativeLibrary.TryLoad(name, out var system)) return system;
        throw new InputException(
            "ONNX Runtime is not here. Install it, for example with 'npm install onnxruntime-node', and name its library or folder in " +
                $"{Variable}.");
    }

    // In npm's package: bin/napi-v6/linux/x64/libonnxruntime.so.1.
    private static string? Within(string folder)
    {
        var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var all = Names.SelectMany(n => Directory.EnumerateFiles(folder, n, SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal).ToList();
        var tail = Path.Combine(system, machine);
        return all.Find(f => Path.GetDirectoryName(f)!.EndsWith(tail, StringComparison.Ordinal))
            ?? all.Find(f => Path.GetDirectoryName(Path.GetFullPath(f)) == Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
    }
}
