using System.Collections.Concurrent;
using Pial.Formats.Streams;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Formats.Voxels;

/// <summary>Reads the voxels of one volume, decompressing on one thread while another converts.</summary>
internal static class VoxelReader
{
    private const int ChunkBytes = 1 << 20; // a multiple of every voxel size

    // A claim this many times the compressed size is first checked by decompressing without keeping anything.
    private const int SuspiciousRatio = 30;
    private const long SuspiciousBytes = 32L << 20;

    internal delegate void Convert<T>(ReadOnlySpan<byte> nativeBytes, VoxelLayout layout, Span<T> destination, long firstVoxel);

    /// <summary>The volume on its grid. Memory is allocated only after the file proved long enough.</summary>
    public static Volume<T> Read<T>(SourceFile file, VoxelLayout layout, Grid grid, Convert<T> convert, ParallelOptions? parallel)
        where T : unmanaged
    {
        CheckLength(file, layout, grid.Shape);
        file.TryDecompressWhole(layout.Offset + ((long)grid.Shape.Count * layout.Type.ByteSize()));
        return Volume.CreateParallel<T>(grid, voxels => Fill(file, layout, voxels, convert, parallel));
    }

    /// <summary>Refuses a header that claims more voxels than the file holds, before anything is allocated for them.</summary>
    public static void CheckLength(SourceFile file, VoxelLayout layout, Shape shape)
    {
        var end = layout.Offset + ((long)shape.Count * layout.Type.ByteSize());
        var holds = file.MostBytes;
        if (file.Compressed && end <= holds && end > SuspiciousBytes && end > file.StoredLength * SuspiciousRatio)
        {
            using var probe = new SourceFile(file.Path);
            holds = probe.CountToEnd(end);
        }

        if (end > holds)
            throw TooShort(file, layout, shape.Count, Math.Max(0, file.Compressed && holds == file.MostBytes ? -1 : holds - layout.Offset));
    }

    private static ImageFormatException TooShort(SourceFile file, VoxelLayout layout, long count, long found)
    {
        var bytes = count * layout.Type.ByteSize();
        return new(
            file.Path, layout.Offset, "voxel data", $"{bytes} bytes ({count} voxels of {layout.Type.Name()}, as the header claims)",
            found < 0 ? $"in a file of {file.StoredLength} compressed bytes that cannot hold them"
                : $"only {found} bytes; the file is cut off or the header lies");
    }

    private static void Fill<T>(SourceFile file, VoxelLayout layout, Memory<T> voxels, Convert<T> convert, ParallelOptions? parallel)
    {
        var token = parallel?.CancellationToken ?? default;
        file.SkipTo(layout.Offset, "vox_offset");
        if (file.Whole is { } whole)
        {
            FillFrom(whole, layout, voxels, convert, parallel);
            file.SkipTo(layout.Offset + ((long)voxels.Length * layout.Type.ByteSize()), "voxel data");
        }
        else if (parallel?.MaxDegreeOfParallelism == 1 || (long)voxels.Length * layout.Type.ByteSize() <= ChunkBytes)
            FillAlone(file, layout, voxels, convert, token);
        else
            FillOverlapped(file, layout, voxels, convert, token);
    }

    // The bytes are this reader's own: nobody else sees their order turned.
    private static void FillFrom<T>(Memory<byte> whole, VoxelLayout layout, Memory<T> voxels, Convert<T> convert, ParallelOptions? parallel)
    {
        var size = layout.Type.ByteSize();
        var perChunk = ChunkBytes / size;
        Slices.For((voxels.Length + perChunk - 1) / perChunk, parallel, c =>
        {
            var first = c * perChunk;
            var n = Math.Min(perChunk, voxels.Length - first);
            ConvertChunk(whole.Span.Slice((int)layout.Offset + (first * size), n * size), layout, voxels.Span.Slice(first, n),
                convert, first);
        });
    }

    private static void FillAlone<T>(SourceFile file, VoxelLayout layout, Memory<T> voxels, Convert<T> convert, CancellationToken token)
    {
        var size = layout.Type.ByteSize();
        var buffer = new byte[(int)Math.Min(ChunkBytes, (long)voxels.Length * size)];
        for (var done = 0; done < voxels.Length;)
        {
            token.ThrowIfCancellationRequested();
            var n = Math.Min(buffer.Length / size, voxels.Length - done);
            ReadChunk(file, layout, buffer.AsSpan(0, n * size), done, voxels.Length);
            ConvertChunk(buffer.AsSpan(0, n * size), layout, voxels.Span.Slice(done, n), convert, done);
            done += n;
        }
    }

    private static void FillOverlapped<T>(SourceFile file, VoxelLayout layout, Memory<T> voxels, Convert<T> convert,
        CancellationToken token)
    {
        var size = layout.Type.ByteSize();
        var perChunk = ChunkBytes / size;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var free = new BlockingCollection<byte[]>();
        using var full = new BlockingCollection<(byte[] Buffer, int First, int Count)>();
        for (var b = 0; b < 4; b++)
            free.Add(new byte[ChunkBytes], token);
        var converter = Task.Run(
            () =>
            {
                try
                {
                    foreach (var (buffer, first, count) in full.GetConsumingEnumerable(stop.Token))
                    {
                        ConvertChunk(buffer.AsSpan(0, count * size), layout, voxels.Span.Slice(first, count), convert, first);
                        free.Add(buffer, stop.Token);
                    }
                }
                catch
                {
                    stop.Cancel();
                    throw;
                }
            },
            CancellationToken.None);
        try
        {
            for (var done = 0; done < voxels.Length;)
            {
                var n = Math.Min(perChunk, voxels.Length - done);
                var buffer = free.Take(stop.Token);
                ReadChunk(file, layout, buffer.AsSpan(0, n * size), done, voxels.Length);
                full.Add((buffer, done, n), stop.Token);
                done += n;
            }

            full.CompleteAdding();
        }
        catch (OperationCanceledException) when (converter.IsFaulted || !token.IsCancellationRequested)
        {
            // The converter failed first: its own error is thrown below.
        }
        catch
        {
            stop.Cancel();
            converter.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .Wait(CancellationToken.None);
            throw;
        }

        converter.GetAwaiter().GetResult();
    }

    private static void ReadChunk(SourceFile file, VoxelLayout layout, Span<byte> chunk, long firstVoxel, long count)
    {
        var n = file.Read(chunk);
        if (n < chunk.Length)
            throw TooShort(file, layout, count, (firstVoxel * layout.Type.ByteSize()) + n);
    }

    private static void ConvertChunk<T>(Span<byte> chunk, VoxelLayout layout, Span<T> destination, Convert<T> convert, long firstVoxel)
    {
        VoxelDecoder.ToNativeOrder(chunk, layout.Type.ByteSize(), layout.BigEndian);
        convert(chunk, layout, destination, firstVoxel);
    }
}
