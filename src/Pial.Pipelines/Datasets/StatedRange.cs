using System.Globalization;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Datasets;

/// <summary>A number, or the lowest and the highest of several: <c>40000</c>, <c>[18, 90]</c>.</summary>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest; the lowest again for one number.</param>
public readonly record struct StatedRange(double Low, double High)
{
    /// <summary>Whether it is one number.</summary>
    public bool IsSingle => Low == High;

    /// <summary>Whether a number lies in it.</summary>
    /// <param name="value">The number.</param>
    /// <param name="tolerance">How far outside still counts.</param>
    public bool Holds(double value, double tolerance = 0) => value >= Low - tolerance && value <= High + tolerance;

    /// <summary>As it is written in YAML.</summary>
    public override string ToString() => IsSingle ? Text(Low) : $"[{Text(Low)}, {Text(High)}]";

    internal YamlNode Yaml() => IsSingle ? new YamlScalarNode(Text(Low))
        : new YamlSequenceNode(new YamlScalarNode(Text(Low)), new YamlScalarNode(Text(High))) { Style = SequenceStyle.Flow };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
