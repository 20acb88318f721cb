"""Peer of sample-small-vs-torchvision and sample-large-vs-torchvision: torchvision's usual training transforms, without Möbius.

Arguments: a photo, width, height, a JPEG to make of it (bicubic, Gaussian noise of 3 levels, quality 92, 4:2:0), samples a round. Every line "round" on
standard input is answered by a line of JSON: milliseconds a sample, decoding included, uint8 out.
"""
import io
import json
import sys
import time

import numpy as np
import torch
import torchvision.transforms as transforms
from PIL import Image

torch.set_num_threads(1)
torch.manual_seed(0)
photo_path, width, height, jpeg_path, samples = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])

photo = Image.open(photo_path).convert("RGB")
scale = min(photo.width / width, photo.height / height)
photo = photo.crop((0, 0, int(width * scale), int(height * scale))).resize((width, height), Image.BICUBIC)
noise = np.random.default_rng(0).normal(0, 3, (height, width, 3))
Image.fromarray(np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8)).save(jpeg_path, quality=92)
encoded = open(jpeg_path, "rb").read()

pipeline = transforms.Compose([
    transforms.RandomResizedCrop(224),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(0.4, 0.4, 0.4),
    transforms.PILToTensor(),
])

for line in sys.stdin:
    started = time.perf_counter()
    for _ in range(samples):
        pipeline(Image.open(io.BytesIO(encoded)).convert("RGB"))
    print(json.dumps({"sample": (time.perf_counter() - started) * 1e3 / samples}), flush=True)
