"""Predictions and metrics of scikit-learn on small tables: python3 make.py in this folder writes models.json and metrics.json."""
import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import ElasticNet, ElasticNetCV, LogisticRegression, Ridge, RidgeCV
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from scipy import stats

warnings.filterwarnings("ignore")
np.random.seed(0)
rng = np.random.default_rng(20240607)


def rounded(a, digits=5):
    return np.round(np.asarray(a, float), digits)


def table(rows, columns, factors=3):
    f = rng.normal(size=(rows, factors))
    return rounded(f @ rng.normal(size=(factors, columns)) + 0.7 * rng.normal(size=(rows, columns)))


def flat(a):
    return [float(v) for v in np.asarray(a, float).ravel()]


def case(rows, columns, test):
    x = table(rows + test, columns)
    signal = x[:, 0] - 0.5 * x[:, 1] + 0.8 * np.tanh(x[:, 2])
    y = rounded(40 + 5 * signal + rng.normal(size=rows + test))
    two = (signal + 0.8 * rng.normal(size=rows + test) > 0.3).astype(int)
    three = np.digitize(signal + 0.5 * rng.normal(size=rows + test), [-0.8, 0.8])
    return dict(train=x[:rows], test=x[rows:], y=y[:rows], two=two[:rows], three=three[:rows])


def coupled(pairs):
    """Probabilities of three classes from those of the first of each pair (Wu, Lin and Weng 2004, the second method), rows x (01, 02, 12)."""
    out = []
    for row in np.clip(pairs, 1e-7, 1 - 1e-7):
        r = np.zeros((3, 3))
        for (i, j), p in zip(((0, 1), (0, 2), (1, 2)), row):
            r[i, j], r[j, i] = p, 1 - p
        q = np.diag((r ** 2).sum(0)) - r * r.T
        system = np.block([[q, np.ones((3, 1))], [np.ones((1, 3)), np.zeros((1, 1))]])
        out.append(np.linalg.solve(system, [0, 0, 0, 1])[:3])
    return np.array(out)


def models(c):
    scaler = StandardScaler().fit(c["train"])
    x, t, y, two, three = scaler.transform(c["train"]), scaler.transform(c["test"]), c["y"], c["two"], c["three"]
    out = {}
    for alpha in (0.1, 10.0):
        out[f"ridge {alpha}"] = Ridge(alpha=alpha).fit(x, y).predict(t)
    cv = RidgeCV(alphas=[0.1, 1.0, 10.0, 100.0, 1000.0]).fit(x, y)
    out["ridgecv"], out["ridgecv alpha"] = cv.predict(t), [cv.alpha_]
    out["elastic 0.5"] = ElasticNet(alpha=0.5, l1_ratio=0.5, tol=1e-12, max_iter=200000).fit(x, y).predict(t)
    out["elastic 0.05"] = ElasticNet(alpha=0.05, l1_ratio=0.9, tol=1e-12, max_iter=200000).fit(x, y).predict(t)
    out["elastic alphas"] = ElasticNetCV(l1_ratio=0.5, n_alphas=20).fit(x, y).alphas_
    for C in (0.01, 1.0, 100.0):
        out[f"logistic two {C}"] = LogisticRegression(C=C, solver="newton-cg", tol=1e-12, max_iter=100000).fit(x, two).predict_proba(t)
        out[f"logistic three {C}"] = LogisticRegression(C=C, solver="newton-cg", tol=1e-12, max_iter=100000).fit(x, three).predict_proba(t)
    out["logistic balanced"] = LogisticRegression(C=0.1, solver="newton-cg", tol=1e-12, max_iter=100000, class_weight="balanced").fit(x, two).predict_proba(t)
    for C in (0.01, 1.0):
        out[f"svm two {C}"] = LinearSVC(C=C, dual=False, tol=1e-10, max_iter=1000000).fit(x, two).decision_function(t)
        out[f"svm three {C}"] = LinearSVC(C=C, dual=False, tol=1e-10, max_iter=1000000).fit(x, three).decision_function(t)
        out[f"svr {C}"] = LinearSVR(C=C, epsilon=0.1, loss="squared_epsilon_insensitive", dual=False, tol=1e-10, max_iter=1000000).fit(x, y).predict(t)
    for C in (0.5, 10.0):
        out[f"rbf svm two {C}"] = SVC(C=C, tol=1e-8).fit(x, two).decision_function(t)
        out[f"rbf svm three {C}"] = coupled(1 / (1 + np.exp(-SVC(C=C, tol=1e-8, decision_function_shape="ovo").fit(x, three).decision_function(t))))
        platt = SVC(C=C, tol=1e-8, decision_function_shape="ovo", probability=True, random_state=0).fit(x, three)
        pairs = 1 / (1 + np.exp(platt.probA_ * platt.decision_function(t) + platt.probB_))
        assert np.abs(coupled(pairs) - platt.predict_proba(t)).max() < 0.005, "libsvm couples otherwise"
        out[f"rbf svr {C}"] = SVR(C=C, epsilon=0.1, tol=1e-8).fit(x, y).predict(t)
    pca = PCA(svd_solver="full", n_components=min(5, x.shape[1])).fit(x)
    out["pca variance"], out["pca scores"] = pca.explained_variance_, np.abs(pca.transform(t))
    kernel = ConstantKernel(1.0, (1e-4, 1e4)) * RBF(np.sqrt(x.shape[1]), (1e-3, 1e4)) + WhiteKernel(0.5, (1e-6, 1e2))
    gp = GaussianProcessRegressor(kernel, normalize_y=True, alpha=0, n_restarts_optimizer=5, random_state=0).fit(x, y)
    mean, deviation = gp.predict(t, return_std=True)
    out["gp"], out["gp deviation"], out["gp likelihood"] = mean, deviation, [gp.log_marginal_likelihood_value_]
    fixed = GaussianProcessRegressor(2.0 * RBF(3.0) + WhiteKernel(0.3), normalize_y=True, alpha=0, optimizer=None).fit(x, y)
    out["gp fixed"] = fixed.predict(t)
    out["knn"] = KNeighborsRegressor(5).fit(x, y).predict(t)
    out["knn three"] = KNeighborsClassifier(5).fit(x, three).predict_proba(t)
    out["tree"] = DecisionTreeRegressor(max_depth=4, random_state=0).fit(x, y).predict(t)
    out["tree three"] = DecisionTreeClassifier(max_depth=3, random_state=0).fit(x, three).predict_proba(t)
    return out


def metric_cases():
    cases = []
    for n, k, ties in ((40, 2, False), (60, 2, True), (90, 3, False), (120, 5, True)):
        y = rng.integers(0, k, n)
        y[:k] = np.arange(k)
        logits = rng.normal(size=(n, k)) + 1.2 * np.eye(k)[y]
        p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        if ties:
            p = np.round(p, 1) + 1e-3
        p = p / p.sum(1, keepdims=True)
        predicted = p.argmax(1)
        o = dict(
            accuracy=metrics.accuracy_score(y, predicted), balanced=metrics.balanced_accuracy_score(y, predicted),
            f1_macro=metrics.f1_score(y, predicted, average="macro"), mcc=metrics.matthews_corrcoef(y, predicted),
            log_loss=metrics.log_loss(y, p))
        if k == 2:
            o |= dict(auroc=metrics.roc_auc_score(y, p[:, 1]), auprc=metrics.average_precision_score(y, p[:, 1]), f1=metrics.f1_score(y, predicted),
                      brier=metrics.brier_score_loss(y, p[:, 1]), sensitivity=metrics.recall_score(y, predicted), precision=metrics.precision_score(y, predicted),
                      specificity=metrics.recall_score(y, predicted, pos_label=0))
        else:
            o |= dict(auroc=metrics.roc_auc_score(y, p, multi_class="ovr", average="macro"),
                      auprc=metrics.average_precision_score(np.eye(k)[y], p, average="macro"))
        cases.append(dict(classes=k, y=y.tolist(), p=flat(p), expected=o))
    for n in (30, 77):
        y = rounded(rng.uniform(18, 80, n), 2)
        p = rounded(45 + 0.6 * (y - 45) + rng.normal(size=n) * 5, 3)
        w = rounded(rng.uniform(0.2, 3, n), 3)
        o = dict(mae=metrics.mean_absolute_error(y, p), rmse=metrics.mean_squared_error(y, p, squared=False), r2=metrics.r2_score(y, p),
                 r=stats.pearsonr(y, p)[0], weighted_mae=metrics.mean_absolute_error(y, p, sample_weight=w), median=metrics.median_absolute_error(y, p),
                 bias_slope=stats.linregress(y, p - y).slope, spearman=stats.spearmanr(y, p)[0], kendall=stats.kendalltau(y, p)[0])
        cases.append(dict(classes=0, y=flat(y), p=flat(p), w=flat(w), expected=o))
    return cases


def boosting():
    n, d = 400, 6
    x = table(n + 50, d)
    x[:, 4] = np.round(x[:, 4])
    s = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * (x[:, 4] > 0)
    y = rounded(10 + 3 * s + 0.5 * rng.normal(size=n + 50))
    two = (s + 0.5 * rng.normal(size=n + 50) > 0.4).astype(int)
    three = np.digitize(s, [0, 1.0])
    return dict(rows=n, columns=d, x=flat(x[:n]), t=flat(x[n:]), y=flat(y[:n]), two=two[:n].tolist(), three=three[:n].tolist(), expected={
        "regressor": flat(HistGradientBoostingRegressor(early_stopping=False).fit(x[:n], y[:n]).predict(x[n:])),
        "two": flat(HistGradientBoostingClassifier(early_stopping=False).fit(x[:n], two[:n]).predict_proba(x[n:])),
        "three": flat(HistGradientBoostingClassifier(early_stopping=False).fit(x[:n], three[:n]).predict_proba(x[n:])),
    })


def main():
    cases = [case(60, 8, 20), case(30, 60, 10)]
    written = [dict(rows=len(c["train"]), columns=c["train"].shape[1], x=flat(c["train"]), t=flat(c["test"]), y=flat(c["y"]), two=c["two"].tolist(), three=c["three"].tolist(),
                    expected={k: flat(v) for k, v in models(c).items()}) for c in cases]
    json.dump(dict(sklearn=sklearn.__version__, cases=written, boosting=boosting()), open("models.json", "w"))
    json.dump(dict(sklearn=sklearn.__version__, cases=metric_cases()), open("metrics.json", "w"))


main()
