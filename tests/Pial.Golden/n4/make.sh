#!/bin/sh
# Makes the files of this folder. Needs pial and itk-n4 (bench/Peers/itk-n4) on the PATH, and python3 with nibabel.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
pial phantom --analytic "$work/p" --voxel 4.5 --noise 3 --inu 40 --seed 11 --neck 10
cp "$work/p_T1w.nii.gz" image.nii.gz
cp "$work/p_tightmask.nii.gz" mask.nii.gz
itk-n4 image.nii.gz mask.nii.gz - "$work/masked.nii.gz" 1 20x20x20 0 1
itk-n4 image.nii.gz mask.nii.gz - "$work/converged.nii.gz" 1 50x50 0.001 1
itk-n4 image.nii.gz mask.nii.gz - "$work/shrunk.nii.gz" 2 20x20x20 0 1
itk-n4 image.nii.gz - - "$work/positive.nii.gz" 1 20x20 0 1
# The logarithm less its mean over the mask, as int16 of 1e-4: ITK leaves the field's scale open.
python3 - "$work" <<'PY'
import sys
import nibabel as nib
import numpy as np

mask = np.asanyarray(nib.load("mask.nii.gz").dataobj) > 0
for name in ("masked", "converged", "shrunk", "positive"):
    field = nib.load(f"{sys.argv[1]}/{name}.nii.gz")
    log = np.log(field.get_fdata())
    out = nib.Nifti1Image(np.rint((log - log[mask].mean()) * 1e4).astype(np.int16), field.affine)
    out.header.set_slope_inter(1e-4, 0)
    nib.save(out, f"{name}.nii.gz")
PY
rm -r "$work"
