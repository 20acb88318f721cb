"""Peer of warp-vs-reference-speedup: the published way to warp a photo by a Möbius map, restated from its description with NumPy and SciPy.

Every source pixel is written to where the map takes it, truncated towards zero; holes are filled by sampling backwards with map_coordinates
(order 1, constant 0), a call a channel. Arguments: a PNG, then name, a, b, c, d (real and imaginary part each) for each map on row + i column.
Every line "round" on standard input is answered by a line of JSON: milliseconds by map.
"""
import json
import sys
import time

import numpy as np
from PIL import Image
from scipy.ndimage import map_coordinates

REPEATS = 9

photo = np.asarray(Image.open(sys.argv[1]).convert("RGB"))
words = sys.argv[2:]
maps = {}
for i in range(0, len(words), 9):
    parts = [float(word) for word in words[i + 1:i + 9]]
    maps[words[i]] = [complex(parts[k], parts[k + 1]) for k in range(0, 8, 2)]


def warp(image, a, b, c, d):
    height, width = image.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    z = rows + 1j * columns
    w = (a * z + b) / (c * z + d)
    to_row = w.real.astype(int)
    to_column = w.imag.astype(int)
    inside = (to_row >= 0) & (to_row < height) & (to_column >= 0) & (to_column < width)
    output = np.zeros_like(image)
    filled = np.zeros((height, width), bool)
    output[to_row[inside], to_column[inside]] = image[rows[inside], columns[inside]]
    filled[to_row[inside], to_column[inside]] = True
    holes = ~filled
    target = rows[holes] + 1j * columns[holes]
    source = (d * target - b) / (a - c * target)
    for channel in range(image.shape[2]):
        output[..., channel][holes] = map_coordinates(image[..., channel], [source.real, source.imag], order=1, mode="constant", cval=0)
    return output


def median_ms(coefficients):
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        warp(photo, *coefficients)
        times.append(time.perf_counter() - started)
    return sorted(times)[REPEATS // 2] * 1e3


for line in sys.stdin:
    print(json.dumps({name: median_ms(coefficients) for name, coefficients in maps.items()}), flush=True)
