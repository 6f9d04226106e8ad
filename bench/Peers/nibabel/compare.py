#!/usr/bin/python3
"""Reads and writes the same 256^3 images with Pial and nibabel in turn, and prints a table of medians and median ratios.

Usage: dotnet build -c Release bench/Peers/nibabel/speed.cs && bench/Peers/nibabel/compare.py [--rounds 9] [--head T1w.nii.gz ...]
Without --head the image is made here: Colin27 of Debian's mricron-data in 256^3 with Rician noise, int16, which compresses like a raw scan.
Timings are noisy on a shared machine: the two take turns, and a ratio is taken within each round.
"""
import argparse
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time

import nibabel as nib
import numpy as np


def head():
    template = nib.load("/usr/share/mricron/templates/ch2.nii.gz").get_fdata()
    image = np.zeros((256, 256, 256))
    image[37:218, 20:237, 37:218] = template * 12
    random = np.random.default_rng(0)
    return np.hypot(image + random.normal(0, 20, image.shape), random.normal(0, 20, image.shape)).astype(np.int16)


def clock(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


class Pial:
    def __init__(self, environment=None):
        here = pathlib.Path(__file__).parent
        self.process = subprocess.Popen(
            ["dotnet", "run", "-c", "Release", "--no-build", str(here / "speed.cs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **(environment or {})})

    def run(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return [float(w) for w in self.process.stdout.readline().split()]


def row(name, ours, theirs, sizes=None):
    median = statistics.median
    wall = median(t[0] / o[0] for o, t in zip(ours, theirs))
    cpu = median(t[1] / o[1] for o, t in zip(ours, theirs))
    size = f"{sizes[0] / sizes[1]:.3f}" if sizes else ""
    print(f"| {name} | {median(o[0] for o in ours):.0f} | {median(o[1] for o in ours):.0f} | {median(t[0] for t in theirs):.0f} "
          f"| {wall:.2f} × | {cpu:.2f} × | {size} |", flush=True)


def compare(name, path, folder, rounds, pial, plain):
    image = nib.load(path)
    stored = np.asarray(image.dataobj)
    for label, process in (("libdeflate", pial), ("without", plain)):
        ours, theirs = [], []
        for _ in range(rounds + 1):
            theirs.append(clock(lambda: nib.load(path).get_fdata(dtype=np.float32)))
            ours.append(process.run(f"read {path}"))
        row(f"{name}: read to float32 ({label})", ours[1:], theirs[1:])
    for kind in ("int16", "float32"):
        source = nib.Nifti1Image(stored.astype(kind), image.affine)
        ours, theirs = [], []
        for _ in range(rounds + 1):
            theirs.append(clock(lambda: nib.save(source, f"{folder}/n.nii.gz")))
            ours.append(pial.run(f"write {path} {kind} {folder}/p.nii.gz"))
        sizes = os.path.getsize(f"{folder}/p.nii.gz"), os.path.getsize(f"{folder}/n.nii.gz")
        row(f"{name}: write {kind}", ours[1:], theirs[1:], sizes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--head", nargs="*", default=[])
    options = parser.parse_args()
    model = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    dotnet = subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip()
    print(f"{time.strftime('%Y-%m-%d')}, {model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; .NET SDK {dotnet}, Python {platform.python_version()}, "
          f"nibabel {nib.__version__}, numpy {np.__version__}\n")
    print("| what | Pial ms | Pial CPU ms | nibabel ms | wall ratio | CPU ratio | size, Pial / nibabel |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        made = f"{folder}/head.nii.gz"
        nib.save(nib.Nifti1Image(head(), np.eye(4)), made)
        pial, plain = Pial(), Pial({"PIAL_NO_LIBDEFLATE": "1"})
        for path in [made, *options.head]:
            compare(pathlib.Path(path).name.split(".")[0], path, folder, options.rounds, pial, plain)
