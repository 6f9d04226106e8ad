"""Pial against scipy on the same arrays, in one run: accuracy and seconds. Writes bench/results/resample-smooth.md.

    dotnet build -c Release bench/Pial.Bench
    python3 bench/Peers/scipy/run.py [--repeats 5]

The image is smooth structure plus noise, float32, range about 1. Runs of the two programs alternate, so that a busy machine is busy for both.
"""
import argparse, datetime, os, platform, statistics, subprocess, tempfile, time
from pathlib import Path

import numpy as np
import scipy
import scipy.ndimage as nd

ROOT = Path(__file__).resolve().parents[3]
BENCH = ROOT / "artifacts/bin/Pial.Bench/release/Pial.Bench"
SIGMA = 8 / 2.3548200450309493


def head(n):
    """A bright ball with ripples and noise on a dark ground: edges, smooth parts and texture."""
    rng = np.random.default_rng(1)
    x, y, z = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32),) * 3, indexing="ij", sparse=True)
    r = np.sqrt(x * x + 1.3 * y * y + 1.1 * z * z)
    image = np.where(r < 0.8, 0.6 + 0.3 * np.sin(25 * x) * np.cos(19 * y + 5 * z), 0)
    return (image + rng.normal(0, 0.02, (n, n, n))).astype(np.float32)


def oblique(n):
    """Turned about all three axes, scaled by 3 %, shifted by parts of a voxel; about the centre."""
    a, b, c = np.deg2rad([7, -11, 14])
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    ry = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    rz = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    m = 1.03 * rz @ ry @ rx
    centre = np.full(3, (n - 1) / 2)
    return m, centre - m @ centre + [0.3, -0.6, 0.2]


def cpu_model():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def pial(work, repeats, threads):
    out = subprocess.run([BENCH, "time", work, str(repeats), str(threads)], check=True, capture_output=True, text=True).stdout
    rows = {}
    for name, wall, cpu in (line.split() for line in out.splitlines()):
        rows.setdefault(name, []).append((float(wall), float(cpu)))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--size", type=int, default=256)
    args = parser.parse_args()
    n = args.size
    image = head(n)
    m, offset = oblique(n)
    peer = {
        "linear": lambda: nd.affine_transform(image, m, offset, order=1),
        "cubic": lambda: nd.affine_transform(image, m, offset, order=3),
        "gaussian": lambda: nd.gaussian_filter(image, SIGMA),
    }
    times = {(who, name): [] for who in ("scipy", "pial1", "pial2") for name in peer}
    errors = {}
    with tempfile.TemporaryDirectory() as work:
        np.savetxt(f"{work}/shape.txt", image.shape, fmt="%d")
        np.savetxt(f"{work}/map.txt", np.column_stack([m, offset]), fmt="%.17g")
        image.ravel(order="F").tofile(f"{work}/input.f32")
        for r in range(args.repeats):
            for threads in (1, 2):
                for name, rows in pial(work, 2, threads).items():
                    times[f"pial{threads}", name].append(min(rows))
            for name, f in peer.items():
                wall, cpu = time.perf_counter(), time.process_time()
                expected = f()
                times["scipy", name].append((time.perf_counter() - wall, time.process_time() - cpu))
                if r == 0:
                    got = np.fromfile(f"{work}/{name}.f32", np.float32).reshape(image.shape, order="F")
                    span = float(np.ptp(image))
                    differ = np.abs(got.astype(float) - expected)
                    errors[name] = (differ.max() / span, np.sqrt(np.mean(differ ** 2)) / span)
    write(n, args.repeats, times, errors)


def write(n, repeats, times, errors):
    med = {key: [statistics.median(v[i] for v in rows) for i in (0, 1)] for key, rows in times.items()}
    lines = [
        "# Resampling and smoothing against scipy",
        "",
        f"{n}³ float32. Linear and cubic: an oblique affine (turned about three axes, scaled by 3 %), cubic with its prefilter; Gaussian: 8 mm FWHM at 1 mm, cut at 4 sigma.",
        f"Medians of {repeats} alternating runs, each the better of two after a warm-up; input and output in memory.",
        "scipy runs these functions in one thread. Error: largest and root-mean-square difference from scipy, as a share of the input's range.",
        "",
        f"{cpu_model()}, {os.cpu_count()} CPUs; scipy {scipy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}; {datetime.date.today()}.",
        f"Made by `bench/Peers/scipy/run.py`; load average {os.getloadavg()[0]:.1f} at the end: above 1 other work took part of the two CPUs, and wall times",
        "with two threads are too long; CPU seconds tell more then.",
        "",
        "| operation | scipy s | Pial s, 2 threads | ratio | Pial s, 1 thread | ratio | Pial CPU s, 2 threads | CPU ratio | largest error | rms error |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ("linear", "cubic", "gaussian"):
        s, one, two = med["scipy", name], med["pial1", name], med["pial2", name]
        lines.append(
            f"| {name} | {s[0]:.3f} | {two[0]:.3f} | {s[0] / two[0]:.1f}× | {one[0]:.3f} | {s[0] / one[0]:.1f}× | {two[1]:.3f} | {s[1] / two[1]:.1f}× "
            f"| {errors[name][0]:.1e} | {errors[name][1]:.1e} |")
    text = "\n".join(lines) + "\n"
    (ROOT / "bench/results").mkdir(exist_ok=True)
    (ROOT / "bench/results/resample-smooth.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
