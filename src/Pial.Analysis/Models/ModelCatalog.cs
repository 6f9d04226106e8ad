using System.Collections.Immutable;

namespace Pial.Analysis.Models;

/// <summary>The baselines by name, each tuned by inner folds and with its features prepared.</summary>
public static class ModelCatalog
{
    // Trees do not care for scales.
    private static readonly TuningOptions Unscaled = new() { Preparation = new() { Standardise = false } };

    private static ImmutableArray<(string Id, string What, Func<TunedRegressor> Make)> regressors =
    [
        ("mean", "the mean of the training targets", () => Single(new MeanRegressor())),
        ("ridge", "ridge regression", () => new(new RidgeGrid())),
        ("elastic-net", "elastic net, half absolute and half squared penalty", () => new(new ElasticNetGrid())),
        ("svr-linear", "linear support vector regression, squared loss", () => new(new LinearSvrGrid())),
        ("svr-rbf", "support vector regression with a Gaussian kernel", () => new(new KernelSvrGrid())),
        ("gp", "Gaussian process, kernel by marginal likelihood", () => Single(new GaussianProcess())),
        ("forest", "random forest, 100 trees of depth 10", () => Single(new ForestRegressor(), Unscaled)),
        ("boosting", "gradient-boosted trees", () => new(new BoostingRegressorGrid(), Unscaled)),
        ("knn", "mean of the 5 nearest", () => Single(new NeighbourRegressor())),
        ("pca-ridge", "principal components, then ridge regression", () => new(new PcaRidgeGrid())),
    ];

    private static ImmutableArray<(string Id, string What, Func<TunedClassifier> Make)> classifiers =
    [
        ("random", "classes drawn with the shares in training", () => Single(new RandomClassifier())),
        ("majority", "the largest class of the training rows", () => Single(new MajorityClassifier())),
        ("logistic", "logistic regression", () => new(new LogisticGrid())),
        ("svm-linear", "linear support vector machine, squared hinge loss, calibrated", () => new(new LinearSvmGrid())),
        ("svm-rbf", "support vector machine with a Gaussian kernel, calibrated", () => new(new KernelSvmGrid())),
        ("forest", "random forest, 100 trees of depth 10", () => Single(new ForestClassifier(), Unscaled)),
        ("boosting", "gradient-boosted trees", () => new(new BoostingClassifierGrid(), Unscaled)),
        ("knn", "shares of the classes among the 5 nearest", () => Single(new NeighbourClassifier())),
        ("pca-logistic", "principal components, then logistic regression", () => new(new PcaLogisticGrid())),
    ];

    /// <summary>The regressors: name and what it is.</summary>
    public static IReadOnlyList<(string Id, string What)> Regressors => [.. regressors.Select(m => (m.Id, m.What))];

    /// <summary>The classifiers: name and what it is.</summary>
    public static IReadOnlyList<(string Id, string What)> Classifiers => [.. classifiers.Select(m => (m.Id, m.What))];

    /// <summary>A regressor by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static TunedRegressor Regressor(string id) =>
        regressors.FirstOrDefault(m => m.Id == id).Make is { } make ? make() : throw Unknown(id, regressors.Select(m => m.Id));

    /// <summary>A classifier by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static TunedClassifier Classifier(string id) =>
        classifiers.FirstOrDefault(m => m.Id == id).Make is { } make ? make() : throw Unknown(id, classifiers.Select(m => m.Id));

    /// <summary>Adds a regressor for this process, or replaces that of the same name: a baseline that tasks and records can name.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="what">What it is, in a few words.</param>
    /// <param name="make">Makes it, tuned or not.</param>
    public static void AddRegressor(string id, string what, Func<TunedRegressor> make) =>
        ImmutableInterlocked.Update(ref regressors, all => [.. all.Where(m => m.Id != id), (id, what, make)]);

    /// <summary>Adds a classifier, as <see cref="AddRegressor"/>.</summary>
    public static void AddClassifier(string id, string what, Func<TunedClassifier> make) =>
        ImmutableInterlocked.Update(ref classifiers, all => [.. all.Where(m => m.Id != id), (id, what, make)]);

    /// <summary>A regressor without anything to tune.</summary>
    public static TunedRegressor Single(IRegressor model, TuningOptions? options = null) =>
        new(new RegressorGrid(model.Id, [("", model)]), options);

    /// <summary>A classifier without anything to tune.</summary>
    public static TunedClassifier Single(IClassifier model, TuningOptions? options = null) =>
        new(new ClassifierGrid(model.Id, [("", model)]), options);

    private static ArgumentException Unknown(string id, IEnumerable<string> known) =>
        new($"There is no model '{id}'; there are {string.Join(", ", known)}.", nameof(id));
}
