using Pial.Pipelines;

namespace Pial.Hub.Networks;

/// <summary>A network in an ONNX file, run on the processor by ONNX Runtime.</summary>
/// <remarks>
/// The library is that of npm's <c>onnxruntime-node</c> (MIT), of the system, or the one that <c>PIAL_ONNXRUNTIME</c> names; nothing is
/// downloaded.
/// </remarks>
internal sealed class OnnxNetwork : IDisposable
{
    private readonly OnnxInterop runtime;
    private readonly string name;
    private nint session;

    private OnnxNetwork(OnnxInterop runtime, nint session, string name, string? input, string? output)
    {
        (this.runtime, this.session, this.name) = (runtime, session, name);
        (Input, InputShape) = Choose(input, inputs: true);
        (Output, OutputShape) = Choose(output, inputs: false);
    }

    /// <summary>Name of the input.</summary>
    public string Input { get; }

    /// <summary>Its extents; −1 stands for one that is free.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>Name of the output.</summary>
    public string Output { get; }

    /// <summary>Its extents; −1 stands for one that is free.</summary>
    public IReadOnlyList<long> OutputShape { get; }

    /// <summary>The library's version.</summary>
    public string RuntimeVersion => runtime.Version;

    /// <summary>Opens a network.</summary>
    /// <param name="path">ONNX file with one input and one output of float32, unless they are named.</param>
    /// <param name="input">Name of the input; null for the only one.</param>
    /// <param name="output">Name of the output; null for the only one.</param>
    /// <param name="threads">Threads of the library; its results may depend on them in the last digits.</param>
    /// <exception cref="InputException">No such file, no such library, or a network that cannot be used.</exception>
    public static OnnxNetwork Open(string path, string? input = null, string? output = null, int threads = 1)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        var (library, file) = (OnnxInterop.Load(), Path.GetFileName(path));
        nint opened;
        try
        {
            opened = library.OpenSession(File.ReadAllBytes(path), threads);
        }
        catch (InputException e)
        {
            throw new InputException($"{file} is no network that can be run: {e.Message}", e);
        }

        try
        {
            return new(library, opened, file, input, output);
        }
        catch
        {
            library.CloseSession(opened);
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="values">The input, last axis fastest.</param>
    /// <param name="shape">Its extents.</param>
    /// <returns>The output, last axis fastest, and its extents.</returns>
    /// <exception cref="InputException">The extents do not suit the network.</exception>
    public (float[] Values, long[] Shape) Run(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(session == 0, this);
        var product = 1L;
        foreach (var extent in shape)
            product *= extent;
        if (product != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill {string.Join('×', shape.ToArray())}.", nameof(shape));
        return runtime.Run(session, Input, values, shape, Output);
    }

    /// <summary>Gives the network's memory back.</summary>
    public void Dispose()
    {
        runtime.CloseSession(session);
        session = 0;
    }

    private (string Name, long[] Shape) Choose(string? wanted, bool inputs)
    {
        var (ports, what) = (runtime.Ports(session, inputs), inputs ? "input" : "output");
        var names = string.Join(", ", ports.Select(p => p.Name));
        if (wanted is null && ports.Count != 1)
            throw new InputException($"{name} has {ports.Count} {what}s ({names}); say which with '{what}'.");
        var port = wanted is null ? ports[0] : ports.FirstOrDefault(p => p.Name == wanted);
        if (port.Name is null) throw new InputException($"{name} has no {what} '{wanted}'; it has {names}.");
        return (port.Name, port.Shape ?? throw new InputException($"{name}: its {what} '{port.Name}' is no float32 tensor."));
    }
}
