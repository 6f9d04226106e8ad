using System.Text.RegularExpressions;

namespace Pial.Formats;

/// <summary>
/// What a header tells of a person, a place or a computer besides the image: free text, names of files, extensions, command lines.
/// </summary>
public static partial class HeaderPrivacy
{
    private const int MghParameters = 20; // TR, flip angle, TE, TI, field of view; command lines and other tags follow

    /// <summary>
    /// A header without free text: NIfTI's <c>descrip</c>, <c>aux_file</c>, <c>db_name</c>, <c>intent_name</c> and extensions, all behind
    /// MGH's five parameters, and Analyze's own fields are gone. What places and scales the image stays.
    /// </summary>
    public static ImageHeader Anonymised(ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header with
        {
            Nifti = header.Nifti is { } nifti
                ? nifti with { Descrip = "", AuxFile = "", DbName = "", IntentName = "", Extensions = [] } : null,
            Mgh = header.Mgh is { } mgh ? mgh with { Footer = mgh.Footer[..Math.Min(MghParameters, mgh.Footer.Length)] } : null,
            Analyze = null,
            Own = null,
        };
    }

    /// <summary>
    /// What in a header looks as if it tells of a person, a place or a computer; nothing for what programs usually write there.
    /// </summary>
    /// <returns>Phrases for a message: <c>aux_file 'x'</c>, <c>a DICOM extension of 12 bytes</c>.</returns>
    public static IReadOnlyList<string> Personal(ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var found = new List<string>();
        if (header.Nifti is { } nifti)
        {
            (string, string)[] texts =
                [("descrip", nifti.Descrip), ("aux_file", nifti.AuxFile), ("db_name", nifti.DbName), ("intent_name", nifti.IntentName)];
            foreach (var (name, text) in texts)
                if (text.Trim().Length > 0 && (name == "db_name" || Telling().IsMatch(text))) found.Add($"{name} '{text.Trim()}'");
            foreach (var extension in nifti.Extensions.Where(static e => e.Content.Length > 0))
            {
                var kind = extension.Code switch { 2 => "a DICOM", 4 => "an AFNI", 6 => "a comment", _ => $"a (code {extension.Code})" };
                found.Add($"{kind} extension of {extension.Content.Length} bytes");
            }
        }

        if (header.Mgh is { } mgh && mgh.Footer.Length > MghParameters &&
            Telling().IsMatch(Streams.WholeFile.Text(mgh.Footer.Span[MghParameters..])))
            found.Add("command lines behind the voxels");
        if (header.Analyze is { } analyze && Telling().IsMatch(analyze.Description))
            found.Add($"description '{analyze.Description.Trim()}'");
        return found;
    }

    // Paths, addresses, DICOM's person names, dates and long numbers.
    [GeneratedRegex(@"[/\\@^]|\d{6,}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}", RegexOptions.None, 1000)]
    private static partial Regex Telling();
}
