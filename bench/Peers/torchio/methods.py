#!/usr/bin/env python3
"""What TorchIO 0.20's and MONAI's transforms do to one image, for a comparison of speed.

    ./methods.py ITK_LIBRARY HEAD.nii.gz LABELS.nii.gz

TorchIO itself is in no Debian package. This is a transcription of the methods its paper and documentation describe (and MONAI's for the rows marked so) on the libraries they stand
on: Torch, numpy, scipy, and ITK's resampling (through ctypes instead of SimpleITK). It leaves out what costs the originals time beside the method: the copy of the subject before
every transform, the history, the conversions between tensors and SimpleITK images but one copy of the result. So the originals are slower than this, not faster.

Reads names and answers each with milliseconds of CPU time on one thread, or 'none' for a transform it has not.
"""
import ctypes
import sys
import time

import nibabel
import numpy as np
import scipy.ndimage
import torch

itk = ctypes.CDLL(sys.argv[1])
rng = np.random.default_rng(1)
head = nibabel.load(sys.argv[2])
image = np.ascontiguousarray(np.asarray(head.dataobj, dtype=np.float32).T)  # k, j, i in memory, i fastest, as ITK and Pial have it
labels = np.ascontiguousarray(np.asarray(nibabel.load(sys.argv[3]).dataobj).astype(np.int32).T)
size = np.array(image.shape[::-1], dtype=np.int32)
spacing = np.array(head.header.get_zooms()[:3], dtype=np.float64)
tensor = torch.from_numpy(image)
scaled = torch.from_numpy((image - image.min()) / (image.max() - image.min()))
threads = 1  # of Torch and ITK


def pointer(array, kind):
    return array.ctypes.data_as(ctypes.POINTER(kind))


def resample(data, matrix=np.eye(3), translation=(0, 0, 0), out_size=None, out_spacing=None, nearest=False):
    n = np.array(data.shape[::-1], dtype=np.int32)
    s = spacing * size / n  # of whatever grid the data lie on over the same field of view
    out_size = n if out_size is None else np.array(out_size, dtype=np.int32)
    out_spacing = s if out_spacing is None else np.array(out_spacing, dtype=np.float64)
    origin = np.zeros(3) + (s - spacing) / 2
    out_origin = np.zeros(3) + (out_spacing - spacing) / 2
    out = np.empty(out_size[::-1], dtype=np.float32)
    m = np.ascontiguousarray(matrix, dtype=np.float64)
    t = np.array(translation, dtype=np.float64)
    c = spacing * (size - 1) / 2
    itk.affine(pointer(data, ctypes.c_float), pointer(n, ctypes.c_int), pointer(s, ctypes.c_double), pointer(origin, ctypes.c_double), pointer(out_size, ctypes.c_int),
               pointer(out_spacing, ctypes.c_double), pointer(out_origin, ctypes.c_double), pointer(m, ctypes.c_double), pointer(t, ctypes.c_double), pointer(c, ctypes.c_double),
               ctypes.c_int(int(nearest)), ctypes.c_float(0), ctypes.c_int(threads), pointer(out, ctypes.c_float))
    return out


def rotation(degrees):
    a, b, c = np.deg2rad(degrees)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return x @ y @ z


def affine(data=image, translation=0):
    return resample(data, rotation(rng.uniform(-10, 10, 3)) @ np.diag(rng.uniform(0.9, 1.1, 3)), rng.uniform(-1, 1, 3) * translation)


def elastic(data=image):
    points = np.array([7, 7, 7], dtype=np.int32)
    field = rng.uniform(-7.5, 7.5, (3, 7, 7, 7))
    for axis in (1, 2, 3):
        for end in (slice(0, 2), slice(-2, None)):
            field[tuple(end if a == axis else slice(None) for a in range(4))] = 0
    out = np.empty_like(data)
    origin = np.zeros(3)
    itk.bspline(pointer(data, ctypes.c_float), pointer(size, ctypes.c_int), pointer(spacing, ctypes.c_double), pointer(origin, ctypes.c_double), pointer(points, ctypes.c_int),
                pointer(np.ascontiguousarray(field), ctypes.c_double), ctypes.c_float(float(data.min())), ctypes.c_int(threads), pointer(out, ctypes.c_float))
    return out


def anisotropy(axis=None):
    axis = rng.integers(3) if axis is None else axis
    factor = rng.uniform(1.5, 5)
    coarse = spacing.copy()
    coarse[axis] *= factor
    n = np.maximum(np.round(size * spacing / coarse), 1).astype(np.int32)
    small = resample(image, out_size=n, out_spacing=size * spacing / n, nearest=True)
    return resample(small, out_size=size, out_spacing=spacing)


def spectrum(data):
    return torch.fft.fftshift(torch.fft.fftn(data))


def back(k):
    return torch.fft.ifftn(torch.fft.ifftshift(k)).real.float()


def motion():
    spectra = [spectrum(tensor)]
    for _ in range(2):
        spectra.append(spectrum(torch.from_numpy(resample(image, rotation(rng.uniform(-10, 10, 3)), rng.uniform(-10, 10, 3)))))
    ends = [0, image.shape[1] // 3, 2 * image.shape[1] // 3, image.shape[1]]
    result = torch.empty_like(spectra[0])
    for s, first, last in zip(spectra, ends[:-1], ends[1:]):
        result[:, first:last] = s[:, first:last]
    return back(result)


def ghosting():
    axis = int(rng.integers(3))
    k = spectrum(tensor)
    planes = list(range(0, k.shape[axis], int(rng.integers(4, 11))))
    index = [slice(None)] * 3
    index[axis] = planes
    kept = k.select(axis, k.shape[axis] // 2).clone()
    k[tuple(index)] *= 1 - rng.uniform(0.5, 1)
    k.select(axis, k.shape[axis] // 2).copy_(kept)
    return back(k)


def spike():
    k = spectrum(tensor)
    at = tuple(int(rng.integers(n)) for n in k.shape)
    k[at] += k.abs().max() * rng.uniform(1, 3)
    return back(k)


def bias(data=image, order=3):
    x, y, z = np.meshgrid(*[np.linspace(-1, 1, n, dtype=np.float32) for n in data.shape], indexing='ij')
    field = np.zeros_like(data)
    for i in range(order + 1):
        for j in range(order + 1 - i):
            for k in range(order + 1 - i - j):
                field += np.float32(rng.uniform(-0.5, 0.5)) * x**i * y**j * z**k
    return data * np.exp(field).astype(np.float32)


def blur(std=None):
    std = rng.uniform(0, 2, 3) if std is None else std
    return scipy.ndimage.gaussian_filter(image, std / spacing)


def noise(data=tensor, std=0.25):
    return data + torch.randn(*data.shape) * (rng.uniform(0, std)) + 0.0


def rician():  # MONAI
    std = 0.1
    return torch.sqrt((tensor + torch.randn(*tensor.shape) * std) ** 2 + (torch.randn(*tensor.shape) * std) ** 2)


def swap():
    data = tensor.clone()
    for _ in range(100):
        a = [int(rng.integers(0, n - 15)) for n in data.shape]
        b = [int(rng.integers(0, n - 15)) for n in data.shape]
        one, two = (data[p[0]:p[0] + 15, p[1]:p[1] + 15, p[2]:p[2] + 15] for p in (a, b))
        kept = one.clone()
        one.copy_(two.clone())
        two.copy_(kept)
    return data


def gamma():
    return scaled.sign() * scaled.abs() ** float(np.exp(rng.uniform(-0.3, 0.3)))


def rescale():
    array = image.copy()
    mask = np.ones(array.shape, dtype=bool)
    low, high = np.percentile(array[mask], (0, 100))
    np.clip(array, low, high, out=array)
    array -= low
    array /= high - low
    array *= 1
    array += 0
    return array


def znorm():
    data = tensor.clone().float()
    values = data[torch.ones_like(data, dtype=torch.bool)]
    mean, std = values.mean(), values.std()
    data -= mean
    data /= std
    return data


def labels_to_image():
    result = torch.zeros_like(tensor)
    volume = torch.from_numpy(labels)
    for label in torch.unique(volume):
        mask = volume == label
        result += mask * (torch.randn(*tensor.shape) * rng.uniform(0.01, 0.1) + rng.uniform(0.1, 0.9))
    return result


def remap():
    volume = torch.from_numpy(labels)
    result = volume.clone()
    for old, new in ((2, 41), (41, 2), (3, 42), (42, 3)):
        result[volume == old] = new
    return result


def one_hot():
    small = torch.from_numpy(np.minimum(labels, 4)).long()
    return torch.nn.functional.one_hot(small, 5).permute(3, 0, 1, 2).to(torch.int32).contiguous()


def crop_or_pad():
    return tensor[10:-11, 20:-21, 10:-11].clone()


def pad():
    return np.pad(image, 10, mode='constant', constant_values=0)


def gibbs():  # MONAI
    k = spectrum(tensor)
    alpha = rng.uniform(0, 1)
    grid = torch.meshgrid(*[torch.linspace(-(n // 2), n // 2, n) for n in k.shape], indexing='ij')
    distance = torch.sqrt(sum(g**2 for g in grid))
    radius = (1 - alpha) * max(k.shape) * np.sqrt(2) / 2
    return back(k * (distance <= radius))


def histogram_shift():  # MONAI
    reference = np.linspace(0, 1, 10)
    floating = reference.copy()
    for n in range(1, 9):
        floating[n] = rng.uniform(floating[n - 1], floating[n + 1])
    low, high = tensor.min(), tensor.max()
    x = ((tensor - low) / (high - low)).numpy()
    return np.interp(x, reference, floating).astype(np.float32) * float(high - low) + float(low)


def sharpen():  # MONAI
    blurred = scipy.ndimage.gaussian_filter(image, rng.uniform(0.5, 1))
    filtered = scipy.ndimage.gaussian_filter(blurred, 0.5)
    return blurred + rng.uniform(10, 30) * (blurred - filtered)


def adjust_contrast():  # MONAI
    low, high = tensor.min(), tensor.max()
    return ((tensor - low) / (high - low)) ** rng.uniform(0.5, 4.5) * (high - low) + low


def low_resolution():  # MONAI
    zoom = rng.uniform(0.5, 1)
    small = torch.nn.functional.interpolate(tensor[None, None], scale_factor=zoom, mode='nearest')
    return torch.nn.functional.interpolate(small, size=tensor.shape, mode='trilinear', align_corners=False)[0, 0]


def field(low, high):
    return torch.nn.functional.interpolate(torch.empty(1, 1, 5, 5, 5).uniform_(low, high), size=tensor.shape, mode='area')[0, 0]


def smooth_intensity():  # MONAI
    return tensor * field(0.1, 1)


def smooth_contrast():  # MONAI
    low, high = tensor.min(), tensor.max()
    return ((tensor - low) / (high - low)) ** field(0.5, 4.5) * (high - low) + low


def grid_distortion():  # MONAI
    axes = []
    for n in tensor.shape:
        steps = np.cumsum(np.concatenate([[0], 1 + rng.uniform(-0.03, 0.03, 5)]))
        axes.append(torch.from_numpy(np.interp(np.linspace(0, 5, n), np.arange(6), steps / steps[-1] * 2 - 1).astype(np.float32)))
    grid = torch.stack(list(reversed(torch.meshgrid(*axes, indexing='ij'))), dim=-1)[None]
    return torch.nn.functional.grid_sample(tensor[None, None], grid, mode='bilinear', padding_mode='border', align_corners=True)[0, 0]


def k_space_spike():  # MONAI
    k = spectrum(tensor)
    log = torch.log(k.abs() + 1e-10)
    phase = k.angle()
    at = tuple(int(rng.integers(n)) for n in k.shape)
    log[at] = log.mean() * 2.5 * rng.uniform(0.95, 1.1)
    return back(torch.exp(log) * torch.exp(1j * phase))


def crop_foreground():  # MONAI
    inside = tensor > 0
    box = []
    for axis in range(3):
        line = torch.any(torch.any(inside, dim=(axis + 2) % 3 if (axis + 2) % 3 > (axis + 1) % 3 else (axis + 1) % 3), dim=min((axis + 1) % 3, (axis + 2) % 3))
        at = torch.nonzero(line)
        box.append(slice(int(at[0]), int(at[-1]) + 1))
    return tensor[tuple(box)].clone()


def pos_neg_crop():  # MONAI
    volume = torch.from_numpy(labels).flatten()
    foreground, background = torch.nonzero(volume > 0), torch.nonzero(volume == 0)
    chosen = (foreground, background)[int(rng.integers(2))]
    at = np.unravel_index(int(chosen[int(rng.integers(len(chosen)))]), labels.shape)
    start = [min(max(p - 48, 0), n - 96) for p, n in zip(at, labels.shape)]
    box = tuple(slice(s, s + 96) for s in start)
    return tensor[box].clone(), torch.from_numpy(labels)[box].clone()


def specification():
    moved = affine(image, 5)
    flipped = np.ascontiguousarray(np.flip(moved, 2))
    noisy = noise(torch.from_numpy(flipped), 0.1)
    return bias(noisy.numpy())


methods = {
    'specification': specification, 'RandomAffine': affine, 'RandomFlip': lambda: np.flip(image, 2).copy(), 'RandomElasticDeformation': elastic, 'RandomAnisotropy': anisotropy, 'RandomMotion': motion,
    'RandomGhosting': ghosting, 'RandomSpike': spike, 'RandomBiasField': bias, 'RandomBlur': blur, 'RandomNoise': noise, 'RandomSwap': swap, 'RandomGamma': gamma, 'RescaleIntensity': rescale,
    'ZNormalization': znorm, 'Clamp': lambda: tensor.clamp(0, 100), 'Resample': lambda: resample(image, out_size=np.round(size * spacing / 2).astype(np.int32), out_spacing=[2, 2, 2]),
    'CropOrPad': crop_or_pad, 'Pad': pad, 'RandomLabelsToImage': labels_to_image, 'RemapLabels': remap, 'OneHot': one_hot,
    'RandomNoise, Rician': rician, 'RandomGibbsNoise': gibbs, 'RandomHistogramShift': histogram_shift, 'RandomGaussianSharpen': sharpen, 'RandomAdjustContrast': adjust_contrast,
    'RandomSimulateLowResolution': low_resolution, 'RandomSmoothFieldAdjustIntensity': smooth_intensity, 'RandomSmoothFieldAdjustContrast': smooth_contrast,
    'RandomGridDistortion': grid_distortion, 'RandomKSpaceSpikeNoise': k_space_spike, 'CropForeground': crop_foreground, 'RandomCropByPosNegLabel': pos_neg_crop,
}

torch.set_num_threads(threads)
for line in sys.stdin:
    name = line.rstrip('\n')
    if name not in methods:
        print('none', flush=True)
        continue
    start = time.process_time()
    result = methods[name]()
    print(f'{(time.process_time() - start) * 1000:.3f}', flush=True)
    del result
