"""Golden values of statsmodels 0.13.5 (Debian python3-statsmodels): HC3 errors, random intercepts, equivalence."""
import json
import numpy as np
import statsmodels.api as sm
from statsmodels.stats.weightstats import DescrStatsW

r = np.random.default_rng(21)
groups = np.repeat(np.arange(24), r.integers(1, 5, 24))
n = len(groups)
age = np.round(r.uniform(20, 80, n), 2)
sex = r.integers(0, 2, 24)[groups]
X = np.column_stack([age - age.mean(), sex, np.ones(n)])
cases = {}
for name, between in (("family", 0.8), ("weak", 0.4), ("none", 0.0)):
    y = np.round(3 - 0.02 * age + 0.3 * sex + between * r.normal(size=24)[groups] + 0.5 * (1 + age / 80) * r.normal(size=n), 4)
    ols = sm.OLS(y, X).fit()
    fits = []
    for method, more in (("bfgs", dict(gtol=1e-10)), ("lbfgs", {}), ("powell", dict(xtol=1e-11, ftol=1e-13))):
        try:
            fits.append(sm.MixedLM(y, X, groups).fit(reml=True, method=[method], maxiter=2000, **more))
        except np.linalg.LinAlgError:  # on the boundary, where gradients lead nowhere
            pass
    mixed = max(fits, key=lambda f: f.llf)
    # The errors of theory, (X' V^-1 X)^-1 at statsmodels' variances; its bse_fe comes from the observed information of all parameters together.
    V = mixed.scale * np.eye(n) + float(np.asarray(mixed.cov_re)[0, 0]) * (groups[:, None] == groups[None, :])
    error = np.sqrt(np.diag(np.linalg.inv(X.T @ np.linalg.solve(V, X))))
    cases[name] = dict(
        y=y.tolist(), ols=ols.params.tolist(), classical=ols.bse.tolist(),
        hc3=sm.OLS(y, X).fit(cov_type="HC3").bse.tolist(),
        mixed=mixed.fe_params.tolist(), mixedError=error.tolist(), joint=mixed.bse_fe.tolist(), residual=float(mixed.scale),
        group=float(np.asarray(mixed.cov_re)[0, 0]), likelihood=float(mixed.llf),
    )
one = DescrStatsW(np.asarray(cases["none"]["y"]) - 2.2)
p, low, high = one.ttost_mean(-0.3, 0.3)
cases["equivalence"] = dict(p=float(p), lower=float(low[1]), upper=float(high[1]))
json.dump(dict(groups=[f"g{g}" for g in groups], age=age.tolist(), sex=sex.tolist(), cases=cases), open("mixed.json", "w"), indent=1)
for k, v in cases.items():
    print(k, {a: b for a, b in v.items() if a != "y"})
