#!/usr/bin/env python3
"""Draws a picture, as PNG, with nothing but the standard library:  draw_photo.py FILE"""
import struct
import sys
import zlib

WIDTH, HEIGHT = 320, 240


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# A bird-sized blot before a sky.
rows = bytearray()
for y in range(HEIGHT):
    rows.append(0)
    for x in range(WIDTH):
        inside = (x - 160) ** 2 / 90**2 + (y - 120) ** 2 / 60**2 < 1
        rows += bytes((140, 90 + x // 8, 50)) if inside else bytes((120, 170, 255 - y // 4))

with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(bytes(rows))))
    file.write(chunk(b"IEND", b""))
