"""The icons of the buttons, drawn here: flat shapes on a transparent ground, written as PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import hypot

Colour = tuple[int, int, int]
Shape = Callable[[float, float], bool]
"""Whether a point of the unit square, from the upper left corner, lies in it."""

_SAMPLES = 4  # a side of each pixel: softens the edges
_BLUE: Colour = (31, 78, 121)
_GREEN: Colour = (46, 125, 80)
_WHITE: Colour = (255, 255, 255)


def _box(left: float, top: float, right: float, bottom: float) -> Shape:
    return lambda x, y: left <= x <= right and top <= y <= bottom


def _disc(x0: float, y0: float, radius: float) -> Shape:
    return lambda x, y: hypot(x - x0, y - y0) <= radius


def _ring(x0: float, y0: float, outer: float, inner: float) -> Shape:
    return lambda x, y: inner <= hypot(x - x0, y - y0) <= outer


def _triangle(*corners: tuple[float, float]) -> Shape:
    (ax, ay), (bx, by), (cx, cy) = corners

    def inside(x: float, y: float) -> bool:
        sides = (
            (bx - ax) * (y - ay) - (by - ay) * (x - ax),
            (cx - bx) * (y - by) - (cy - by) * (x - bx),
            (ax - cx) * (y - cy) - (ay - cy) * (x - cx),
        )
        return min(sides) >= 0 or max(sides) <= 0

    return inside


def _without(shape: Shape, hole: Shape) -> Shape:
    return lambda x, y: shape(x, y) and not hole(x, y)


_DRAWINGS: dict[str, tuple[tuple[Shape, Colour], ...]] = {
    "new-workbook": (
        (_box(0.16, 0.06, 0.76, 0.94), _BLUE),
        (_box(0.22, 0.12, 0.70, 0.88), _WHITE),
        (_box(0.30, 0.62, 0.38, 0.80), _BLUE),
        (_box(0.42, 0.48, 0.50, 0.80), _BLUE),
        (_box(0.54, 0.34, 0.62, 0.80), _BLUE),
        (_disc(0.76, 0.24, 0.22), _GREEN),
        (_box(0.72, 0.10, 0.80, 0.38), _WHITE),
        (_box(0.62, 0.20, 0.90, 0.28), _WHITE),
    ),
    "undo": (
        (_without(_ring(0.54, 0.54, 0.38, 0.24), _box(0.0, 0.0, 0.54, 0.54)), _BLUE),
        (_triangle((0.54, 0.04), (0.54, 0.42), (0.24, 0.23)), _GREEN),
    ),
    "list": (
        (_box(0.10, 0.10, 0.90, 0.90), _BLUE),
        (_box(0.16, 0.30, 0.84, 0.84), _WHITE),
        (_box(0.22, 0.38, 0.30, 0.46), _GREEN),
        (_box(0.36, 0.40, 0.78, 0.44), _BLUE),
        (_box(0.22, 0.53, 0.30, 0.61), _GREEN),
        (_box(0.36, 0.55, 0.78, 0.59), _BLUE),
        (_box(0.22, 0.68, 0.30, 0.76), _GREEN),
        (_box(0.36, 0.70, 0.66, 0.74), _BLUE),
    ),
    "one-row": (
        (_box(0.06, 0.12, 0.46, 0.20), _BLUE),
        (_box(0.06, 0.28, 0.46, 0.36), _BLUE),
        (_box(0.06, 0.44, 0.46, 0.52), _BLUE),
        (_box(0.06, 0.60, 0.46, 0.68), _BLUE),
        (_box(0.06, 0.76, 0.46, 0.84), _BLUE),
        (_triangle((0.50, 0.28), (0.50, 0.68), (0.70, 0.48)), _GREEN),
        (_box(0.74, 0.44, 0.98, 0.52), _BLUE),
    ),
    "settings": (
        (_box(0.10, 0.20, 0.90, 0.26), _BLUE),
        (_box(0.10, 0.47, 0.90, 0.53), _BLUE),
        (_box(0.10, 0.74, 0.90, 0.80), _BLUE),
        (_disc(0.66, 0.23, 0.11), _GREEN),
        (_disc(0.30, 0.50, 0.11), _GREEN),
        (_disc(0.54, 0.77, 0.11), _GREEN),
    ),
    "value": (
        (_box(0.10, 0.74, 0.26, 0.92), _BLUE),
        (_box(0.32, 0.58, 0.48, 0.92), _BLUE),
        (_box(0.54, 0.42, 0.70, 0.92), _BLUE),
        (_disc(0.70, 0.26, 0.22), _GREEN),
        (_box(0.67, 0.12, 0.73, 0.40), _WHITE),
        (_box(0.60, 0.17, 0.80, 0.22), _WHITE),
        (_box(0.60, 0.30, 0.80, 0.35), _WHITE),
    ),
    "tiers": (
        (_triangle((0.50, 0.06), (0.94, 0.90), (0.06, 0.90)), _BLUE),
        (_box(0.0, 0.34, 1.0, 0.38), _WHITE),
        (_box(0.0, 0.52, 1.0, 0.56), _WHITE),
        (_box(0.0, 0.70, 1.0, 0.74), _WHITE),
        (_triangle((0.50, 0.06), (0.647, 0.34), (0.353, 0.34)), _GREEN),
    ),
    "share": (
        (_box(0.08, 0.10, 0.62, 0.90), _BLUE),
        (_box(0.14, 0.16, 0.56, 0.84), _WHITE),
        (_box(0.20, 0.26, 0.50, 0.31), _BLUE),
        (_box(0.20, 0.40, 0.50, 0.45), _BLUE),
        (_box(0.38, 0.58, 0.76, 0.68), _GREEN),
        (_triangle((0.72, 0.44), (0.72, 0.82), (0.97, 0.63)), _GREEN),
    ),
    "forward": (
        (_box(0.08, 0.16, 0.66, 0.92), _BLUE),
        (_box(0.14, 0.36, 0.60, 0.86), _WHITE),
        (_box(0.20, 0.06, 0.26, 0.26), _BLUE),
        (_box(0.48, 0.06, 0.54, 0.26), _BLUE),
        (_triangle((0.44, 0.44), (0.44, 0.78), (0.68, 0.61)), _GREEN),
        (_triangle((0.70, 0.44), (0.70, 0.78), (0.94, 0.61)), _GREEN),
    ),
    "partners": (
        (_disc(0.28, 0.26, 0.13), _BLUE),
        (_disc(0.72, 0.26, 0.13), _BLUE),
        (_disc(0.28, 0.62, 0.20), _BLUE),
        (_disc(0.72, 0.62, 0.20), _BLUE),
        (_box(0.04, 0.62, 0.96, 0.72), _GREEN),
        (_box(0.12, 0.72, 0.88, 0.92), _GREEN),
    ),
    "working": (
        (_box(0.10, 0.08, 0.90, 0.92), _BLUE),
        (_box(0.17, 0.15, 0.83, 0.85), _WHITE),
        (_box(0.24, 0.22, 0.58, 0.29), _BLUE),
        (_box(0.24, 0.37, 0.68, 0.44), _BLUE),
        (_box(0.24, 0.52, 0.76, 0.59), _BLUE),
        (_box(0.24, 0.66, 0.76, 0.69), _GREEN),
        (_box(0.24, 0.73, 0.76, 0.76), _GREEN),
    ),
    "deal": (
        (_disc(0.26, 0.60, 0.22), _BLUE),
        (_disc(0.26, 0.60, 0.14), _WHITE),
        (_box(0.54, 0.66, 0.62, 0.82), _GREEN),
        (_box(0.66, 0.52, 0.74, 0.82), _GREEN),
        (_box(0.78, 0.36, 0.86, 0.82), _GREEN),
        (_box(0.90, 0.18, 0.98, 0.82), _GREEN),
        (_box(0.02, 0.86, 0.98, 0.91), _BLUE),
    ),
    "matrix": (
        (_box(0.08, 0.08, 0.14, 0.92), _BLUE),
        (_box(0.08, 0.86, 0.92, 0.92), _BLUE),
        (_box(0.14, 0.47, 0.92, 0.50), _BLUE),
        (_box(0.52, 0.08, 0.55, 0.86), _BLUE),
        (_disc(0.76, 0.26, 0.09), _GREEN),
        (_disc(0.66, 0.68, 0.07), _BLUE),
        (_disc(0.34, 0.30, 0.07), _BLUE),
        (_disc(0.28, 0.70, 0.06), _GREEN),
    ),
    "changed": (
        (_box(0.06, 0.16, 0.40, 0.84), _BLUE),
        (_box(0.12, 0.22, 0.34, 0.78), _WHITE),
        (_box(0.60, 0.16, 0.94, 0.84), _BLUE),
        (_box(0.66, 0.22, 0.88, 0.78), _WHITE),
        (_box(0.16, 0.60, 0.30, 0.66), _BLUE),
        (_box(0.70, 0.34, 0.84, 0.40), _GREEN),
        (_box(0.36, 0.46, 0.54, 0.54), _GREEN),
        (_triangle((0.50, 0.34), (0.50, 0.66), (0.68, 0.50)), _GREEN),
    ),
    "check": (
        (_box(0.10, 0.06, 0.78, 0.94), _BLUE),
        (_box(0.17, 0.13, 0.71, 0.87), _WHITE),
        (_box(0.24, 0.26, 0.64, 0.32), _BLUE),
        (_box(0.24, 0.42, 0.64, 0.48), _BLUE),
        (_box(0.24, 0.58, 0.46, 0.64), _BLUE),
        (_disc(0.72, 0.72, 0.24), _GREEN),
        (_triangle((0.58, 0.72), (0.70, 0.86), (0.72, 0.74)), _WHITE),
        (_triangle((0.68, 0.84), (0.74, 0.84), (0.88, 0.58)), _WHITE),
    ),
    "explain": (
        (_box(0.06, 0.10, 0.94, 0.70), _BLUE),
        (_triangle((0.22, 0.68), (0.46, 0.68), (0.22, 0.94)), _BLUE),
        (_disc(0.50, 0.24, 0.06), _WHITE),
        (_box(0.45, 0.34, 0.55, 0.62), _WHITE),
    ),
    "retention": (
        (_ring(0.5, 0.5, 0.46, 0.36), _GREEN),
        (_disc(0.5, 0.37, 0.13), _BLUE),
        (_without(_disc(0.5, 0.76, 0.22), _box(0.0, 0.74, 1.0, 1.0)), _BLUE),
    ),
    "exits": (
        (_box(0.12, 0.08, 0.62, 0.92), _BLUE),
        (_box(0.20, 0.16, 0.54, 0.84), _WHITE),
        (_box(0.34, 0.44, 0.74, 0.56), _GREEN),
        (_triangle((0.70, 0.32), (0.70, 0.68), (0.94, 0.50)), _GREEN),
    ),
    "contacts": (
        (_box(0.08, 0.14, 0.84, 0.86), _BLUE),
        (_box(0.14, 0.34, 0.78, 0.80), _WHITE),
        (_box(0.24, 0.06, 0.32, 0.22), _BLUE),
        (_box(0.60, 0.06, 0.68, 0.22), _BLUE),
        (_box(0.22, 0.44, 0.34, 0.54), _BLUE),
        (_box(0.40, 0.44, 0.52, 0.54), _BLUE),
        (_disc(0.72, 0.72, 0.24), _GREEN),
        (_box(0.69, 0.56, 0.75, 0.76), _WHITE),
        (_box(0.69, 0.70, 0.86, 0.76), _WHITE),
    ),
    "referrals": (
        (_triangle((0.46, 0.26), (0.54, 0.26), (0.24, 0.74)), _BLUE),
        (_triangle((0.46, 0.26), (0.54, 0.26), (0.76, 0.74)), _BLUE),
        (_disc(0.5, 0.24, 0.20), _BLUE),
        (_disc(0.22, 0.76, 0.17), _GREEN),
        (_disc(0.78, 0.76, 0.17), _GREEN),
    ),
    "offers": (
        (_box(0.10, 0.34, 0.74, 0.92), _BLUE),
        (_box(0.06, 0.26, 0.78, 0.42), _BLUE),
        (_box(0.38, 0.26, 0.46, 0.92), _WHITE),
        (_disc(0.74, 0.28, 0.24), _GREEN),
        (_box(0.70, 0.14, 0.78, 0.42), _WHITE),
        (_box(0.60, 0.24, 0.88, 0.32), _WHITE),
    ),
    "prospects": (
        (_ring(0.5, 0.5, 0.46, 0.36), _BLUE),
        (_ring(0.5, 0.5, 0.27, 0.19), _BLUE),
        (_disc(0.5, 0.5, 0.11), _GREEN),
    ),
    "help": (
        (_disc(0.5, 0.5, 0.46), _BLUE),
        (_without(_ring(0.5, 0.36, 0.20, 0.11), _box(0.0, 0.38, 0.48, 1.0)), _WHITE),
        (_box(0.455, 0.47, 0.545, 0.66), _WHITE),
        (_disc(0.5, 0.77, 0.06), _WHITE),
    ),
    "manual": (
        (_box(0.14, 0.10, 0.86, 0.90), _BLUE),
        (_box(0.26, 0.16, 0.80, 0.84), _WHITE),
        (_box(0.34, 0.28, 0.72, 0.34), _BLUE),
        (_box(0.34, 0.44, 0.72, 0.50), _BLUE),
        (_box(0.34, 0.60, 0.58, 0.66), _BLUE),
    ),
    "restart": (
        (_without(_ring(0.5, 0.54, 0.38, 0.26), _box(0.5, 0.0, 1.0, 0.54)), _GREEN),
        (_triangle((0.46, 0.02), (0.46, 0.42), (0.78, 0.22)), _GREEN),
    ),
    "about": (
        (_disc(0.5, 0.5, 0.46), _GREEN),
        (_disc(0.5, 0.27, 0.07), _WHITE),
        (_box(0.44, 0.41, 0.56, 0.78), _WHITE),
    ),
}


def png(icon: str, side: int) -> bytes:
    """An icon as a square PNG of so many pixels a side."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)  # 8 bits each of red, green, blue and opacity
    rows = b"".join(b"\0" + b"".join(_pixel(icon, x, y, side) for x in range(side)) for y in range(side))
    # Not compressed: so the bytes are the same on every machine.
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixel(icon: str, column: int, row: int, side: int) -> bytes:
    painted = [
        colour
        for i in range(_SAMPLES)
        for j in range(_SAMPLES)
        if (colour := _colour(icon, (column + (i + 0.5) / _SAMPLES) / side, (row + (j + 0.5) / _SAMPLES) / side))
    ]
    if not painted:
        return bytes(4)
    mixed = (round(sum(part) / len(painted)) for part in zip(*painted, strict=True))
    return bytes((*mixed, round(255 * len(painted) / _SAMPLES**2)))


def _colour(icon: str, x: float, y: float) -> Colour | None:
    """The colour of the uppermost shape at a point."""
    return next((colour for shape, colour in reversed(_DRAWINGS[icon]) if shape(x, y)), None)
