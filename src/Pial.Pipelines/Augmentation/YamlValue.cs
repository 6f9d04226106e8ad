using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Pial.Operations.Augmentation;
using Pial.Volumes;
using YamlDotNet.RepresentationModel;


namespace Pial.Pipelines.Augmentation;

/// <summary>Parameters of transforms between YAML and their types.</summary>
internal static class YamlValue
{
    /// <summary>The value of a node.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="type">What is wanted.</param>
    /// <param name="single">What a single number means for an interval.</param>
    /// <param name="transform">Reads a transform inside a group.</param>
    /// <param name="bad">Makes the error of a value that does not fit.</param>
    public static object? Read(YamlNode node, Type type, SingleNumber single, Func<YamlNode, Transform> transform,
        Func<string, Exception> bad)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return node is YamlScalarNode { Value: null or "" or "~" or "null" or "None" }
                ? null : Read(node, inner, single, transform, bad);
        if (type == typeof(string)) return (node as YamlScalarNode)?.Value ?? (IsNull(node) ? null : throw bad("must be a word."));
        if (type == typeof(bool)) return bool.TryParse((node as YamlScalarNode)?.Value, out var flag)
            ? flag : throw bad("must be true or false.");
        if (type == typeof(double)) return Number(node, bad);
        if (type == typeof(int)) return Number(node, bad) is var n && double.IsInteger(n) && Math.Abs(n) < int.MaxValue
            ? (int)n : throw bad("must be a whole number.");
        if (type == typeof(ulong)) return ulong.TryParse((node as YamlScalarNode)?.Value, CultureInfo.InvariantCulture, out var seed)
            ? seed : throw bad("must be a whole number, 0 or more.");
        if (type.IsEnum) return Choice(node, type, bad);
        if (type == typeof(Interval)) return Span(Numbers(node, bad), single, bad);
        if (type == typeof(Intervals)) return Spans(Numbers(node, bad), single, bad);
        if (type == typeof(Point)) return Numbers(node, bad) is [var x, var y, var z] ? new Point(x, y, z)
            : Numbers(node, bad) is [var all] ? new Point(all, all, all) : throw bad("must be three numbers: [x, y, z].");
        if (typeof(Transform).IsAssignableFrom(type)) return transform(node);
        if (type == typeof(MotionPose)) return Pose(node, bad);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return List(node, type.GetGenericArguments()[0], single, transform, bad);
        throw new NotSupportedException($"Parameters of type {type} cannot be read.");
    }

    /// <summary>A value as a node.</summary>
    public static YamlNode Write(object value, Func<Transform, YamlNode> transform) => value switch
    {
        Transform t => transform(t),
        double d => new YamlScalarNode(d.ToString("R", CultureInfo.InvariantCulture)),
        bool b => new YamlScalarNode(b ? "true" : "false"),
        string or int or ulong => new YamlScalarNode(Convert.ToString(value, CultureInfo.InvariantCulture)),
        Enum e => new YamlScalarNode(TransformCatalog.Snake(e.ToString())),
        Interval i => Flow([i.Low, i.High], transform),
        Intervals i => Flow([i.X.Low, i.X.High, i.Y.Low, i.Y.High, i.Z.Low, i.Z.High], transform),
        Point p => Flow([p.X, p.Y, p.Z], transform),
        MotionPose pose => new YamlMappingNode("time", Write(pose.Time, transform), "degrees", Write(pose.Degrees, transform),
            "translation", Write(pose.Translation, transform)),
        IEnumerable list => Flow(list.Cast<object>(), transform),
        _ => throw new NotSupportedException($"Parameters of type {value.GetType()} cannot be written."),
    };

    private static YamlSequenceNode Flow(IEnumerable<object> values, Func<Transform, YamlNode> transform)
    {
        var nodes = values.Select(v => Write(v, transform)).ToArray();
        return new(nodes)
        {
            Style = nodes.All(n => n is YamlScalarNode) ? YamlDotNet.Core.Events.SequenceStyle.Flow
                : YamlDotNet.Core.Events.SequenceStyle.Block,
        };
    }

    private static YamlSequenceNode Flow(double[] values, Func<Transform, YamlNode> transform) => Flow(values.Cast<object>(), transform);

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Value: null or "" or "~" or "null" };

    private static double Number(YamlNode node, Func<string, Exception> bad) =>
        node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var d)
            ? d : throw bad("must be a number.");

    private static double[] Numbers(YamlNode node, Func<string, Exception> bad) =>
        node is YamlSequenceNode list ? [.. list.Children.Select(c => Number(c, bad))] : [Number(node, bad)];

    private static Interval Span(double[] numbers, SingleNumber single, Func<string, Exception> bad) => numbers switch
    {
        [var d] => SingleNumberAttribute.Expand(single, d),
        [var low, var high] => new(low, high),
        _ => throw bad("must be a number or two: [low, high]."),
    };

    private static Intervals Spans(double[] numbers, SingleNumber single, Func<string, Exception> bad) => numbers switch
    {
        [_] or [_, _] => (Intervals)Span(numbers, single, bad),
        [var x, var y, var z] => new Intervals(SingleNumberAttribute.Expand(single, x), SingleNumberAttribute.Expand(single, y),
            SingleNumberAttribute.Expand(single, z)),
        [var a, var b, var c, var d, var e, var f] => new Intervals(new(a, b), new(c, d), new(e, f)),
        _ => throw bad("must be a number, [low, high], three numbers, or six: low and high of x, y, z."),
    };

    private static object Choice(YamlNode node, Type type, Func<string, Exception> bad)
    {
        var word = (node as YamlScalarNode)?.Value ?? "";
        var names = Enum.GetNames(type).Select(TransformCatalog.Snake).ToArray();
        var at = Array.FindIndex(names,
            n => n.Equals(word, StringComparison.OrdinalIgnoreCase)
                || n.Replace("_", "", StringComparison.Ordinal).Equals(word, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? Enum.Parse(type, Enum.GetNames(type)[at]) : throw bad($"is '{word}'.{NearestName.Hint(word, names)}");
    }

    private static MotionPose Pose(YamlNode node, Func<string, Exception> bad)
    {
        if (node is not YamlMappingNode map) throw bad("must be poses such as '{time: 0.3, degrees: [1, 0, 0], translation: [0, 0, 2]}'.");
        YamlNode Part(string name) => map.Children.TryGetValue(new YamlScalarNode(name), out var part)
            ? part : throw bad($"has a pose without '{name}'.");
        Point Three(string name) => Numbers(Part(name), bad) is [var x, var y, var z]
            ? new(x, y, z) : throw bad($"has a pose whose '{name}' is not three numbers.");
        return new(Number(Part("time"), bad), Three("degrees"), Three("translation"));
    }

    private static object List(YamlNode node, Type item, SingleNumber single, Func<YamlNode, Transform> transform,
        Func<string, Exception> bad)
    {
        var nodes = node is YamlSequenceNode list ? list.Children : [node];
        var array = Array.CreateInstance(item, nodes.Count);
        for (var n = 0; n < nodes.Count; n++)
            array.SetValue(Read(nodes[n], item, single, transform, bad), n);
        return typeof(ImmutableArray).GetMethods()
            .Single(m => m is { Name: nameof(ImmutableArray.Create), IsGenericMethod: true }
                && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(item).Invoke(null, [array])!;
    }
}
