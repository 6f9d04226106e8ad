using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Analysis.Statistics.Splines;

namespace Pial.Analysis.Harmonisation;

/// <summary>A harmonisation as text that people can read: JSON.</summary>
public static class HarmonisationText
{
    private const string Kind = "harmonisation";
    private const int Version = 1;

    private static readonly (HarmonisationMethod Method, string Word)[] Methods =
    [
        (HarmonisationMethod.ComBat, "combat"), (HarmonisationMethod.ComBatGam, "combat-gam"), (HarmonisationMethod.CovBat, "covbat"),
        (HarmonisationMethod.Longitudinal, "longitudinal"),
    ];

    private static readonly (SitePrior Prior, string Word)[] Priors = [(SitePrior.Parametric, "parametric"),
        (SitePrior.NonParametric, "nonparametric"), (SitePrior.None, "none")];

    /// <summary>A method's word.</summary>
    public static string WordOf(HarmonisationMethod method) => Methods.First(m => m.Method == method).Word;

    /// <summary>A prior's word.</summary>
    public static string WordOf(SitePrior prior) => Priors.First(p => p.Prior == prior).Word;

    /// <summary>The text.</summary>
    public static string Write(HarmonisationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var body = new JsonObject
        {
            ["method"] = WordOf(model.Method),
            ["formula"] = "expected + deviation * ((Y - expected) / deviation - shift) / sqrt(variance); expected = mean + coefficients " +
            "* (kept - means)",
            ["prior"] = WordOf(model.Prior),
            ["meanOnly"] = model.MeanOnly,
            ["reference"] = model.Reference,
            ["batch"] = model.Batch,
            ["person"] = model.Person,
            ["keep"] = new JsonArray([.. model.Covariates.Select(c => (JsonNode)Of(c))]),
            ["sites"] = new JsonObject(model.Sites.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Rows))),
            ["columns"] = new JsonObject(model.Columns.Select((c, n) => KeyValuePair.Create(c.Column, (JsonNode?)Of(model, c, n)))),
            ["components"] = model.Components is { } components ? Of(model, components) : null,
            ["leftOut"] = new JsonArray([.. model.LeftOut.Select(i => JsonValue.Create(i))]),
            ["notes"] = new JsonArray([.. model.Notes.Select(i => JsonValue.Create(i))]),
        };
        return ModelText.Of(Kind, Version,
            "Takes sites out of measures; fitted on the people listed at the end. Each site has [shift, variance] in every column.", body,
            model.FittedOn);
    }

    /// <summary>Reads it back.</summary>
    /// <exception cref="FormatException">Not such a model, or damaged.</exception>
    public static HarmonisationModel Read(string text, string name) => ModelText.Read(text, name, Kind, Version, static (json, fittedOn) =>
    {
        var sites = ModelText.Field(json, "sites").AsObject().Select(s => (s.Key, (int)ModelText.Number(s.Value))).ToList();
        var covariates = ModelText.Field(json, "keep").AsArray().Select(c => Covariate(ModelText.Fields(c))).ToList();
        var (columns, effects) = (new List<HarmonisedColumn>(),
            sites.Select(_ => (Shift: new List<double>(), Variance: new List<double>())).ToList());
        var width = covariates.Sum(c => c.Names.Count);
        foreach (var (column, value) in ModelText.Field(json, "columns").AsObject())
        {
            var one = value!.AsObject();
            columns.Add(new(column, ModelText.Number(one["mean"]), ModelText.Number(one["deviation"]),
                ModelText.Numbers(one["coefficients"]), ModelText.Numbers(one["smoothing"]), ModelText.Number(one["betweenPeople"])));
            if (columns[^1].Coefficients.Count != width)
                throw new FormatException($"{column} has {columns[^1].Coefficients.Count} coefficients for {width} kept columns.");
            var own = ModelText.Field(one, "sites").AsObject();
            for (var s = 0; s < sites.Count; s++)
            {
                if (ModelText.Numbers(own[sites[s].Key]) is not [var shift, > 0 and var variance])
                    throw new FormatException($"{column} has no shift and variance of site {sites[s].Key}.");
                effects[s].Shift.Add(shift);
                effects[s].Variance.Add(variance);
            }
        }

        if (columns.Count == 0 || sites.Count == 0) throw new FormatException("it holds no column or no site.");
        return new HarmonisationModel
        {
            Method = Methods.First(m => m.Word == (string?)json["method"], "method").Method,
            Prior = Priors.First(p => p.Word == (string?)json["prior"], "prior").Prior,
            MeanOnly = (bool)ModelText.Field(json, "meanOnly"),
            Reference = (string?)json["reference"],
            Batch = (string?)json["batch"] ?? throw new FormatException("it names no column of sites."),
            Person = (string?)json["person"],
            Covariates = covariates,
            Columns = columns,
            Sites = sites,
            Effects = [.. effects.Select(e => new SiteEffect(e.Shift, e.Variance))],
            Components = json["components"] is JsonObject components ? Components(components, sites, columns.Count) : null,
            LeftOut = [.. ModelText.Field(json, "leftOut").AsArray().Select(i => (string)i!)],
            Notes = [.. ModelText.Field(json, "notes").AsArray().Select(i => (string)i!)],
            FittedOn = fittedOn,
        };
    });

    private static T First<T>(this IEnumerable<T> known, Func<T, bool> which, string field)
        where T : struct =>
            known.Where(which).Select(k => (T?)k).FirstOrDefault() ?? throw new FormatException($"its {field} is not known.");

    private static JsonObject Of(Covariate covariate)
    {
        var json = new JsonObject { ["column"] = covariate.Column, ["means"] = Numbers(covariate.Means) };
        if (covariate.IsWords) json["levels"] = new JsonArray([.. covariate.Levels.Select(l => JsonValue.Create(l))]);
        else json["range"] = Numbers([covariate.Least, covariate.Most]);
        if (covariate.Spline is { } spline) json["knots"] = Numbers(spline.Knots);
        return json;
    }

    private static Covariate Covariate(JsonObject json)
    {
        string[] levels = [.. (json["levels"] as JsonArray ?? []).Select(l => (string)l!)];
        var range = levels.Length > 0 ? [double.NaN, double.NaN] : ModelText.Numbers(json["range"]);
        var read = new Covariate
        {
            Column = (string?)json["column"] ?? throw new FormatException("a kept column has no name."),
            Levels = levels,
            Least = range[0],
            Most = range[1],
            Spline = json["knots"] is { } knots ? SplineBasis.OfKnots(ModelText.Numbers(knots)) : null,
            Means = ModelText.Numbers(json["means"]),
        };
        return read.Means.Count == read.Names.Count
            ? read : throw new FormatException($"{read.Column} has {read.Means.Count} means for {read.Names.Count} columns.");
    }

    private static JsonObject Of(HarmonisationModel model, HarmonisedColumn column, int n) => new()
    {
        ["mean"] = column.Mean,
        ["deviation"] = column.Deviation,
        ["coefficients"] = Numbers(column.Coefficients),
        ["smoothing"] = Numbers(column.Weights),
        ["betweenPeople"] = column.BetweenPeople,
        ["sites"] = new JsonObject(
            model.Sites.Select((s, k) =>
            KeyValuePair.Create(s.Name, (JsonNode?)Numbers([model.Effects[k].Shift[n], model.Effects[k].Variance[n]])))),
    };

    private static JsonObject Of(HarmonisationModel model, ComponentCorrection components) => new()
    {
        ["explained"] = components.Explained,
        ["deviations"] = Numbers(components.Deviations),
        ["loadings"] = new JsonArray([.. components.Loadings.Select(l => (JsonNode)Numbers(l))]),
        ["shift"] = new JsonObject(
            model.Sites.Select((s, k) => KeyValuePair.Create(s.Name, (JsonNode?)Numbers(components.Sites[k].Shift)))),
        ["variance"] = new JsonObject(
            model.Sites.Select((s, k) => KeyValuePair.Create(s.Name, (JsonNode?)Numbers(components.Sites[k].Variance)))),
    };

    private static ComponentCorrection Components(JsonObject json, List<(string Name, int Rows)> sites, int columns)
    {
        double[][] loadings = [.. ModelText.Field(json, "loadings").AsArray().Select(ModelText.Numbers)];
        if (loadings.Any(l => l.Length != columns)) throw new FormatException("its components do not fit its columns.");
        var effects = sites.Select(s =>
            new SiteEffect(ModelText.Numbers(ModelText.Field(json, "shift")[s.Name]),
                ModelText.Numbers(ModelText.Field(json, "variance")[s.Name]))).ToList();
        if (effects.Exists(e => e.Shift.Count != loadings.Length || e.Variance.Count != loadings.Length))
            throw new FormatException("its sites do not fit its components.");
        return new(loadings, effects)
        {
            Explained = ModelText.Number(json["explained"]),
            Deviations = ModelText.Numbers(json["deviations"]),
        };
    }

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
