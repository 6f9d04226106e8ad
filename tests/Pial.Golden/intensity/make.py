"""Intensity normalisation by the published definitions, in NumPy and SciPy: golden files, and the check of Pial on whole heads.

python3 make.py            writes the golden files of this folder
python3 make.py heads DATA        writes heads.json: the numbers each method goes by on whole heads
python3 make.py check IMAGE MASK PIAL     runs `PIAL normalize …` on a head and prints the largest difference as a share of the range
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy import signal
from scipy.interpolate import interp1d

PERCENTILES = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99]


def density(values, points=128):
    """Gaussian kernel density by FFT: Silverman's AS 176 with linear binning, bandwidth 1/80 of the largest value."""
    width = values.max() / 80
    low, high = values.min() - 3 * width, values.max() + 3 * width
    grid, step = np.linspace(low, high, points, retstep=True)
    at = (values - low) / step
    left = np.floor(at).astype(int)
    share = at - left
    counts = np.bincount(left, 1 - share, points) + np.bincount(left + 1, share, points)
    j = np.arange(points // 2 + 1)
    kernel = np.exp(-2 * (np.pi * width * j / (high - low)) ** 2) / (1 - (j * np.pi / points) ** 2 / 3)
    return grid, np.fft.irfft(np.fft.rfft(counts / (step * values.size)) * kernel)


def mode(values, peak="last"):
    if peak != "largest":
        values = values[values <= np.percentile(values, 96 if peak == "last" else 99)]
    grid, pdf = density(values)
    if peak == "largest":
        return grid[np.argmax(pdf)]
    return grid[signal.argrelmax(pdf)[0][-1 if peak == "last" else 0]]


def zscore(image, mask, ddof=0):
    inside = image[mask]
    return (image - inside.mean()) / inside.std(ddof=ddof)


def robust(image, mask):
    inside = image[mask]
    median = np.median(inside)
    return (image - median) / (1.4826022185056018 * np.median(np.abs(inside - median)))


def kde(image, mask, peak="last"):
    return image / mode(image[mask], peak)


def whitestripe(image, mask, peak="last", width=0.05):
    inside = image[mask]
    quantile = np.mean(inside < mode(inside, peak))
    low, high = np.quantile(inside, [max(quantile - width, 0), min(quantile + width, 1)])
    stripe = inside[(inside > low) & (inside < high)]
    return (image - stripe.mean()) / stripe.std()


def memberships(values, seed=0):
    """Fuzzy c-means, three classes, fuzziness 2, from random memberships, at most 50 iterations or a change below 0.005 (as the package calls it)."""
    u = np.random.default_rng(seed).random((3, values.size))
    u /= u.sum(0)
    for _ in range(50):
        squares = u ** 2
        centres = squares @ values / squares.sum(1)
        near = 1 / np.maximum((values - centres[:, None]) ** 2, 1e-30)
        before, u = u, near / near.sum(0)
        if np.linalg.norm(u - before) < 0.005:
            break
    return u[np.argsort(centres)]


def tissue_means(image, mask):
    inside = image[mask]
    return np.array([np.average(inside, weights=w) for w in memberships(inside)])


def fcm(image, mask, tissue=2):
    return image / tissue_means(image, mask)[tissue]


def standard_means(images, masks):
    means = [tissue_means(i, m) for i, m in zip(images, masks)]
    return np.mean([m / m[0] for m in means], axis=0)


def leastsquares(image, mask, standard):
    means = tissue_means(image, mask)
    return image / (means @ means / (means @ standard))


def standard_scale(images, masks):
    scales = []
    for image, mask in zip(images, masks):
        own = np.percentile(image[mask], PERCENTILES)
        scales.append(interp1d([own[0], own[-1]], [1.0, 100.0])(own))
    return np.mean(scales, axis=0)


def nyul(image, mask, standard):
    return interp1d(np.percentile(image[mask], PERCENTILES), standard, fill_value="extrapolate")(image)


def brain(seed, shape=(18, 20, 16)):
    """Three tissues with noise in a ball, something brighter and something darker around it; int16, first axis fastest in the file."""
    random = np.random.default_rng(seed)
    z, y, x = np.meshgrid(*[np.linspace(-1, 1, n) for n in shape[::-1]], indexing="ij")
    r = np.sqrt(x ** 2 + y ** 2 + z ** 2)
    tissue = np.select([r < 0.55, r < 0.8, r < 0.9], [1000.0, 680.0, 300.0], 0.0) * (0.8 + 0.2 * seed)
    image = tissue + random.normal(0, 45, r.shape) + np.where((r > 0.9) & (r < 1.0), 1500, 0)
    image[r > 1.2] = random.normal(-5, 20, (r > 1.2).sum())
    return np.round(image).astype(np.int16), r < 0.9


def golden():
    images, masks = zip(*[brain(seed) for seed in (1, 2, 3)])
    for n, (image, mask) in enumerate(zip(images, masks), 1):
        image.tofile(f"brain{n}.i16")
        mask.astype(np.uint8).tofile(f"brain{n}.u8")
    images = [i.astype(float) for i in images]
    image, mask = images[0], masks[0]
    standard, means = standard_scale(images[1:], masks[1:]), standard_means(images[1:], masks[1:])
    results = {
        "zscore": zscore(image, mask), "zscore_sample": zscore(image, mask, 1), "zscore_robust": robust(image, mask),
        "kde": kde(image, mask), "kde_largest": kde(image, mask, "largest"), "kde_first": kde(image, mask, "first"),
        "whitestripe": whitestripe(image, mask), "fcm": fcm(image, mask), "fcm_gm": fcm(image, mask, 1),
        "nyul": nyul(image, mask, standard), "leastsquares": leastsquares(image, mask, means),
    }
    for name, result in results.items():
        result.astype(np.float32).tofile(f"{name}.f32")
    with open("intensity.json", "w") as file:
        json.dump({"shape": [18, 20, 16], "standardScale": standard.tolist(), "standardMeans": means.tolist(), "methods": list(results)}, file, indent=1)
        file.write("\n")


def heads(data):
    import nibabel
    names = {"ds000011_sub-01": "heads/ds000011/sub-01/anat/sub-01_T1w.nii.gz", "chris": "heads/chris/chris_T1w.nii.gz", "visualqc": "heads/visualqc/orig.mgz"}
    rows = []
    for name, path in names.items():
        mask_path = f"heads/refmasks/{name}_mask.nii.gz"
        image, mask = nibabel.load(os.path.join(data, path)).get_fdata(), nibabel.load(os.path.join(data, mask_path)).get_fdata() > 0.5
        inside, white = image[mask], whitestripe(image, mask)
        scale = (inside[0] - inside[inside != inside[0]][0]) / (white[mask][0] - white[mask][inside != inside[0]][0])
        rows.append({
            "image": path, "mask": mask_path, "mean": inside.mean(), "sd": inside.std(), "median": np.median(inside), "mode": mode(inside),
            "stripeMean": inside[0] - white[mask][0] * scale, "stripeSd": scale,
            "tissues": tissue_means(image, mask).tolist(), "landmarks": np.percentile(inside, PERCENTILES).tolist(),
        })
    with open("heads.json", "w") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")


def check(image_path, mask_path, pial):
    import nibabel
    image, mask = nibabel.load(image_path).get_fdata(), nibabel.load(mask_path).get_fdata() > 0.5
    expected = {
        "zscore --keep-outside": zscore(image, mask), "zscore --keep-outside --ddof 1": zscore(image, mask, 1), "zscore --keep-outside --robust": robust(image, mask),
        "whitestripe": whitestripe(image, mask), "kde": kde(image, mask), "fcm": fcm(image, mask),
        "nyul": nyul(image, mask, standard_scale([image], [mask])), "leastsquares": leastsquares(image, mask, standard_means([image], [mask])),
    }
    with tempfile.TemporaryDirectory() as folder:
        for call, result in expected.items():
            out = os.path.join(folder, "out.nii")
            words = call.split()
            subprocess.run([pial, "normalize", words[0], image_path, out, "--mask", mask_path, *words[1:], "--force"], check=True, stderr=subprocess.DEVNULL)
            difference = np.abs(nibabel.load(out).get_fdata() - result)
            share = difference / np.ptp(result[mask])
            print(f"{os.path.basename(image_path)}  {call:32}  mask {share[mask].max():.1e}  everywhere {share.max():.1e}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(*sys.argv[2:5])
    elif sys.argv[1:2] == ["heads"]:
        heads(sys.argv[2])
    else:
        golden()
