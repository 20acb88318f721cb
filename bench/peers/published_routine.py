"""Peer of warp-vs-reference-speedup: the published way to warp a photo by a Moebius map, restated step by step from a reading of it.

From a Pillow picture to a Pillow picture: every source pixel is written to where the map takes it, truncated towards zero; the holes, found on a canvas
made of a list, are filled by sampling backwards with one three-dimensional map_coordinates (order 1, constant 0). Arguments: a PNG, then name,
a, b, c, d (real and imaginary part each) for each map on row + i column. Every line "round" on standard input is answered by a line of JSON:
milliseconds by map.
"""
import json
import sys
import time

import numpy as np
from PIL import Image
from scipy.ndimage import map_coordinates

REPEATS = 9

photo = Image.open(sys.argv[1]).convert("RGB")
height, width = photo.height, photo.width
rows, columns = np.mgrid[0:height, 0:width]
grid = rows + 1j * columns
words = sys.argv[2:]
maps = {}
for i in range(0, len(words), 9):
    parts = [float(word) for word in words[i + 1:i + 9]]
    maps[words[i]] = [complex(parts[k], parts[k + 1]) for k in range(0, 8, 2)]


def warp(picture, a, b, c, d):
    image = np.array(picture)
    output = np.zeros((height, width, 3), np.uint8)
    w = (a * grid + b) / (c * grid + d)
    to_row = w.real.astype(int)
    to_column = w.imag.astype(int)
    inside = (to_row >= 0) & (to_row < height) & (to_column >= 0) & (to_column < width)
    output[to_row[inside], to_column[inside], :] = image[rows[inside], columns[inside], :]

    is_hole = np.array([True] * (height * width)).reshape(height, width)
    is_hole[to_row[inside], to_column[inside]] = False
    hole_rows, hole_columns = np.where(is_hole)
    target = hole_rows + 1j * hole_columns
    source = (d * target - b) / (a - c * target)
    channels = np.repeat([0.0, 1.0, 2.0], len(target))
    filled = map_coordinates(image, [np.tile(source.real, 3), np.tile(source.imag, 3), channels], order=1, mode="constant", cval=0)
    output[hole_rows, hole_columns, :] = filled.reshape(3, -1).T
    return Image.fromarray(output)


def median_ms(coefficients):
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        warp(photo, *coefficients)
        times.append(time.perf_counter() - started)
    return sorted(times)[REPEATS // 2] * 1e3


for line in sys.stdin:
    print(json.dumps({name: median_ms(coefficients) for name, coefficients in maps.items()}), flush=True)
