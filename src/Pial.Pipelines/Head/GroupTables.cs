using System.Text;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary>Tables with one row a scan, gathered from the derivatives of a dataset.</summary>
public static class GroupTables
{
    /// <summary>Writes every table there is something for; that of the tissues must be there.</summary>
    /// <returns>The files and how many scans are in each.</returns>
    /// <exception cref="InputException">There is nothing to gather, or a table is damaged.</exception>
    public static IReadOnlyList<(string Path, int Scans)> WriteAll(string outputDirectory) =>
        [WriteVolumes(outputDirectory), .. new[] { GroupRegions.Write(outputDirectory), GroupQuality.Write(outputDirectory) }.OfType<(string, int)>()];

    /// <summary>Writes <c>group_volumes.tsv</c> from every <c>*_desc-tissue_volumes.tsv</c>.</summary>
    /// <returns>The file and how many scans are in it.</returns>
    /// <exception cref="InputException">There is nothing to gather, or a table is damaged.</exception>
    public static (string Path, int Scans) WriteVolumes(string outputDirectory)
    {
        if (!Directory.Exists(outputDirectory)) throw new InputException($"{outputDirectory} does not exist; run the participants first.");
        var files = Directory.GetFiles(outputDirectory, "sub-*_desc-tissue_volumes.tsv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new InputException($"{outputDirectory} holds no *_desc-tissue_volumes.tsv; run the participants first.");
        var names = files.Select(BidsName.Of).ToArray();
        var columns = new ScanColumns(names);
        var text = new StringBuilder(columns.Header).Append("\tGM\tWM\tCSF\tTIV\n");
        for (var f = 0; f < files.Length; f++)
        {
            var lines = File.ReadAllLines(files[f]);
            if (lines.Length < 2 || lines[0] != "GM\tWM\tCSF\tTIV") throw new InputException($"{files[f]} is not a table of tissue volumes (GM, WM, CSF, TIV).");
            text.Append(columns.Of(names[f])).Append('\t').Append(lines[1]).Append('\n');
        }

        var path = Path.Combine(outputDirectory, "group_volumes.tsv");
        AtomicFile.WriteText(path, text.ToString());
        return (path, files.Length);
    }
}
