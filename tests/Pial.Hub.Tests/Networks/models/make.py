"""Tiny networks for the tests. Made with Python 3.11 and torch 1.13.1:  python3 make.py"""
import torch
from torch import nn

volume = nn.Conv3d(1, 2, 3, padding=1)
with torch.no_grad():  # channel 0: the mean of 27 voxels; channel 1: 2 x + 1
    volume.weight.zero_()
    volume.weight[0].fill_(1 / 27)
    volume.weight[1, 0, 1, 1, 1] = 2
    volume.bias.copy_(torch.tensor([0.0, 1.0]))
free = {2: "x", 3: "y", 4: "z"}
torch.onnx.export(volume, torch.zeros(1, 1, 8, 8, 8), "volume.onnx", input_names=["image"], output_names=["channels"], dynamic_axes={"image": free, "channels": free}, opset_version=13)
torch.onnx.export(volume, torch.zeros(1, 1, 8, 6, 4), "volume-fixed.onnx", input_names=["image"], output_names=["channels"], opset_version=13)

table = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1))
with torch.no_grad():  # class 1 has log odds a - b + 0.5 c
    table[0].weight.copy_(torch.tensor([[0.0, 0.0, 0.0], [1.0, -1.0, 0.5]]))
    table[0].bias.zero_()
torch.onnx.export(table, torch.zeros(1, 3), "table.onnx", input_names=["features"], output_names=["probabilities"], dynamic_axes={"features": {0: "n"}, "probabilities": {0: "n"}}, opset_version=13)

two = nn.Conv3d(2, 1, 1)
with torch.no_grad():  # the second channel minus twice the first
    two.weight.copy_(torch.tensor([-2.0, 1.0]).reshape(1, 2, 1, 1, 1))
    two.bias.zero_()
torch.onnx.export(two, torch.zeros(1, 2, 8, 8, 8), "two-channels.onnx", input_names=["image"], output_names=["channels"], dynamic_axes={"image": free, "channels": free}, opset_version=13)
