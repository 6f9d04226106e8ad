namespace Pial.Analysis.Statistics.Designs;

/// <summary>One variable of a term.</summary>
/// <param name="Column">Column of the table.</param>
/// <param name="Categorical">Whether the formula says so, by <c>C(column)</c>.</param>
public readonly record struct Variable(string Column, bool Categorical);

/// <summary>
/// A model in the usual notation: <c>age + sex + age:sex</c>, <c>group * age</c>, <c>C(site)</c>; <c>- 1</c> or <c>0</c> leaves out the
/// intercept.
/// </summary>
/// <param name="Terms">The terms in order, each the product of its variables.</param>
/// <param name="Intercept">Whether there is a column of ones.</param>
public sealed record Formula(IReadOnlyList<IReadOnlyList<Variable>> Terms, bool Intercept)
{
    /// <summary>Reads a formula. <c>a * b</c> stands for <c>a + b + a:b</c>; what is left of a <c>~</c> is ignored.</summary>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var body = text[(text.IndexOf('~', StringComparison.Ordinal) + 1)..];
        var terms = new List<IReadOnlyList<Variable>>();
        var intercept = true;
        foreach (var (sign, part) in Split(body, text))
        {
            if (part is "0" or "1")
            {
                intercept = (part == "1") == (sign == '+');
                continue;
            }

            var factors = part.Split('*', StringSplitOptions.TrimEntries);
            for (var size = 1; size <= factors.Length; size++)
            {
                foreach (var chosen in Subsets(factors, size))
                    Add(terms, [.. chosen.SelectMany(f => f.Split(':', StringSplitOptions.TrimEntries)).Select(v => ToVariable(v, text))]);
            }
        }

        return new(terms, intercept);
    }

    /// <summary>The model that adds up columns.</summary>
    public static Formula Of(IEnumerable<string> columns) =>
        new([.. columns.Distinct(StringComparer.Ordinal).Select(c => (IReadOnlyList<Variable>)[ToVariable(c, c)])], true);

    /// <summary>The formula with a term more, unless some term has that column already.</summary>
    public Formula With(string column) => Columns.Contains(column, StringComparer.Ordinal)
        ? this : this with { Terms = [.. Terms, [new Variable(column, false)]] };

    /// <summary>Columns that are used, each once.</summary>
    public IEnumerable<string> Columns => Terms.SelectMany(t => t).Select(v => v.Column).Distinct(StringComparer.Ordinal);

    /// <summary>As it would be written; the intercept is left unsaid.</summary>
    public override string ToString()
    {
        var terms = Terms.Select(t => string.Join(':', t.Select(v => v.Categorical ? $"C({v.Column})" : v.Column)));
        return string.Join(" + ", Intercept ? Terms.Count == 0 ? ["1"] : terms : terms.Append("0"));
    }

    private static void Add(List<IReadOnlyList<Variable>> terms, IReadOnlyList<Variable> term)
    {
        var distinct = term.Distinct().ToArray();
        if (!terms.Any(t => t.Count == distinct.Length && !t.Except(distinct).Any())) terms.Add(distinct);
    }

    private static IEnumerable<(char Sign, string Part)> Split(string body, string whole)
    {
        var sign = '+';
        var from = 0;
        for (var n = 0; n <= body.Length; n++)
        {
            if (n < body.Length && body[n] != '+' && !TakesAwayIntercept(body, n)) continue;
            var part = body[from..n].Trim();
            if (part.Length > 0) yield return (sign, part);
            else if (from > 0)
                throw new ArgumentException($"The formula '{whole}' has a sign without a term; write it as 'age + sex + age:sex'.");
            if (n < body.Length) (sign, from) = (body[n], n + 1);
        }
    }

    // Names of columns may have hyphens (HADS-anx, ICD-10): only a 1 or 0 that stands alone behind a minus is one.
    private static bool TakesAwayIntercept(string body, int n) =>
        body[n] == '-' && body[(n + 1)..].TrimStart() is ['1' or '0', ..] rest && rest[1..].TrimStart() is ([] or ['+' or '-', ..]);

    private static IEnumerable<string[]> Subsets(string[] all, int size)
    {
        for (var bits = 1; bits < 1 << all.Length; bits++)
            if (System.Numerics.BitOperations.PopCount((uint)bits) == size) yield return [.. all.Where((_, n) => (bits >> n & 1) == 1)];
    }

    private static Variable ToVariable(string text, string whole)
    {
        var categorical = text.StartsWith("C(", StringComparison.Ordinal) && text.EndsWith(')');
        var column = (categorical ? text[2..^1] : text).Trim();
        if (column.Length == 0 || column.IndexOfAny(['(', ')', '[', ']', '^', '~', '*', ':', '+']) >= 0)
            throw new ArgumentException(
                $"The formula '{whole}' cannot be read at '{text}'; write it as 'age + sex + age:sex', with C(column) for numbers that " +
                    "are categories.");
        return new(column, categorical);
    }
}
