using System.Globalization;
using Pial.Formats.Streams;

namespace Pial.Formats.Surfaces;

/// <summary>Words of a mesh in text form, taken one after the other; what stands behind # is skipped.</summary>
internal sealed class MeshWords(string path, byte[] bytes)
{
    private readonly string text = WholeFile.Text(bytes);
    private int at;

    public string Path => path;

    /// <summary>The rest of the line, without #'s meaning.</summary>
    public string Line()
    {
        var end = text.IndexOf('\n', at);
        var line = end < 0 ? text[at..] : text[at..end];
        at = end < 0 ? text.Length : end + 1;
        return line.TrimEnd('\r');
    }

    /// <summary>Whether another word follows.</summary>
    public bool More()
    {
        while (at < text.Length)
        {
            if (text[at] == '#') Line();
            else if (char.IsWhiteSpace(text[at])) at++;
            else return true;
        }

        return false;
    }

    /// <summary>The next word.</summary>
    public ReadOnlySpan<char> Word(string what)
    {
        if (!More()) throw Bad(what, "missing: the file is cut off");
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return text.AsSpan(start, at - start);
    }

    /// <summary>Moves behind a word.</summary>
    public void Skip(string word)
    {
        while (!Word(word).Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            // on to it
        }
    }

    /// <summary>The next number.</summary>
    public float Float(string what)
    {
        var word = Word(what);
        return float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : throw Bad(what, $"'{word}', expected a number");
    }

    /// <summary>The next whole number.</summary>
    public int Int(string what)
    {
        var word = Word(what);
        return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value : throw Bad(what, $"'{word}', expected a whole number");
    }

    /// <summary>A count of things that each take at least two characters.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="words">How many words each of them takes.</param>
    public int Count(string what, int words = 1) => Held(Int(what), words, what);

    /// <summary>A count, where what is left of the file can hold so many words, of one character and a space each.</summary>
    public int Held(int count, int words, string what) =>
        count >= 0 && 2L * count * words <= text.Length - at + 1L ? count : throw Bad(what, $"{count}, which the file cannot hold");

    /// <summary>Numbers in a row.</summary>
    public float[] Floats(int count, string what)
    {
        var values = new float[count];
        for (var n = 0; n < count; n++)
            values[n] = Float(what);
        return values;
    }

    public ImageFormatException Bad(string field, string found) => new(path, at, field, "a whole mesh", found);
}
