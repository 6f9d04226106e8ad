namespace Pial.Kernels;

/// <summary>
/// Work spread over slices so that the result never depends on the thread count: each slice writes its own part of the output, and
/// sums are taken per slice in double precision and added in slice order.
/// </summary>
public static class Slices
{
    private static readonly ParallelOptions AllThreads = new();

    /// <summary>Runs the body for slices 0 … count − 1; the body must write nothing that another slice reads or writes.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static void For(int count, ParallelOptions? parallel, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var options = parallel ?? AllThreads;
        options.CancellationToken.ThrowIfCancellationRequested();
        if (options.MaxDegreeOfParallelism == 1 || count < 2)
        {
            for (var k = 0; k < count; k++)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                body(k);
            }

            return;
        }

        Unwrapped(() => Parallel.For(0, count, options, body));
    }

    /// <summary>
    /// As <see cref="For(int, ParallelOptions?, Action{int})"/>, with scratch made once a thread; a slice must not depend on what another
    /// left in it.
    /// </summary>
    public static void For<TScratch>(int count, ParallelOptions? parallel, Func<TScratch> scratch, Action<int, TScratch> body)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(body);
        var options = parallel ?? AllThreads;
        options.CancellationToken.ThrowIfCancellationRequested();
        if (options.MaxDegreeOfParallelism == 1 || count < 2)
        {
            var own = scratch();
            for (var k = 0; k < count; k++)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                body(k, own);
            }

            return;
        }

        Unwrapped(() => Parallel.For(0, count, options, scratch, (k, _, own) =>
        {
            body(k, own);
            return own;
        }, static _ => { }));
    }

    /// <summary>Sum over slices, added in slice order.</summary>
    public static double Sum(int count, ParallelOptions? parallel, Func<int, double> slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        var parts = new double[count];
        For(count, parallel, k => parts[k] = slice(k));
        var sum = 0.0;
        foreach (var part in parts)
            sum += part;
        return sum;
    }

    /// <summary>
    /// Sums of several numbers over slices: each slice adds into its own zeroed row, and the rows are added in slice order.
    /// </summary>
    /// <param name="count">Slices.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="slice">Adds the slice's share into the row it is given.</param>
    /// <param name="destination">Receives the totals; its length is the row's.</param>
    public static void Sum(int count, ParallelOptions? parallel, Action<int, ArraySegment<double>> slice, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(slice);
        var width = destination.Length;
        var parts = new double[count * width];
        For(count, parallel, k => slice(k, new(parts, k * width, width)));
        destination.Clear();
        for (var k = 0; k < count; k++)
        {
            for (var n = 0; n < width; n++)
                destination[n] += parts[(k * width) + n];
        }
    }

    // Parallel.For wraps what a body throws; callers of an operation should see the exception itself.
    private static void Unwrapped(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
