"""Golden values of overlap, surface distances and image similarity.

Made with Python 3.11, numpy 1.24.2, scipy 1.10.1, scikit-image 0.19.3:  python3 make.py > values.json

Surface measures follow the definitions MONAI documents: edges are mask XOR binary_erosion(mask), distances are those of
distance_transform_edt with the voxel size; HD95 is the larger of the two directed 95th percentiles (numpy's linear interpolation).
The shapes are given by formulas, so the test builds the same ones.
"""
import json
import numpy as np
from scipy import ndimage as ndi
from skimage.metrics import structural_similarity

shape, spacing = (31, 27, 22), (1.0, 1.3, 2.0)
i, j, k = np.meshgrid(*[np.arange(n) for n in shape], indexing="ij")


def ball(c, r):
    return ((i - c[0]) * spacing[0]) ** 2 + ((j - c[1]) * spacing[1]) ** 2 + ((k - c[2]) * spacing[2]) ** 2 <= r * r


def edge(m):
    return m ^ ndi.binary_erosion(m)


def scores(p, t, tol):
    ep, et = edge(p), edge(t)
    a = ndi.distance_transform_edt(~et, spacing)[ep]
    b = ndi.distance_transform_edt(~ep, spacing)[et]
    both = (p & t).sum()
    return dict(
        dice=2 * both / (p.sum() + t.sum()), iou=both / (p | t).sum(),
        volume=1 - abs(int(p.sum()) - int(t.sum())) / (p.sum() + t.sum()),
        hd95=max(np.percentile(a, 95), np.percentile(b, 95)), hausdorff=max(a.max(), b.max()),
        assd=np.concatenate([a, b]).mean(), nsd=((a <= tol).sum() + (b <= tol).sum()) / (a.size + b.size))


big, small = ball((14, 12, 10), 9.5), ball((17, 13, 9), 7.2)
cases = {
    "balls": scores(small, big, 1.0),
    "far": scores(ball((3, 3, 3), 3.1), ball((26, 22, 18), 4.2), 1.0),
    "edge": scores(ball((0, 0, 0), 6.5), ball((1, 1, 0), 7.5), 1.5),
    "same": scores(big, big, 0.0),
}
truth = (100 + 40 * np.sin(i / 3.0) * np.cos(j / 4.0) + 2 * k).astype(np.float32)
image = (truth + 9 * np.sin(1.7 * i + 2.3 * j + 0.9 * k)).astype(np.float32)
r = float(truth.max() - truth.min())
d = image.astype(float) - truth
mask = big
images = {
    "whole": dict(psnr=20 * np.log10(r / np.sqrt((d ** 2).mean())), nmse=(d ** 2).sum() / (truth.astype(float) ** 2).sum(),
                  ssim=structural_similarity(truth.astype(float), image.astype(float), data_range=r, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)),
}
_, full = structural_similarity(truth.astype(float), image.astype(float), data_range=200, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)
images["masked"] = dict(psnr=20 * np.log10(200 / np.sqrt((d[mask] ** 2).mean())), nmse=(d[mask] ** 2).sum() / (truth[mask].astype(float) ** 2).sum(), ssim=full[mask].mean())
print(json.dumps(dict(structures=cases, images=images), indent=1, default=float))
