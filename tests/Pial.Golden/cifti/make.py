"""Writes the CIFTI-2 files of this folder; nibabel 5.0.0 of Debian 12: /usr/bin/python3 make.py"""
import nibabel as nib
import numpy as np

left = nib.cifti2.BrainModelAxis.from_mask(np.array([1, 0, 1, 1, 0, 0, 1], bool), name='CORTEX_LEFT')
right = nib.cifti2.BrainModelAxis.from_mask(np.array([0, 1, 1], bool), name='CORTEX_RIGHT')
scalars = nib.Cifti2Image(np.arange(12, dtype=np.float32).reshape(2, 6) / 4, (nib.cifti2.ScalarAxis(['first', 'second']), left + right))
scalars.nifti_header.set_intent('NIFTI_INTENT_CONNECTIVITY_DENSE_SCALARS')
scalars.to_filename('two.dscalar.nii')
axis = nib.cifti2.LabelAxis(['parcels'], [{0: ('???', (0, 0, 0, 0)), 3: ('area', (1, 0, .5, 1))}])
labels = nib.Cifti2Image(np.array([[0, 3, 3, 0, 3, 0]], dtype=np.int32), (axis, left + right))
labels.nifti_header.set_intent('NIFTI_INTENT_CONNECTIVITY_DENSE_LABELS')
labels.to_filename('parcels.dlabel.nii')
