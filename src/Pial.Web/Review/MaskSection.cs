using Pial.Pipelines.Head;
using Pial.Web.Pages;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Review;

/// <summary>The part of a scan's page where its mask is corrected.</summary>
internal static class MaskSection
{
    /// <summary>The brush, below the image on which it draws.</summary>
    public static Raw Brush(ReviewScan scan) => scan.Mask is null ? new("") : WebPage.Html($"""
        <div class="layers" id="painting" role="group" aria-label="Brush"><button type="button" id="brush" data-to="{Address(scan)}/mask">Correct the mask</button>
        <span hidden><button type="button" data-pen="1" aria-pressed="true">Add</button> <button type="button" data-pen="0" aria-pressed="false">Take away</button>
        <label>Width <select name="width"><option>1</option><option selected>3</option><option>7</option><option>15</option></select></label>
        <button type="button" id="undo">Undo</button> <button type="button" id="keep-mask">Keep the correction</button></span></div>
        """);

    /// <summary>The part.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="runs">Whether it can be run again here.</param>
    public static Raw Of(ReviewScan scan, bool runs)
    {
        if (scan.Mask is null) return new("");
        var address = Address(scan);
        var edit = MaskEdit.Find(scan.Stem);
        var said = edit is null ? "The mask is as it was found."
            : edit.IsIn(scan.Stem) ? $"The mask was corrected ({edit.Words}), and the results are of it."
            : $"A correction is kept ({edit.Words}); the results are still of the mask before.";
        var again = runs ? WebPage.Html($"<button type=\"button\" class=\"act\" data-to=\"{address}/run\">Run again</button>")
            : WebPage.Html($"<span class=\"lead\"><code>pial run</code> as before goes on from it.</span>");
        return WebPage.Html($"""
            <section id="mask"><h2>Mask</h2><p>{said}</p>
            <form class="tools" id="edit" data-to="{address}/mask"><label>Correct it with the brush below the image, or give a whole mask on the scan's grid <input name="mask" type="file" accept=".nii,.gz,.mgz,.mgh" required></label><button>Keep</button></form>
            {(edit is null ? new("") : WebPage.Html($"<p>{again} <button type=\"button\" class=\"act\" data-to=\"{address}/mask/remove\">Take the correction away</button></p>"))}</section>
            """);
    }

    private static string Address(ReviewScan scan) => $"/scans/{Uri.EscapeDataString(scan.Label)}";
}
