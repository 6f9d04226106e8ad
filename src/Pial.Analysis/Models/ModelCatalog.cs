namespace Pial.Analysis.Models;

/// <summary>The baselines by name, each tuned by inner folds and with its features prepared.</summary>
public static class ModelCatalog
{
    private static readonly Dictionary<string, (string What, Func<TunedRegressor> Make)> RegressorList = new(StringComparer.Ordinal)
    {
        ["mean"] = ("the mean of the training targets", () => Single(new MeanRegressor())),
        ["ridge"] = ("ridge regression, penalty chosen by inner folds", () => new(new RidgeGrid())),
    };

    private static readonly Dictionary<string, (string What, Func<TunedClassifier> Make)> ClassifierList = new(StringComparer.Ordinal)
    {
        ["random"] = ("classes drawn with the shares in training", () => Single(new RandomClassifier())),
        ["majority"] = ("the largest class of the training rows", () => Single(new MajorityClassifier())),
        ["logistic"] = ("logistic regression, penalty chosen by inner folds", () => new(new LogisticGrid())),
    };

    /// <summary>The regressors: name and what it is.</summary>
    public static IReadOnlyList<(string Id, string What)> Regressors => [.. RegressorList.Select(m => (m.Key, m.Value.What))];

    /// <summary>The classifiers: name and what it is.</summary>
    public static IReadOnlyList<(string Id, string What)> Classifiers => [.. ClassifierList.Select(m => (m.Key, m.Value.What))];

    /// <summary>A regressor by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static TunedRegressor Regressor(string id) => RegressorList.TryGetValue(id, out var model) ? model.Make() : throw Unknown(id, RegressorList.Keys);

    /// <summary>A classifier by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static TunedClassifier Classifier(string id) => ClassifierList.TryGetValue(id, out var model) ? model.Make() : throw Unknown(id, ClassifierList.Keys);

    private static TunedRegressor Single(IRegressor model) => new(new RegressorGrid(model.Id, [("", model)]));

    private static TunedClassifier Single(IClassifier model) => new(new ClassifierGrid(model.Id, [("", model)]));

    private static ArgumentException Unknown(string id, IEnumerable<string> known) => new($"There is no model '{id}'; there are {string.Join(", ", known)}.", nameof(id));
}
