using System.Runtime.InteropServices;
using System.Text;
using Pial.Pipelines;

namespace Pial.Hub.Networks;

/// <summary>ONNX Runtime's C interface: the one file that is unsafe for its sake.</summary>
/// <remarks>
/// The library gives a table of functions, to which versions only append; the places used here have not moved since version 1.0. Every call
/// but the releases returns null or a status with a message.
/// </remarks>
internal sealed unsafe class OnnxInterop
{
    private const uint ApiVersion = 11; // served by every library since 1.11
    private const int Float32 = 1;
    private static readonly Lock Gate = new();
    private static OnnxInterop? loaded;
    private readonly void** api;
    private readonly nint environment;

    private OnnxInterop(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            throw new InputException("the library given is not ONNX Runtime: it has no OrtGetApiBase.");
        var table = ((delegate* unmanaged<void**>)entry)();
        Version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)table[1])()) ?? "";
        api = ((delegate* unmanaged<uint, void**>)table[0])(ApiVersion);
        if (api == null) throw new InputException($"ONNX Runtime {Version} is too old: 1.11 or later is needed.");
        nint made;
        fixed (byte* name = "pial\0"u8)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)api[Place.CreateEnv])(3, name, &made));
        environment = made;
    }

    /// <summary>The library's version.</summary>
    public string Version { get; }

    /// <summary>The library, loaded once a process.</summary>
    public static OnnxInterop Load()
    {
        lock (Gate)
            return loaded ??= new(OnnxLibrary.Load());
    }

    public nint OpenSession(byte[] model, int threads)
    {
        nint options, session;
        Check(((delegate* unmanaged<nint*, nint>)api[Place.CreateSessionOptions])(&options));
        try
        {
            Check(((delegate* unmanaged<nint, int, nint>)api[Place.SetIntraOpNumThreads])(options, threads));
            fixed (byte* bytes = model)
                Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)api[Place.CreateSessionFromArray])(environment, bytes,
                    (nuint)model.Length, options, &session));
            return session;
        }
        finally
        {
            Release(Place.ReleaseSessionOptions, options);
        }
    }

    public void CloseSession(nint session) => Release(Place.ReleaseSession, session);

    /// <summary>
    /// Names and shapes of a session's inputs or outputs; −1 stands for an extent that is free, and a shape is null for what is no float32
    /// tensor.
    /// </summary>
    public IReadOnlyList<(string Name, long[]? Shape)> Ports(nint session, bool inputs)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)api[inputs ? Place.SessionGetInputCount : Place.SessionGetOutputCount])(
            session, &count));
        var ports = new List<(string, long[]?)>();
        for (nuint n = 0; n < count; n++)
            ports.Add((PortName(session, n, inputs), PortShape(session, n, inputs)));
        return ports;
    }

    public (float[] Values, long[] Shape) Run(nint session, string input, ReadOnlySpan<float> values, ReadOnlySpan<long> shape,
        string output)
    {
        nint memory, value = 0, result = 0;
        Check(((delegate* unmanaged<int, int, nint*, nint>)api[Place.CreateCpuMemoryInfo])(0, 0, &memory));
        try
        {
            fixed (float* data = values)
            fixed (long* extents = shape)
            fixed (byte* from = Encoding.UTF8.GetBytes(input + '\0'))
            fixed (byte* to = Encoding.UTF8.GetBytes(output + '\0'))
            {
                Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)api[Place.CreateTensorWithDataAsOrtValue])(
                    memory, data, (nuint)values.Length * sizeof(float), extents, (nuint)shape.Length, Float32, &value));
                byte* inputName = from, outputName = to;
                Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)api[Place.Run])(session, 0,
                    &inputName, &value, 1, &outputName, 1, &result));
            }

            return Tensor(result, output);
        }
        finally
        {
            Release(Place.ReleaseValue, result);
            Release(Place.ReleaseValue, value);
            Release(Place.ReleaseMemoryInfo, memory);
        }
    }

    private (float[] Values, long[] Shape) Tensor(nint value, string output)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)api[Place.GetTensorTypeAndShape])(value, &info));
        try
        {
            var shape = Extents(info) ?? throw new InputException($"the network's output '{output}' is no float32 tensor.");
            float* data;
            Check(((delegate* unmanaged<nint, void**, nint>)api[Place.GetTensorMutableData])(value, (void**)&data));
            return (new ReadOnlySpan<float>(data, checked((int)shape.Aggregate(1L, (a, b) => a * b))).ToArray(), shape);
        }
        finally
        {
            Release(Place.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    private string PortName(nint session, nuint index, bool input)
    {
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)api[Place.GetAllocatorWithDefaultOptions])(&allocator));
        byte* name;
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)api[input ? Place.SessionGetInputName : Place.SessionGetOutputName])(
            session, index, allocator, &name));
        var text = Marshal.PtrToStringUTF8((nint)name) ?? "";
        Check(((delegate* unmanaged<nint, void*, nint>)api[Place.AllocatorFree])(allocator, name));
        return text;
    }

    private long[]? PortShape(nint session, nuint index, bool input)
    {
        nint type, info;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)api[input ? Place.SessionGetInputTypeInfo : Place.SessionGetOutputTypeInfo])(
            session, index, &type));
        try
        {
            // what it gives belongs to the type
            Check(((delegate* unmanaged<nint, nint*, nint>)api[Place.CastTypeInfoToTensorInfo])(type, &info));
            return info == 0 ? null : Extents(info);
        }
        finally
        {
            Release(Place.ReleaseTypeInfo, type);
        }
    }

    private long[]? Extents(nint info)
    {
        int element;
        nuint count;
        Check(((delegate* unmanaged<nint, int*, nint>)api[Place.GetTensorElementType])(info, &element));
        Check(((delegate* unmanaged<nint, nuint*, nint>)api[Place.GetDimensionsCount])(info, &count));
        var extents = new long[count];
        fixed (long* to = extents)
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)api[Place.GetDimensions])(info, to, count));
        return element == Float32 ? extents : null;
    }

    private void Check(nint status)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)api[Place.GetErrorMessage])(status)) ?? "";
        Release(Place.ReleaseStatus, status);
        throw new InputException($"ONNX Runtime: {message.Split('\n')[0].Trim()}");
    }

    private void Release(int place, nint handle)
    {
        if (handle != 0) ((delegate* unmanaged<nint, void>)api[place])(handle);
    }

    /// <summary>Places of the functions in the table.</summary>
    private static class Place
    {
        public const int GetErrorMessage = 2, CreateEnv = 3, CreateSessionFromArray = 8, Run = 9, CreateSessionOptions = 10,
            SetIntraOpNumThreads = 24;
        public const int SessionGetInputCount = 30, SessionGetOutputCount = 31, SessionGetInputTypeInfo = 33, SessionGetOutputTypeInfo = 34,
            SessionGetInputName = 36, SessionGetOutputName = 37;
        public const int CreateTensorWithDataAsOrtValue = 49, GetTensorMutableData = 51, CastTypeInfoToTensorInfo = 55,
            GetTensorElementType = 60, GetDimensionsCount = 61, GetDimensions = 62;
        public const int GetTensorTypeAndShape = 65, CreateCpuMemoryInfo = 69, AllocatorFree = 76, GetAllocatorWithDefaultOptions = 78;
        public const int ReleaseStatus = 93, ReleaseMemoryInfo = 94, ReleaseSession = 95, ReleaseValue = 96, ReleaseTypeInfo = 98,
            ReleaseTensorTypeAndShapeInfo = 99, ReleaseSessionOptions = 100;
    }
}
