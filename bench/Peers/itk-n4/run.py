#!/usr/bin/env python3
"""Times `pial n4` against ITK's N4 on the same images, interleaved, and compares the fields.

    run.py --pial PIAL --itk ITK_N4 [--repeats 2] [--setting ants|itk] NAME=IMAGE[:MASK] ...

Both programs read and write .nii.gz; whole processes are measured (CPU = user + system, and wall), and ITK's own figure without files. Two threads each.
Prints a Markdown table. Needs numpy and nibabel.
"""
import argparse
import os
import subprocess
import tempfile
import time

import nibabel as nib
import numpy as np

SETTINGS = {"ants": (4, "50x50x50x50", "0"), "itk": (1, "50", "0.001")}


def run(command):
    """-> wall, cpu, peak MiB, stdout"""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    text = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("%s\n%s" % (" ".join(command), errors))
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text + errors


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pial", required=True)
    p.add_argument("--itk", required=True)
    p.add_argument("--repeats", type=int, default=2)
    p.add_argument("--setting", choices=SETTINGS, default="ants")
    p.add_argument("images", nargs="+")
    a = p.parse_args()
    shrink, iterations, threshold = SETTINGS[a.setting]
    print("| image | voxels used | setting | CPU s ITK | CPU s Pial | ratio | wall s ITK | wall s Pial | ratio | peak MiB ITK | Pial | r of log fields | largest difference of fields |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for item in a.images:
        name, paths = item.split("=", 1)
        image, _, mask = paths.partition(":")
        with tempfile.TemporaryDirectory() as work:
            f = lambda n: os.path.join(work, n)
            itk = [a.itk, image, mask or "-", f("itk.nii.gz"), f("itk_field.nii.gz"), str(shrink), iterations, threshold, "2"]
            pial = [a.pial, "n4", image, f("pial.nii.gz"), "--field", f("pial_field.nii.gz"), "--force", "--threads", "2", "--verbose",
                    "--shrink-factor", str(shrink), "--convergence", iterations + "," + threshold] + (["--mask", mask] if mask else [])
            rows = [(run(itk), run(pial)) for _ in range(a.repeats)]
            voxels = np.asanyarray(nib.load(image).dataobj).squeeze()
            inside = np.asanyarray(nib.load(mask).dataobj) > 0 if mask else voxels > 0
            one, other = (np.log(nib.load(f(n)).get_fdata(dtype=np.float32)[inside].astype(float)) for n in ("itk_field.nii.gz", "pial_field.nii.gz"))
            one, other = one - one.mean(), other - other.mean()
            best = lambda program, what: min(r[program][what] for r in rows)
            print("| %s | %s | %s | %.1f | %.2f | %.0f | %.1f | %.2f | %.0f | %.0f | %.0f | %.4f | %.2f %% |" % (
                name, "mask" if mask else "positive", a.setting, best(0, 1), best(1, 1), best(0, 1) / best(1, 1), best(0, 0), best(1, 0), best(0, 0) / best(1, 0),
                best(0, 2), best(1, 2), np.corrcoef(one, other)[0, 1], 100 * np.abs(np.expm1(other - one)).max()), flush=True)
            print("<!-- ITK %s | Pial %s -->" % (rows[-1][0][3].strip(), rows[-1][1][3].strip().replace("\n", "; ")), flush=True)


if __name__ == "__main__":
    main()
