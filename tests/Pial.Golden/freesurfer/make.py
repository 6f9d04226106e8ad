#!/usr/bin/python3
"""Writes small FreeSurfer and GIFTI files (files/) and what nibabel reads in them (files.json); and what nibabel reads in the larger test data (data.json).

Usage: make.py [PIAL_TEST_DATA]
"""
import gzip, hashlib, json, os, struct, sys, tempfile
import numpy as np
import nibabel as nib
from nibabel import freesurfer as fs
from nibabel.gifti import GiftiImage, GiftiDataArray, GiftiLabelTable, GiftiLabel

here = os.path.dirname(os.path.abspath(__file__))
files = os.path.join(here, "files")
rng = np.random.default_rng(7)


def sha(a, dtype):
    return hashlib.sha256(np.ascontiguousarray(a, dtype=dtype).tobytes()).hexdigest()


def unzipped(path):
    """nibabel's FreeSurfer readers do not take gzip off."""
    if not path.endswith(".gz"):
        return path
    with tempfile.NamedTemporaryFile(delete=False, suffix=os.path.basename(path)[:-3]) as out:
        out.write(gzip.open(path).read())
    return out.name


def geometry(path):
    c, f = fs.read_geometry(unzipped(path))
    return {"kind": "geometry", "vertices": len(c), "triangles": len(f), "coordinates_float32": sha(c, "<f4"), "triangles_int32": sha(f, "<i4")}


def morph(path):
    v = fs.read_morph_data(unzipped(path))
    return {"kind": "morphometry", "vertices": len(v), "values_float32": sha(v, "<f4"), "first": [float(x) for x in v[:3].astype("<f4")]}


def annot(path):
    labels, ctab, names = fs.read_annot(unzipped(path))
    raw = fs.read_annot(unzipped(path), orig_ids=True)[0]
    return {"kind": "annotation", "vertices": len(labels), "labels_int32": sha(labels, "<i4"), "values_int32": sha(raw, "<i4"),
            "names": [n.decode() for n in names], "colours": [int(r) << 16 | int(g) << 8 | int(b) for r, g, b in ctab[:len(names), :3]]}


def label(path):
    v, s = fs.read_label(path, read_scalars=True)
    return {"kind": "label", "vertices": len(v), "numbers_int32": sha(v, "<i4"), "values_float64": sha(s, "<f8")}


def mgh(path):
    v = nib.load(path).get_fdata().reshape(-1, order="F")
    return {"kind": "morphometry", "vertices": len(v), "values_float32": sha(v, "<f4"), "first": [float(x) for x in v[:3].astype("<f4")]}


def gifti(path):
    img = nib.load(path)
    arrays = [{"intent": nib.nifti1.intent_codes.niistring[a.intent], "dimensions": [int(d) for d in a.data.shape], "values_float64": sha(a.data, "<f8")} for a in img.darrays]
    names = {str(l.key): l.label for l in img.labeltable.labels} if img.labeltable else {}
    return {"kind": "gifti", "arrays": arrays, "labels": names}


def write_small():
    os.makedirs(files, exist_ok=True)
    at = lambda n: os.path.join(files, n)
    coords = rng.normal(0, 40, (12, 3)).astype("f4")
    faces = rng.integers(0, 12, (20, 3)).astype("i4")
    fs.write_geometry(at("lh.white"), coords, faces, create_stamp="created by nobody on a day")
    fs.write_morph_data(at("lh.thickness"), rng.uniform(1, 4, 12).astype("f4"))
    old = rng.integers(-300, 300, 12).astype(">i2")
    open(at("lh.curv.old"), "wb").write(struct.pack(">I", 12)[1:] + struct.pack(">I", 20)[1:] + old.tobytes())
    quads = np.array([[0, 1, 2, 3], [5, 4, 7, 6], [8, 9, 10, 11]])
    three = lambda n: struct.pack(">I", int(n))[1:]
    body = b"".join(three(q) for q in quads.ravel())
    open(at("lh.quads.old"), "wb").write(b"\xff\xff\xff" + three(12) + three(3) + (coords * 100).astype(">i2").tobytes() + body)
    open(at("lh.quads.new"), "wb").write(b"\xff\xff\xfd" + three(12) + three(3) + coords.astype(">f4").tobytes() + body)
    labels = np.array([0, 1, 2, 1, 0, 2, 2, -1, 1, 0, 2, -1])
    ctab = np.array([[25, 5, 25, 0], [25, 100, 40, 0], [125, 100, 160, 0]])
    fs.write_annot(at("lh.new.annot"), labels.copy(), ctab, [b"unknown", b"bankssts", b"caudalanteriorcingulate"], fill_ctab=True)
    values = [0 if l < 0 else int(ctab[l, 0] + ctab[l, 1] * 256 + ctab[l, 2] * 65536) for l in labels]
    with open(at("lh.old.annot"), "wb") as f:
        f.write(struct.pack(">i", 12) + b"".join(struct.pack(">ii", v, values[v]) for v in range(12)))
        f.write(struct.pack(">iii", 1, 3, 4) + b"tab\0")
        for n, c in zip([b"unknown\0", b"bankssts\0", b"cac\0"], ctab):
            f.write(struct.pack(">i", len(n)) + n + struct.pack(">iiii", *[int(x) for x in c]))
    open(at("lh.small.label"), "w").write("#!ascii label  , from subject nobody vox2ras=TkReg\n3\n7  -16.312  -22.959  17.499 0.5555555820\n2  1.5 2.5 -3.5 0\n11  0 0 0 1.25e-3\n")
    nib.save(nib.MGHImage(rng.normal(size=(12, 1, 1)).astype("f4"), np.eye(4)), at("lh.overlay.mgz"))
    for name, encoding, endian in (("ascii", "GIFTI_ENCODING_ASCII", "little"), ("base64", "GIFTI_ENCODING_B64BIN", "little"), ("zlib", "GIFTI_ENCODING_B64GZ", "little")):
        img = GiftiImage(darrays=[
            GiftiDataArray(coords, intent="NIFTI_INTENT_POINTSET", datatype="NIFTI_TYPE_FLOAT32", encoding=encoding, endian=endian),
            GiftiDataArray(faces, intent="NIFTI_INTENT_TRIANGLE", datatype="NIFTI_TYPE_INT32", encoding=encoding, endian=endian)])
        nib.save(img, at(f"{name}.surf.gii"))
    nib.save(GiftiImage(darrays=[GiftiDataArray(rng.normal(size=12).astype("f4"), intent="NIFTI_INTENT_SHAPE", datatype="NIFTI_TYPE_FLOAT32", encoding="GIFTI_ENCODING_B64GZ")]), at("numbers.shape.gii"))
    table = GiftiLabelTable()
    for key, name, colour in ((0, "???", (0, 0, 0, 0)), (3, "V1", (1, 0, 0.5, 1)), (17, "S&M <1>", (0, 1, 0, 1))):
        l = GiftiLabel(key, *colour)
        l.label = name
        table.labels.append(l)
    nib.save(GiftiImage(darrays=[GiftiDataArray(np.array([0, 3, 17, 17, 3, 0], "i4"), intent="NIFTI_INTENT_LABEL", datatype="NIFTI_TYPE_INT32", encoding="GIFTI_ENCODING_B64GZ")], labeltable=table), at("labels.label.gii"))
    # Big-endian and column-major: nibabel reads both and writes neither.
    import base64, zlib
    big = base64.b64encode(zlib.compress(coords.astype(">f4").tobytes(order="F"))).decode()
    open(at("bigendian.columnmajor.gii"), "w").write(f'''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE GIFTI SYSTEM "http://www.nitrc.org/frs/download.php/115/gifti.dtd">
<GIFTI Version="1.0" NumberOfDataArrays="1">
<DataArray Intent="NIFTI_INTENT_POINTSET" DataType="NIFTI_TYPE_FLOAT32" ArrayIndexingOrder="ColumnMajorOrder" Dimensionality="2" Dim0="12" Dim1="3" Encoding="GZipBase64Binary" Endian="BigEndian" ExternalFileName="" ExternalFileOffset="">
<Data>{big}</Data></DataArray></GIFTI>
''')


def read(path):
    name = os.path.basename(path)
    plain = name[:-3] if name.endswith(".gz") else name
    if plain.endswith(".gii"):
        p = path
        return gifti(p)
    if plain.endswith(".annot"):
        return annot(path)
    if plain.endswith(".label"):
        return label(path)
    if "overlay" in plain or "fwhm" in plain:
        return mgh(path)
    if plain.split(".")[-1] in ("white", "tinysurface") or "quads" in plain and not plain.endswith("byu"):
        return geometry(path)
    if any(w in plain for w in ("thickness", "curv", "area", "volume")) and not plain.endswith((".stats", ".gii")):
        return morph(path)
    return None


def main():
    write_small()
    small = {n: read(os.path.join(files, n)) for n in sorted(os.listdir(files))}
    json.dump({"nibabel": nib.__version__, "files": small}, open(os.path.join(here, "files.json"), "w"), indent=1)
    if len(sys.argv) > 1:
        root, out = sys.argv[1], {}
        for part in ("freesurfer", "surfaces"):
            for folder, _, names in sorted(os.walk(os.path.join(root, part))):
                for n in sorted(names):
                    path = os.path.join(folder, n)
                    if os.path.getsize(path) < 30:
                        continue
                    try:
                        got = read(path)
                    except Exception as e:
                        print(path, e)
                        continue
                    if got:
                        out[os.path.relpath(path, root)] = got
        json.dump({"nibabel": nib.__version__, "files": out}, open(os.path.join(here, "data.json"), "w"), indent=1)
        print(len(out), "files of the test data")


main()
