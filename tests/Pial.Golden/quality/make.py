# Image quality measures as MRIQC 23.1 defines them, transcribed with NumPy and SciPy, on a small head with soft tissue maps.
import json
import numpy as np
from scipy.stats import kurtosis

rng = np.random.default_rng(20)
shape = (15, 13, 11)
grid = np.stack(np.meshgrid(*[np.arange(n) for n in shape], indexing="ij"), -1) - (np.array(shape) - 1) / 2
radius = np.sqrt(((grid / (np.array(shape) / 2)) ** 2).sum(-1))
soft = lambda c: np.exp(-((radius - c) ** 2) / 0.01)
maps = np.stack([soft(0.62), soft(0.45), soft(0.15)])  # CSF, GM, WM
maps[:, radius > 0.75] = 0
maps = np.where(maps < 1e-3, 0, maps / np.maximum(maps.sum(0), 1e-9)).astype(np.float32)
image = (maps * np.array([30, 70, 110])[:, None, None, None]).sum(0) + np.where((radius > 0.8) & (radius < 0.95), 90, 0)
image = np.abs(image + rng.normal(0, 4, shape) + 1j * rng.normal(0, 4, shape)).astype(np.float32)
head = radius < 0.95
air = ~head & (grid[..., 2] > -2)
artefacts = air & (rng.random(shape) < 0.03)
air &= ~artefacts


def mad(x, center):
    return np.median(np.abs(x - center)) / 0.6744897501960817


def weighted_quantile(x, w, p):  # statsmodels' DescrStatsW.quantile
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    x, w = x[w > 0], w[w > 0]
    keep = np.append(np.diff(x) > 0, True)
    cumulative = np.cumsum(w)[keep]
    x = x[keep]
    target = p * cumulative[-1]
    at = np.searchsorted(cumulative, target)
    if np.isclose(cumulative[at], target) and at + 1 < len(x):
        return (x[at] + x[at + 1]) / 2
    return x[at]


def summary(probability):
    x, w = image.reshape(-1).astype(float), probability.reshape(-1).astype(float)
    core = image[probability > 0.5 * probability.max()].astype(float)
    mean = (x * w).sum() / w.sum()
    median = weighted_quantile(x, w, 0.5)
    return {
        "mean": mean, "median": median, "p95": weighted_quantile(x, w, 0.95), "p05": weighted_quantile(x, w, 0.05),
        "k": kurtosis(core), "stdv": np.sqrt((w * (x - mean) ** 2).sum() / w.sum()), "mad": mad(core, median), "n": w.sum(),
    }


def rpve(probability):
    p = probability.astype(float).copy()
    total = (p > 0).sum()
    low, high = np.percentile(p[p > 0], [2, 98])
    p[p < low] = 0
    p[p > high] = 0
    return (p[p > 0.5].sum() + (1 - p[p <= 0.5]).sum()) / total


def fwhm(mask, axis):
    x = image.astype(float)
    sl = lambda a, b: tuple(slice(a, b) if n == axis else slice(None) for n in range(3))
    both = mask[sl(1, None)] & mask[sl(None, -1)]
    d = (x[sl(1, None)] - x[sl(None, -1)])[both]
    rho = 1 - 0.5 * d.var(ddof=1) / x[mask].var(ddof=1)
    return 2.35482 * np.sqrt(-1 / (4 * np.log(rho)))


names = ["csf", "gm", "wm"]
out = {}
stats = {n: summary(m) for n, m in zip(names, maps)} | {"bg": summary(air.astype(np.float32))}
for n, s in stats.items():
    out |= {f"summary_{n}_{k}": v for k, v in s.items()}
for n in names:
    s, bg = stats[n], stats["bg"]
    out[f"snr_{n}"] = s["median"] / (s["stdv"] * np.sqrt(s["n"] / (s["n"] - 1)))
    out[f"snrd_{n}"] = 0.6551364 * s["median"] / (bg["mad"] if bg["mad"] > 1 else bg["stdv"])
    out[f"icvs_{n}"] = maps[names.index(n)].sum(dtype=float) / maps.sum(dtype=float)
    out[f"rpve_{n}"] = rpve(maps[names.index(n)])
out["snr_total"] = np.mean([out[f"snr_{n}"] for n in names])
out["snrd_total"] = np.mean([out[f"snrd_{n}"] for n in names])
wm, gm, bg = stats["wm"], stats["gm"], stats["bg"]
out["cjv"] = (wm["mad"] + gm["mad"]) / abs(wm["median"] - gm["median"])
out["cnr"] = abs(wm["median"] - gm["median"]) / np.sqrt(bg["stdv"] ** 2 + gm["stdv"] ** 2 + wm["stdv"] ** 2)
out["fber"] = np.median(image[head].astype(float) ** 2) / np.median(image[~head].astype(float) ** 2)
out["fber_mean"] = (image[head].astype(float) ** 2).mean() / (image[~head].astype(float) ** 2).mean()
n, x = image.size, image.astype(float)
peak = np.sqrt((x**2).sum())
out["efc"] = np.sum(x / peak * np.log((x + 1e-16) / peak)) / (n * (1 / np.sqrt(n)) * np.log(1 / np.sqrt(n)))
out["wm2max"] = wm["median"] / np.percentile(image, 99.95)
out["wm2max_95"] = wm["median"] / np.percentile(image, 95)
out["qi_1"] = artefacts.sum() / (air.sum() + artefacts.sum())
for axis, name in enumerate("xyz"):
    out[f"fwhm_{name}"] = fwhm(head, axis)
out["fwhm_avg"] = np.mean([out[f"fwhm_{a}"] for a in "xyz"])
field = (1 + 0.01 * grid[..., 0]).astype(np.float32)
brain = radius < 0.75
out["inu_range"] = abs(np.percentile(field[brain], 95) - np.percentile(field[brain], 5))
out["inu_med"] = np.median(field[brain])
blurred = np.roll(maps, 1, axis=1)
for n, a, b in zip(names, maps, blurred):
    out[f"tpm_overlap_{n}"] = np.minimum(a, b).sum(dtype=float) / np.maximum(a, b).sum(dtype=float)
out["snr_spec"] = image[brain].mean(dtype=float) / (image[~brain].astype(float).std() + 1e-8)
out["cnr_spec"] = abs(image[maps[1] > 0.5].mean(dtype=float) - image[maps[2] > 0.5].mean(dtype=float)) / (image[maps[1] > 0.5].astype(float).std() + 1e-8)

for name, data in [("image", image), ("csf", maps[0]), ("gm", maps[1]), ("wm", maps[2]), ("field", field)]:
    data.astype("<f4").ravel(order="F").tofile(f"{name}.f32")
for name, data in [("head", head), ("air", air), ("artefacts", artefacts), ("brain", brain)]:
    data.astype("u1").ravel(order="F").tofile(f"{name}.u8")
with open("small.json", "w") as f:
    json.dump({"shape": shape, "values": {k: float(v) for k, v in out.items()}}, f, indent=1)
