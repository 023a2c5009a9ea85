"""Reading what an encoder made."""

import re

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray


def nal_types(data: bytes) -> list[int]:
    """The types of the NAL units in an Annex B access unit, in order."""
    return [found[1][0] & 0x1F for found in re.finditer(rb"\x00\x00\x01(.)", data, re.DOTALL)]


def plane_of(frame: VideoFrame, number: int) -> NDArray[np.uint8]:
    """One plane of a decoded yuv420p frame: (height, width)."""
    plane = frame.planes[number]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def luma_psnr_db(frame: VideoFrame, luma: NDArray[np.uint8]) -> float:
    """How close the frame's luma is to this one; 100 dB where it is equal."""
    error = float(np.mean((plane_of(frame, 0).astype(np.int32) - luma) ** 2))
    return 100.0 if error == 0 else float(10 * np.log10(255**2 / error))
