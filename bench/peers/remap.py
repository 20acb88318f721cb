"""Peer of warp-vs-remap: OpenCV's remap on one core, with the maps given for free.

Arguments: a PNG, then for each map a name, a file of rows and a file of columns (float32, output height x width). Every line "round" on standard
input is answered by a line of JSON: milliseconds by map, the faster of float and fixed-point maps. "image NAME FILE" writes the remapped pixels.
"""
import json
import sys
import time

import cv2
import numpy as np

REPEATS = 60

cv2.setNumThreads(1)
photo = cv2.imread(sys.argv[1])
side = photo.shape[0]
maps = {}
for name, rows, columns in zip(*[iter(sys.argv[2:])] * 3):
    y = np.fromfile(rows, np.float32).reshape(side, side)
    x = np.fromfile(columns, np.float32).reshape(side, side)
    maps[name] = ((x, y), cv2.convertMaps(x, y, cv2.CV_16SC2))
output = np.empty_like(photo)


def median_ms(first, second):
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        cv2.remap(photo, first, second, cv2.INTER_LINEAR, dst=output, borderMode=cv2.BORDER_CONSTANT)
        times.append(time.perf_counter() - started)
    return sorted(times)[REPEATS // 2] * 1e3


for line in sys.stdin:
    words = line.split()
    if words[0] == "image":
        (x, y), _ = maps[words[1]]
        cv2.cvtColor(cv2.remap(photo, x, y, cv2.INTER_LINEAR), cv2.COLOR_BGR2RGB).tofile(words[2])
        print("{}", flush=True)
    else:
        print(json.dumps({name: min(median_ms(*floats), median_ms(*fixed)) for name, (floats, fixed) in maps.items()}), flush=True)
