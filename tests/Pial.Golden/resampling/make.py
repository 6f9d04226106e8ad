"""Golden files of resampling, smoothing and masks: small arrays and what scipy and skimage make of them.

    /usr/bin/python3 tests/Pial.Golden/resampling/make.py     (writes resampling/, smoothing/ and masks/)

Arrays are raw little-endian, first axis fastest; cases.json has shapes and parameters.
"""
import json
from pathlib import Path

import numpy as np
import scipy
import scipy.ndimage as nd
import skimage
from skimage.filters import threshold_otsu

HERE = Path(__file__).resolve().parent.parent


def save(folder, name, array, dtype):
    (HERE / folder / name).write_bytes(np.asarray(array, dtype).ravel(order="F").tobytes())


def cases(folder, versions, rows):
    (HERE / folder / "cases.json").write_text(json.dumps({"versions": versions, "cases": rows}, indent=1) + "\n")


def rotation(a, b, c):
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    ry = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    rz = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return rz @ ry @ rx


def resampling(rng):
    rows = []
    for shape in [(17, 13, 11), (9, 8, 2), (40, 3, 5)]:
        image = (rng.normal(size=shape) * 100 + 50).astype(np.float32)
        name = "x".join(map(str, shape))
        save("resampling", f"{name}.f32", image, "<f4")
        oblique = rotation(0.2, -0.35, 0.5) @ np.diag([0.8, 0.9, 1.1])
        maps = {
            "shift": (np.eye(3), np.array([0.3, -0.4, 0.25])),
            "oblique": (oblique, (np.array(shape) - 1) / 2 - oblique @ np.array([6.3, 5.6, 4.2])),
            "flip": (np.diag([-0.5, 1.3, -1.0]), np.array([shape[0] - 1.2, 0.1, shape[2] - 1.0])),
        }
        for kind, (m, offset) in maps.items():
            for order in (0, 1, 3):
                out = (14, 12, 10)
                result = nd.affine_transform(image.astype(np.float64), m, offset, output_shape=out, order=order, mode="constant", cval=-7, prefilter=True)
                save("resampling", f"{name}_{kind}_{order}.f32", result, "<f4")
                rows.append({"input": f"{name}.f32", "shape": shape, "map": np.column_stack([m, offset]).ravel().tolist(), "order": order,
                             "outputShape": out, "output": f"{name}_{kind}_{order}.f32"})
    cases("resampling", f"scipy {scipy.__version__}", rows)


def smoothing(rng):
    rows = []
    for shape in [(17, 13, 11), (12, 9, 1), (5, 30, 4)]:
        image = (rng.normal(size=shape) * 100 + 50).astype(np.float32)
        name = "x".join(map(str, shape))
        save("smoothing", f"{name}.f32", image, "<f4")
        for fwhm, voxel in [(8, (1, 1, 1)), (5, (1, 1.5, 2.2)), (1, (1, 1, 1)), (60, (2, 2, 2))]:
            sigma = [fwhm / 2.3548200450309493 / v for v in voxel]
            result = nd.gaussian_filter(image.astype(np.float64), sigma)
            output = f"{name}_{fwhm}mm_{'-'.join(map(str, voxel))}.f32"
            save("smoothing", output, result, "<f4")
            rows.append({"input": f"{name}.f32", "shape": shape, "fwhm": fwhm, "voxel": voxel, "output": output})
    cases("smoothing", f"scipy {scipy.__version__}", rows)


def masks(rng):
    rows = []
    structure = {n: nd.generate_binary_structure(3, c) for n, c in ((6, 1), (18, 2), (26, 3))}
    for shape, share in [((17, 13, 11), 0.2), ((23, 19, 4), 0.5)]:
        noise = nd.gaussian_filter(rng.normal(size=shape), 0.8)
        mask = noise > np.quantile(noise, 1 - share)
        name = "x".join(map(str, shape))
        save("masks", f"{name}.u8", mask, "u1")
        voxel = (1, 1.5, 2.2)
        save("masks", f"{name}_edt.f32", nd.distance_transform_edt(mask, sampling=voxel), "<f4")
        save("masks", f"{name}_filled.u8", nd.binary_fill_holes(mask), "u1")
        image = (noise * 1000).astype(np.float32)
        save("masks", f"{name}_image.f32", image, "<f4")
        sizes = {n: sorted(np.bincount(nd.label(mask, s)[0].ravel())[1:].tolist(), reverse=True) for n, s in structure.items()}
        rows.append({"name": name, "shape": shape, "voxel": voxel, "sizes": sizes, "otsu": float(threshold_otsu(image))})
    cases("masks", f"scipy {scipy.__version__}, skimage {skimage.__version__}", rows)


if __name__ == "__main__":
    resampling(np.random.default_rng(1))
    smoothing(np.random.default_rng(2))
    masks(np.random.default_rng(3))
