"""Reference values for the linear model, permutation tests and TFCE, by brute force with NumPy and SciPy.

Nothing here shares an algorithm with Pial: ordinary least squares through numpy.linalg.lstsq and pinv for every
permutation, clusters through scipy.ndimage.label at every threshold, p by counting.
"""
import itertools
import json
import sys

import numpy as np
import scipy
from scipy import ndimage, stats

SHAPE = (5, 4, 3)  # i fastest in the file
FACES = ndimage.generate_binary_structure(3, 1)


def smooth_noise(rng, n):
    maps = [ndimage.gaussian_filter(rng.standard_normal(SHAPE), 0.8) for _ in range(n)]
    return (0.5 + 0.2 * np.array(maps)).astype(np.float32)


def fit(x, y, contrast):
    """Effect, standard error, t; or F for several rows."""
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    residual = y - x @ beta
    dof = x.shape[0] - np.linalg.matrix_rank(x)
    variance = (residual ** 2).sum(0) / dof
    c = np.atleast_2d(contrast)
    cov = c @ np.linalg.pinv(x.T @ x) @ c.T
    effect = c @ beta
    if c.shape[0] == 1:
        error = np.sqrt(variance * cov[0, 0])
        return effect[0], error, effect[0] / error
    f = np.einsum("iv,ij,jv->v", effect, np.linalg.inv(cov), effect) / c.shape[0] / variance
    return effect, None, f


def tfce(t, thresholds, weights):
    """Sum over thresholds of extent^0.5 · height^2 · weight, signs apart."""
    out = np.zeros_like(t)
    for sign in (1, -1):
        for h, w in zip(thresholds, weights):
            labels, count = ndimage.label(sign * t >= h, FACES)
            sizes = np.bincount(labels.ravel())
            sizes[0] = 0
            out += sign * np.sqrt(sizes[labels]) * w
    return out


def tfce_steps(t, n=100):
    most = np.abs(t).max()
    h = np.linspace(0, most, n + 1)[1:]
    return tfce(t, h * (1 - 1e-9), h ** 2 * most / n)


def tfce_exact(t):
    """Cut at every value that occurs; between two of them the extent is constant and the integral of h^2 is known."""
    h = np.unique(np.abs(t))
    h = h[h > 0]
    below = np.concatenate([[0], h[:-1]])
    return tfce(t, h, (h ** 3 - below ** 3) / 3)


def clusters(t, threshold):
    size, mass = 0, 0.0
    for sign in (1, -1):
        labels, count = ndimage.label(sign * t > threshold, FACES)
        for k in range(1, count + 1):
            inside = labels == k
            size = max(size, int(inside.sum()))
            mass = max(mass, float((np.abs(t[inside]) - threshold).sum()))
    return size, mass


def freedman_lane(x, z, y, order):
    """t of x, last column of the model, after residuals of the nuisance model were exchanged."""
    h = z @ np.linalg.pinv(z)
    r = y - h @ y
    again = r[list(order)] + h @ y
    full = np.column_stack([z, x])
    c = np.zeros(full.shape[1])
    c[-1] = 1
    return fit(full, again, c)[2]


def fwe(observed, null):
    return ((np.asarray(null)[:, None] >= np.abs(observed).ravel()[None] * (1 - 1e-9)).mean(0)).tolist()


def f32(a):
    return np.asarray(a, dtype=np.float32).ravel().tolist()


def linear_model(rng):
    n = 14
    y = smooth_noise(rng, n).reshape(n, -1)
    age = np.round(rng.uniform(20, 80, n), 1)
    sex = np.array(["M" if v else "F" for v in rng.integers(0, 2, n)])
    site = np.array(list("abcabcabcabcab"))
    tiv = np.round(rng.normal(1500, 120, n), 1)
    x = np.column_stack([
        age - age.mean(), sex == "M", site == "b", site == "c", tiv - tiv.mean(), (age - age.mean()) * (sex == "M"), np.ones(n)
    ]).astype(float)
    cases = []
    for text, c in [
        ("age", [[1, 0, 0, 0, 0, 0, 0]]), ("sex[M]-sex[F]", [[0, 1, 0, 0, 0, 0, 0]]), ("site[b] - site[c]", [[0, 0, 1, -1, 0, 0, 0]]),
        ("0 0 0 0 0 0 1", [[0, 0, 0, 0, 0, 0, 1]]), ("site", [[0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0]]), ("age; age:sex[M]", [[1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0]]),
    ]:
        effect, error, statistic = fit(x, y.astype(float), np.array(c, float))
        rank, dof = len(c), n - x.shape[1]
        p = stats.f.sf(statistic, rank, dof) if rank > 1 else 2 * stats.t.sf(np.abs(statistic), dof)
        cases.append({
            "contrast": text, "statistic": statistic.tolist(), "p": p.tolist(), "effect": [] if rank > 1 else effect.tolist(), "error": [] if rank > 1 else error.tolist(),
            "fdr": bh(p).tolist(),
        })
    table = "participant_id\tage\tsex\tsite\tTIV\n" + "".join(f"sub-{k:02}\t{age[k]}\t{sex[k]}\t{site[k]}\t{tiv[k]}\n" for k in range(n))
    return {"table": table, "formula": "age + sex + site + TIV + age:sex", "data": [f32(row) for row in y], "cases": cases}


def bh(p):
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    out = np.empty_like(p)
    out[order] = np.minimum(1, np.minimum.accumulate(ranked[::-1])[::-1])
    return out


def permutations(rng, x, z, y, orders, threshold):
    maps = [freedman_lane(x, z, y, o).reshape(SHAPE) for o in orders]
    observed = maps[0]
    stepped, exact = [tfce_steps(m) for m in maps], [tfce_exact(m) for m in maps]
    found = [clusters(m, threshold) for m in maps]
    return {
        "threshold": threshold, "t": observed.ravel(order="F").tolist(),
        "largestT": sorted(float(np.abs(m).max()) for m in maps), "pT": fwe(observed.ravel(order="F"), [np.abs(m).max() for m in maps]),
        "tfceSteps": stepped[0].ravel(order="F").tolist(), "pTfceSteps": fwe(stepped[0].ravel(order="F"), [np.abs(m).max() for m in stepped]),
        "tfceExact": exact[0].ravel(order="F").tolist(), "pTfceExact": fwe(exact[0].ravel(order="F"), [np.abs(m).max() for m in exact]),
        "largestExtent": sorted(s for s, _ in found), "largestMass": sorted(m for _, m in found),
    }


def two_groups(rng):
    """4 + 4 subjects: all 70 ways to divide them."""
    y = smooth_noise(rng, 8)
    y[4:, 1:3, 1:3, 1:3] += 0.35
    group = np.array([0, 0, 0, 0, 1, 1, 1, 1.0])
    z = np.ones((8, 1))
    orders = []
    for chosen in itertools.combinations(range(8), 4):
        rest = [k for k in range(8) if k not in chosen]
        orders.append(rest + list(chosen))
    orders.sort(key=lambda o: o != list(range(8)))
    flat = y.transpose(0, 3, 2, 1).reshape(8, -1)  # i fastest
    result = permutations(rng, group, z, y.reshape(8, -1).astype(float), orders, 1.5)
    table = "participant_id\tgroup\n" + "".join(f"sub-{k}\t{'b' if group[k] else 'a'}\n" for k in range(8))
    return {"table": table, "formula": "group", "contrast": "group", "data": [f32(r) for r in flat], **result}


def with_covariate(rng):
    """6 subjects, a covariate: all 720 orders."""
    y = smooth_noise(rng, 6)
    x = np.array([1, 3, 4, 7, 9, 12.0])
    w = np.array([5, 2, 8, 3, 9, 4.0])
    y += (x / 20)[:, None, None, None].astype(np.float32) * (np.indices(SHAPE).sum(0) < 4)
    z = np.column_stack([w, np.ones(6)])
    result = permutations(rng, x, z, y.reshape(6, -1).astype(float), list(itertools.permutations(range(6))), 2.0)
    table = "participant_id\tx\tw\n" + "".join(f"sub-{k}\t{x[k]}\t{w[k]}\n" for k in range(6))
    return {"table": table, "formula": "x + w", "contrast": "x", "data": [f32(r) for r in y.transpose(0, 3, 2, 1).reshape(6, -1)], **result}


rng = np.random.default_rng(20)
for name, value in [("linear", linear_model(rng)), ("two-groups", two_groups(rng)), ("covariate", with_covariate(rng))]:
    value["made"] = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}
    value["shape"] = SHAPE
    with open(f"{name}.json", "w") as file:
        json.dump(value, file)
