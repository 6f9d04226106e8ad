#!/usr/bin/env python3
"""Times FreeSurfer tables of many subjects, and compares the table with a naive reading of every file.

    run.py SUBJECT_DIR --pial artifacts/bin/Pial.Cli/release/pial [--count 10000] [--work DIR]

SUBJECT_DIR is one subject of FreeSurfer's; its stats/aseg.stats and stats/?h.aparc.stats are copied COUNT times. Beside Pial runs the data specification's
load_freesurfer_features for both hemispheres and aseg.stats (plain Python, one process). Prints rows for bench/results/freesurfer.md.
"""
import argparse
import csv
import os
import resource
import shutil
import subprocess
import tempfile
import time

FILES = ("aseg.stats", "lh.aparc.stats", "rh.aparc.stats")


def replicate(subject, count, root):
    data = {f: open(os.path.join(subject, "stats", f), "rb").read() for f in FILES}
    for n in range(count):
        stats = os.path.join(root, f"sub-{n:05d}", "stats")
        os.makedirs(stats)
        for name, content in data.items():
            with open(os.path.join(stats, name), "wb") as out:
                out.write(content)
    return sum(len(c) for c in data.values())


def naive(stats):
    """What the specification does, for every column of the wide table that has a row of its own."""
    features = {}
    for hemi in ("lh", "rh"):
        for line in open(os.path.join(stats, f"{hemi}.aparc.stats")):
            if line.startswith("#"):
                continue
            parts = line.split()
            for name, column in (("volume", 3), ("thickness", 4), ("area", 2)):
                features[f"{hemi}_{parts[0]}_{name}"] = float(parts[column])
    for line in open(os.path.join(stats, "aseg.stats")):
        if line.startswith("# Measure"):
            fields = line[9:].split(",")
            features[fields[1].strip()] = float(fields[3])
        elif not line.startswith("#"):
            parts = line.split()
            features[parts[4]] = float(parts[3])
    return features


def measure(command):
    start = time.time()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, command
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("subject")
    parser.add_argument("--pial", required=True)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--work")
    args = parser.parse_args()
    root = tempfile.mkdtemp(dir=args.work)
    try:
        subjects = os.path.join(root, "subjects")
        each = replicate(args.subject, args.count, subjects)
        table = os.path.join(root, "features.csv")
        print(f"{args.count} subjects, {3 * args.count} files, {each * args.count / 1e6:.0f} MB")
        for what, line in (
            ("wide table", ["features", "freesurfer", subjects, "-o", table, "--force"]),
            ("wide table, one thread", ["features", "freesurfer", subjects, "-o", table, "--force", "--threads", "1"]),
            ("long table", ["features", "freesurfer", subjects, "-o", os.path.join(root, "long.tsv"), "--long"]),
            ("quality control", ["features", "freesurfer-qc", subjects, "-o", os.path.join(root, "qc")]),
        ):
            seconds, cpu, mib = measure([args.pial, *line])
            print(f"| {what} | {seconds:.1f} | {cpu:.1f} | {mib:.0f} |")
        start, cpu = time.time(), time.process_time()
        expected = [naive(os.path.join(subjects, s, "stats")) for s in sorted(os.listdir(subjects))]
        print(f"| the specification's function, one process | {time.time() - start:.1f} | {time.process_time() - cpu:.1f} | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} |")
        compared = 0
        with open(table) as rows:
            for row, features in zip(csv.DictReader(rows), expected, strict=True):
                for name, value in features.items():
                    assert float(row[name]) == value, (row["participant_id"], name)
                    compared += 1
        print(f"{compared} values equal to the files'")
    finally:
        shutil.rmtree(root)


main()
