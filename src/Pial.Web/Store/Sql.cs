using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pial.Web.Store;

/// <summary>Statements with values that are always parameters: <c>$1</c>, <c>$2</c>, … in order.</summary>
internal static class Sql
{
    /// <summary>Runs a statement.</summary>
    /// <returns>Rows that changed.</returns>
    public static int Run(SqliteConnection opened, string statement, params ReadOnlySpan<object?> values)
    {
        using var command = Command(opened, statement, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first cell of the first row; the type's default where there is none.</summary>
    public static T? One<T>(SqliteConnection opened, string statement, params ReadOnlySpan<object?> values)
    {
        using var command = Command(opened, statement, values);
        return command.ExecuteScalar() is { } value and not DBNull
            ? (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture) : default;
    }

    /// <summary>All rows.</summary>
    public static List<T> All<T>(SqliteConnection opened, string statement, Func<SqliteDataReader, T> row,
        params ReadOnlySpan<object?> values)
    {
        using var command = Command(opened, statement, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Now, as the tables keep it.</summary>
    public static string Now => Stamp(DateTime.UtcNow);

    /// <summary>A moment, as the tables keep it.</summary>
    public static string Stamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static SqliteCommand Command(SqliteConnection opened, string statement, ReadOnlySpan<object?> values)
    {
        var command = opened.CreateCommand();
        command.CommandText = statement;
        for (var n = 0; n < values.Length; n++)
            command.Parameters.AddWithValue($"${n + 1}", values[n] ?? DBNull.Value);
        return command;
    }
}
