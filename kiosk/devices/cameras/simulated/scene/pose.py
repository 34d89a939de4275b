"""Where a flat thing stands before the camera, and what a pinhole camera makes of it.

Lengths are mm, angles radians, pixels continuous (the first pixel's centre is at 0.5). A thing's own plane
has its origin in the middle of its code, x to the right, y downwards.
"""

from dataclasses import dataclass
from math import cos, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Matrix = NDArray[np.float64]  # (3, 3), plane in mm to frame in px
Box = tuple[int, int, int, int]  # left, top, right, bottom in px

FOCAL_OF_WIDTH = 0.77
"""Focal length over picture width: 66 degrees across, as a Raspberry Pi camera module 3 has."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Position of the code's middle, the camera looking along `away`, and the turns about three axes."""

    right: float
    down: float
    away: float
    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0


def homography(pose: Pose, width: int, height: int) -> Matrix:
    """From the thing's plane (mm) to the frame (px)."""
    a, b, c = pose.pitch, pose.yaw, pose.roll
    about_x = np.array([[1, 0, 0], [0, cos(a), -sin(a)], [0, sin(a), cos(a)]])
    about_y = np.array([[cos(b), 0, sin(b)], [0, 1, 0], [-sin(b), 0, cos(b)]])
    about_z = np.array([[cos(c), -sin(c), 0], [sin(c), cos(c), 0], [0, 0, 1]])
    turned = about_z @ about_y @ about_x
    plane = np.column_stack([turned[:, 0], turned[:, 1], [pose.right, pose.down, pose.away]])
    focal = FOCAL_OF_WIDTH * width
    lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    return np.asarray(lens @ plane, dtype=np.float64)


def project(matrix: Matrix, points: Matrix) -> Matrix:
    """(n, 2) points of the plane to (n, 2) pixels."""
    seen = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(seen[:, :2] / seen[:, 2:], dtype=np.float64)


def box_of(points: Matrix, width: int, height: int, margin: int) -> Box:
    """The pixels that hold all points and a margin, cut at the frame's edge; its sides are even.

    It may be empty (right <= left or bottom <= top).
    """
    left, top = (np.floor(points.min(axis=0)) - margin).astype(int)
    right, bottom = (np.ceil(points.max(axis=0)) + margin).astype(int)
    left, top = max(0, int(left)), max(0, int(top))
    right, bottom = min(width, int(right)), min(height, int(bottom))
    return left, top, right - (right - left) % 2, bottom - (bottom - top) % 2


def warp(image: Image.Image, from_texture: Matrix, matrix: Matrix, box: Box, coarser: int) -> Image.Image:
    """The part of the frame inside `box` that shows `image`, at 1/`coarser` of the frame's resolution.

    `from_texture` goes from the image's pixels to the plane in mm. Around it stands the grey of its corner.
    """
    left, top, right, bottom = box
    to_box = np.array([[1 / coarser, 0, -left / coarser], [0, 1 / coarser, -top / coarser], [0, 0, 1]])
    back = np.linalg.inv(to_box @ matrix @ from_texture)
    back /= back[2, 2]
    size = ((right - left) // coarser, (bottom - top) // coarser)
    coefficients = tuple(float(value) for value in back.flatten()[:8])
    bilinear, corner = Image.Resampling.BILINEAR, image.getpixel((0, 0))
    return image.transform(size, Image.Transform.PERSPECTIVE, coefficients, bilinear, fillcolor=corner)
