#!/usr/bin/python3
"""What nibabel reads from every file of its own test data, and from small files it writes here; see README.md."""
import hashlib
import json
import pathlib
import sys
import warnings

import nibabel as nib
import numpy as np

warnings.simplefilter("ignore")
ROOT = pathlib.Path(nib.__file__).parent
FOLDERS = ["tests/data", "gifti/tests/data", "nicom/tests/data", "externals/tests/data"]
READ = (nib.Nifti1Pair, nib.Nifti2Pair, nib.Spm2AnalyzeImage, nib.MGHImage)  # what Pial reads as well
SKIP = {".py", ".m", ".rst"}


def numbers(volume):
    """Summary in double precision of one volume as nibabel scales it, and voxels spread over it."""
    flat = volume.ravel(order="F")
    at = np.unique(np.linspace(0, flat.size - 1, 12).astype(int))
    finite = flat[np.isfinite(flat)]
    return {
        "sha256_float32": hashlib.sha256(np.ascontiguousarray(flat, "<f4").tobytes()).hexdigest(),
        "nan": int(np.isnan(flat).sum()),
        "min": float(finite.min()), "max": float(finite.max()), "mean": float(finite.mean()),
        "sum": float(finite.sum()), "squares": float((finite**2).sum()),
        "at": [int(n) for n in at],
        "values": [None if np.isnan(flat[n]) else float(flat[n]) for n in at],
    }


def entry(path, root):
    name = str(path.relative_to(root))
    try:
        image = nib.load(path)
    except Exception as error:
        return {"file": name, "read": False, "why": type(error).__name__}
    if not isinstance(image, READ) or isinstance(image, nib.Cifti2Image):
        return {"file": name, "read": False, "why": type(image).__name__}
    try:
        data = image.get_fdata()
    except Exception as error:
        return {"file": name, "read": False, "why": type(error).__name__}
    volumes = [data] if data.ndim == 3 else [data[..., 0], data[..., -1]]
    return {
        "file": name, "read": True, "kind": type(image).__name__, "shape": list(data.shape), "affine": image.affine[:3].ravel().tolist(),
        "dtype": image.get_data_dtype().newbyteorder("=").name, "volumes": [numbers(v) for v in volumes],
    }


def write_files(folder):
    """Small images of every kind that nibabel writes and Pial reads: oblique, left-handed, scaled, big-endian, with extensions and footers."""
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(7)
    turn = nib.eulerangles.euler2mat(0.3, -0.2, 0.5) @ np.diag([-0.9, 1.2, 2.5])
    oblique = nib.affines.from_matvec(turn, [33.5, -20.25, 7])
    whole = random.integers(-1000, 1000, (5, 4, 3)).astype(np.int16)
    real = random.normal(100, 20, (5, 4, 3))
    for name, kind in (("single1.nii", nib.Nifti1Image), ("pair1.hdr", nib.Nifti1Pair), ("single2.nii.gz", nib.Nifti2Image), ("pair2.hdr", nib.Nifti2Pair)):
        for order in "<>":
            header = kind.header_class(endianness=order)
            header.set_data_dtype(np.int16)
            header.set_xyzt_units("mm", "sec")
            header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"made by nibabel"))
            image = kind(real, oblique, header)
            image.set_sform(oblique, 2)
            image.set_qform(oblique, 1)
            nib.save(image, folder / f"{'big' if order == '>' else 'little'}-{name}")
    for dtype in ("uint8", "int8", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"):
        nib.save(nib.Nifti1Image(np.abs(whole % 120).astype(dtype), oblique, dtype=dtype), folder / f"{dtype}.nii")
    qform = nib.Nifti1Image(whole, None)
    qform.set_qform(oblique, 1)
    nib.save(qform, folder / "qform-only.nii.gz")
    bare = nib.Nifti1Image(whole, None)
    bare.header.set_zooms((1.5, 2, 3))
    nib.save(bare, folder / "neither.nii")
    for dtype in ("uint8", "int16", "int32", "float32"):
        mgh = nib.MGHImage(np.abs(whole % 120).astype(dtype), oblique)
        mgh.header["tr"], mgh.header["flip_angle"], mgh.header["te"], mgh.header["ti"] = 2300, 0.157, 2.98, 900
        nib.save(mgh, folder / f"{dtype}.mgz")
    for order in "<>":
        plain = nib.AnalyzeImage(whole, None, nib.AnalyzeHeader(endianness=order))
        plain.header.set_data_dtype(np.int16)
        plain.header.set_zooms((2, 3, 4))
        nib.save(plain, folder / f"analyze-{'big' if order == '>' else 'little'}.hdr")
        spm = nib.Spm2AnalyzeImage(real, nib.affines.from_matvec(np.diag([-2, 3, 4]), [5, -7, -9]), nib.Spm2AnalyzeImage.header_class(endianness=order))
        spm.header.set_data_dtype(np.int16)
        spm.header["origin"][:3] = [2, 3, 2]
        nib.save(spm, folder / f"spm-{'big' if order == '>' else 'little'}.hdr")
    (folder / "spm-big.mat").unlink()  # one reads the origin, the other the .mat


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    write_files(here / "files")
    shipped = [p for folder in FOLDERS for p in sorted((ROOT / folder).iterdir()) if p.is_file() and p.suffix not in SKIP and p.name[0] != "."]
    written = [p for p in sorted((here / "files").iterdir()) if p.suffix not in (".img", ".mat")]
    for name, files, root in (("nibabel-data.json", shipped, ROOT), ("files.json", written, here / "files")):
        content = {"nibabel": nib.__version__, "numpy": np.__version__, "files": [entry(p, root) for p in files]}
        (here / name).write_text(json.dumps(content, indent=1) + "\n")
