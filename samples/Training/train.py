"""Trains a small 3D U-Net to find grey matter, white matter and CSF, on patches that `pial stream` augments and delivers."""
import argparse, io, json, subprocess, time
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

TISSUES = ["background", "GM", "WM", "CSF"]


def batches(*arguments):
    with subprocess.Popen(["pial", "stream", *arguments], stdout=subprocess.PIPE) as pial:
        for line in pial.stdout:
            batch = json.loads(line)
            for array in batch["arrays"]:
                batch[array["name"]] = np.load(io.BytesIO(pial.stdout.read(array["bytes"])))
            yield batch
    if pial.returncode: raise RuntimeError("pial stream failed; its message is above")


def block(channels, out):
    return nn.Sequential(nn.Conv3d(channels, out, 3, padding=1), nn.InstanceNorm3d(out), nn.ReLU(), nn.Conv3d(out, out, 3, padding=1), nn.InstanceNorm3d(out), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.first, self.second, self.deep = block(1, width), block(width, 2 * width), block(2 * width, 4 * width)
        self.up, self.last = block(6 * width, 2 * width), block(3 * width, width)
        self.classes = nn.Conv3d(width, len(TISSUES), 1)

    def forward(self, image):
        first = self.first(image)
        second = self.second(F.max_pool3d(first, 2))
        deep = self.deep(F.max_pool3d(second, 2))
        up = self.up(torch.cat([F.interpolate(deep, scale_factor=2), second], 1))
        return self.classes(self.last(torch.cat([F.interpolate(up, scale_factor=2), first], 1)))


def dice(network, options):
    """Dice overlap of each tissue over the held-out heads, whole."""
    network.eval()
    scores = []
    with torch.no_grad():
        for batch in batches(options.table, "--image", "T1w=t1", "--label", "seg=dseg", "--where", "split=test", "--pipeline", options.whole, "--in-order", "--batch", "1"):
            found, true = network(torch.from_numpy(batch["image"])).argmax(1).numpy(), batch["seg"]
            scores.append([2 * np.sum((found == c) & (true == c)) / max(np.sum(found == c) + np.sum(true == c), 1) for c in range(1, len(TISSUES))])
    network.train()
    return np.mean(scores, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("--augment", default="augment.yaml")
    parser.add_argument("--whole", default="whole.yaml")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--patch", default="32")
    options = parser.parse_args()

    torch.manual_seed(0)
    network = UNet()
    optimizer = torch.optim.Adam(network.parameters(), 1e-2)
    print("before: Dice " + ", ".join(f"{t} {d:.3f}" for t, d in zip(TISSUES[1:], dice(network, options))))

    start, waited, patches, losses = time.time(), 0.0, 0, []
    asked = time.time()
    for batch in batches(options.table, "--image", "T1w=t1", "--label", "seg=dseg", "--where", "split=train", "--pipeline", options.augment, "--patch", options.patch,
                         "--sampler", "LabelSampler", "--patches-per-volume", "8", "--batch", "4", "--epochs", str(options.epochs), "--seed", "1"):
        waited += time.time() - asked
        loss = F.cross_entropy(network(torch.from_numpy(batch["image"])), torch.from_numpy(batch["seg"]).long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        patches += len(batch["ids"])
        if len(losses) % 60 == 0: print(f"epoch {batch['epoch']}, {len(losses)} batches: loss {np.mean(losses[-60:]):.3f}", flush=True)
        asked = time.time()

    print(f"{patches} patches in {time.time() - start:.0f} s, {waited:.1f} s of them spent waiting for data")
    print("after:  Dice " + ", ".join(f"{t} {d:.3f}" for t, d in zip(TISSUES[1:], dice(network, options))))
    torch.save({"weights": network.state_dict(), "cursor": batch["cursor"]}, "network.pt")


if __name__ == "__main__":
    main()
