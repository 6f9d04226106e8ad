"""MRIQC 23.1's T1w measures (mriqc/qc/anatomical.py), transcribed with NumPy and SciPy: seconds a function and peak memory.

    python3 run.py IMAGE BRAIN_MASK FOLDER_OF_PROBSEGS HEAD_MASK AIR_MASK

MRIQC itself does not install here. Masks come from `pial quality --masks`. The air's fit draws 300,000 voxels, as MRIQC does.
"""
import glob
import resource
import sys
import time

import nibabel as nib
import numpy as np
from scipy.stats import chi2, gaussian_kde, kurtosis

started = time.perf_counter()
load = lambda path: np.asanyarray(nib.load(path).dataobj)
image = load(sys.argv[1]).astype(np.float32)
brain, head, air = (load(p) > 0 for p in (sys.argv[2], sys.argv[4], sys.argv[5]))
maps = {t: load(glob.glob(f"{sys.argv[3]}/*[0-9a-z]_label-{t}_probseg.nii.gz")[0]) for t in ("CSF", "GM", "WM")}
times = {"reading": time.perf_counter() - started}


def timed(name, function):
    begin = time.perf_counter()
    result = function()
    times[name] = times.get(name, 0) + time.perf_counter() - begin
    return result


def mad(x):
    return np.median(np.abs(x - np.median(x))) / 0.6745


def weighted(x, w, ps):  # statsmodels' DescrStatsW.quantile
    order = np.argsort(x)
    x, cumulative = x[order], np.cumsum(w[order])
    return [x[np.searchsorted(cumulative, p * cumulative[-1])] for p in ps]


def summary():
    found = {}
    for name, p in {**{t.lower(): m for t, m in maps.items()}, "bg": air.astype(np.float32)}.items():
        x, w = np.rint(image).reshape(-1), p.reshape(-1)
        mean = np.average(x, weights=w)
        p05, median, p95 = weighted(x, w, (0.05, 0.5, 0.95))
        core = x[w > 0.5 * w.max()]
        found[name] = dict(mean=mean, median=median, p05=p05, p95=p95, stdv=np.sqrt(np.average((x - mean) ** 2, weights=w)), mad=mad(core), k=kurtosis(core), n=w.sum())
    return found


def rpve():
    for p in maps.values():
        low, high = np.percentile(p[p > 0], [2, 98])
        q = np.where((p < low) | (p > high), 0, p)
        yield (q[q > 0.5].sum() + (1 - q[q <= 0.5]).sum()) / (p > 0).sum()


def efc():
    total = np.sqrt((image.astype(float) ** 2).sum())
    count = image.size
    return (image / total * np.log((image + 1e-16) / total)).sum() / (count / np.sqrt(count) * np.log(1 / np.sqrt(count)))


def qi_2():
    data = image[air]
    data = data[data > 0] if (data > 0).sum() > 1000 else data
    data = np.random.default_rng(0).choice(data, min(300_000, data.size)) * (100 / max(np.percentile(data, 99), 1e-6))
    grid = np.linspace(0, 110, 1000)
    density = gaussian_kde(data, bw_method=4 / data.std())(grid)
    chi2.fit(data[data < np.percentile(data, 95)], 32)
    return density.max()


def fwhm():
    inside = np.where(head, image, np.nan)
    variance = np.nanvar(inside)
    return [np.sqrt(-2 * np.log(2) / np.log(1 - 0.5 * np.nanvar(np.diff(inside, axis=a)) / variance)) for a in range(3)]


timed("summary_stats", summary)
timed("rpve", lambda: list(rpve()))
timed("efc", efc)
timed("fber", lambda: np.median(image[head] ** 2) / max(np.median(image[~head] ** 2), 1e-9))
timed("wm2max", lambda: np.percentile(image, 99.95))
timed("volume_fraction", lambda: [m.sum() for m in maps.values()])
timed("art_qi2", qi_2)
timed("fwhm", fwhm)
for name, seconds in times.items():
    print(f"{name:16s} {seconds:7.2f} s")
print(f"{'all':16s} {sum(times.values()):7.2f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
