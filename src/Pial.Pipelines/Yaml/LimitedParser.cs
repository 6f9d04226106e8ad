using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pial.Pipelines.Yaml;

/// <summary>
/// A YAML parser that ends: what is nested deeper, longer or, with its aliases written out, larger than any record is refused where it
/// begins to be, before anything walks through it
/// (40,000 nested items overflow the stack; ten lines of aliases to aliases stand for 10^9 items).
/// </summary>
internal sealed class LimitedParser(TextReader text) : IParser
{
    /// <summary>Lists and mappings within each other.</summary>
    public const int MostDeep = 64;

    /// <summary>Values of a file, aliases written out.</summary>
    public const int MostNodes = 4_000_000;

    /// <summary>Aliases of a file.</summary>
    public const int MostAliases = 1000;

    private readonly Parser parser = new(text);
    private readonly Dictionary<AnchorName, (long Nodes, int Height)> anchors = [];
    private readonly Stack<Open> open = new();
    private long nodes;
    private int aliases;

    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        if (!parser.MoveNext()) return false;
        switch (parser.Current)
        {
            case MappingStart or SequenceStart:
                open.Push(new(((NodeEvent)parser.Current).Anchor, ++nodes - 1));
                if (open.Count > MostDeep) throw Refused($"lists and mappings are nested more than {MostDeep} deep");
                break;
            case MappingEnd or SequenceEnd:
                Close(open.Pop());
                break;
            case Scalar scalar:
                nodes++;
                Leaf(1);
                if (!scalar.Anchor.IsEmpty) anchors[scalar.Anchor] = (1, 1);
                break;
            case AnchorAlias alias:
                Alias(alias);
                break;
        }

        if (nodes > MostNodes) throw Refused($"it holds more than {MostNodes} values, aliases written out");
        return true;
    }

    private void Alias(AnchorAlias alias)
    {
        if (++aliases > MostAliases) throw Refused($"it has more than {MostAliases} aliases");
        if (!anchors.TryGetValue(alias.Value, out var target))
            throw Refused($"the alias *{alias.Value} stands before or within what it repeats");
        if (open.Count + target.Height > MostDeep)
            throw Refused($"lists and mappings are nested more than {MostDeep} deep, aliases written out");
        nodes += target.Nodes;
        Leaf(target.Height);
    }

    private void Close(Open ended)
    {
        var height = ended.Height + 1;
        if (!ended.Anchor.IsEmpty) anchors[ended.Anchor] = (nodes - ended.Before, height);
        Leaf(height);
    }

    private void Leaf(int height)
    {
        if (open.TryPeek(out var around)) around.Height = Math.Max(around.Height, height);
    }

    private YamlException Refused(string why) => new(parser.Current!.Start, parser.Current.End, why + ".");

    private sealed class Open(AnchorName anchor, long before)
    {
        public AnchorName Anchor { get; } = anchor;

        public long Before { get; } = before;

        public int Height { get; set; }
    }
}
