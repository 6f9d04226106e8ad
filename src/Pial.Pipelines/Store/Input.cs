namespace Pial.Pipelines.Store;

/// <summary>
/// What a step takes: a value, and the artifacts it is made of. It is built of artifacts alone, so that no key can leave out what is read.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
public interface IInput<out T>
{
    /// <summary>The artifacts, in order; their keys go into the key of what the step makes.</summary>
    IReadOnlyList<Artifact> Sources { get; }

    /// <summary>The value; asking may run earlier steps.</summary>
    T Value { get; }
}

/// <summary>Puts inputs of steps together.</summary>
public static class Input
{
    /// <summary>Two inputs as one.</summary>
    public static IInput<(T1, T2)> Of<T1, T2>(IInput<T1> a, IInput<T2> b) => Gathered(() => (a.Value, b.Value), [a.Sources, b.Sources]);

    /// <summary>Three inputs as one.</summary>
    public static IInput<(T1, T2, T3)> Of<T1, T2, T3>(IInput<T1> a, IInput<T2> b, IInput<T3> c) =>
        Gathered(() => (a.Value, b.Value, c.Value), [a.Sources, b.Sources, c.Sources]);

    /// <summary>Four inputs as one.</summary>
    public static IInput<(T1, T2, T3, T4)> Of<T1, T2, T3, T4>(IInput<T1> a, IInput<T2> b, IInput<T3> c, IInput<T4> d) =>
        Gathered(() => (a.Value, b.Value, c.Value, d.Value), [a.Sources, b.Sources, c.Sources, d.Sources]);

    /// <summary>Five inputs as one.</summary>
    public static IInput<(T1, T2, T3, T4, T5)> Of<T1, T2, T3, T4,
        T5>(IInput<T1> a, IInput<T2> b, IInput<T3> c, IInput<T4> d, IInput<T5> e) =>
        Gathered(() => (a.Value, b.Value, c.Value, d.Value, e.Value), [a.Sources, b.Sources, c.Sources, d.Sources, e.Sources]);

    /// <summary>Inputs of one kind, however many.</summary>
    public static IInput<IReadOnlyList<T>> All<T>(IEnumerable<IInput<T>> inputs)
    {
        IInput<T>[] all = [.. inputs];
        return Gathered<IReadOnlyList<T>>(() => [.. all.Select(static i => i.Value)], [.. all.Select(static i => i.Sources)]);
    }

    /// <summary>No input; a value that stands for that.</summary>
    public static IInput<T> None<T>(T value) => Gathered(() => value, []);

    /// <summary>
    /// What a function makes of an input: a part of it, or its form for the step. The step's version stands for the function.
    /// </summary>
    public static IInput<TOut> Select<TIn, TOut>(this IInput<TIn> input, Func<TIn, TOut> take)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(take);
        return Gathered(() => take(input.Value), [input.Sources]);
    }

    /// <inheritdoc cref="Select{TIn, TOut}"/>
    public static IInput<TOut> Select<T1, T2, TOut>(this IInput<(T1, T2)> input, Func<T1, T2, TOut> make) =>
        input.Select(i => make(i.Item1, i.Item2));

    /// <inheritdoc cref="Select{TIn, TOut}"/>
    public static IInput<TOut> Select<T1, T2, T3, TOut>(this IInput<(T1, T2, T3)> input, Func<T1, T2, T3, TOut> make) =>
        input.Select(i => make(i.Item1, i.Item2, i.Item3));

    /// <inheritdoc cref="Select{TIn, TOut}"/>
    public static IInput<TOut> Select<T1, T2, T3, T4, TOut>(this IInput<(T1, T2, T3, T4)> input, Func<T1, T2, T3, T4, TOut> make) =>
        input.Select(i => make(i.Item1, i.Item2, i.Item3, i.Item4));

    /// <inheritdoc cref="Select{TIn, TOut}"/>
    public static IInput<TOut> Select<T1, T2, T3, T4, T5,
        TOut>(this IInput<(T1, T2, T3, T4, T5)> input, Func<T1, T2, T3, T4, T5, TOut> make) =>
        input.Select(i => make(i.Item1, i.Item2, i.Item3, i.Item4, i.Item5));

    /// <summary>
    /// An input that is gathered one source after the other, where all of them together would not fit into memory; the gathering reads the
    /// sources and nothing else.
    /// </summary>
    internal static IInput<T> OneByOne<T>(Func<T> gather, IEnumerable<Artifact> sources) => Gathered(gather, [[.. sources]]);

    private static Joined<T> Gathered<T>(Func<T> gather, IReadOnlyList<IReadOnlyList<Artifact>> sources) =>
        new([.. sources.SelectMany(static s => s)], gather);

    private sealed class Joined<T>(IReadOnlyList<Artifact> sources, Func<T> gather) : IInput<T>
    {
        public IReadOnlyList<Artifact> Sources => sources;

        public T Value => gather();
    }
}
