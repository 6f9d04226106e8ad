using System.Text;
using Pial.Formats;

namespace Pial.Cli.Shell;

/// <summary>
/// A writer that hands on nothing a terminal would obey: text of files and of other programs' messages is shown, not carried out.
/// </summary>
/// <param name="raw">Where it goes.</param>
/// <param name="oneLine">Whether what is written as one line stays one, as on stderr.</param>
internal sealed class SafeWriter(TextWriter raw, bool oneLine) : TextWriter
{
    /// <summary>For what draws on the terminal itself, such as a bar.</summary>
    public TextWriter Raw => raw;

    public override Encoding Encoding => raw.Encoding;

    public override void Write(char value)
    {
        if (value is '\n' or '\r') raw.Write(value);
        else raw.Write(PlainText.Lines(value.ToString()));
    }

    public override void Write(char[] buffer, int index, int count) => raw.Write(PlainText.Lines(new string(buffer, index, count)));

    public override void Write(string? value) => raw.Write(PlainText.Lines(value ?? ""));

    public override void WriteLine(string? value) => raw.WriteLine(oneLine ? PlainText.OneLine(value ?? "") : PlainText.Lines(value ?? ""));

    public override Task WriteLineAsync(string? value) =>
        raw.WriteLineAsync(oneLine ? PlainText.OneLine(value ?? "") : PlainText.Lines(value ?? ""));

    public override void Flush() => raw.Flush();
}
