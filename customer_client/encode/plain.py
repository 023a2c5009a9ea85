"""H.264 through PyAV, for a machine whose libx264 we cannot speak to directly.

Same stream, more work: every block is looked at, and the quantiser is libx264's own idea (crf 21 within a
VBV).
"""

from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from customer_client.core.picture import Plane
from customer_client.encode.headers import codec_of
from customer_client.errors import EncodeError

FRAMES_PER_SECOND: Final = 60
OPTIONS: Final = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "crf": "21",
    "forced-idr": "1",
    "maxrate": "6000k",
    "bufsize": "3000k",
    "x264-params": "annexb=1:repeat-headers=1:keyint=infinite:sliced-threads=1:me=umh:merange=64:"
    "colorprim=bt709:transfer=bt709:colormatrix=smpte170m:fullrange=off",
}


class PlainEncoder:
    """An `Encoder` that knows neither unchanged blocks nor quantisers: both arguments are passed over."""

    def __init__(self, size: tuple[int, int]) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, VideoCodecContext), "libx264 is a video codec"
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, FRAMES_PER_SECOND)
        context.framerate = Fraction(FRAMES_PER_SECOND, 1)
        context.thread_count = 2
        context.profile = "Baseline"
        context.options = dict(OPTIONS)
        self._context: VideoCodecContext | None = context
        self._next_pts = 0
        self.codec = ""

    def encode(self, planes: tuple[Plane, Plane, Plane], changed: Plane, qp: int, *, key: bool) -> bytes:
        """See `Encoder.encode`."""
        del changed, qp  # libx264 behind FFmpeg takes neither
        if self._context is None:
            raise EncodeError("The encoder is closed.")
        height_px, width_px = planes[0].shape
        stacked = np.concatenate([plane.reshape(-1, width_px) for plane in planes])
        frame = av.VideoFrame.from_ndarray(stacked, format="yuv420p")
        assert frame.height == height_px, "three planes, one picture"
        frame.pts, frame.time_base = self._next_pts, Fraction(1, FRAMES_PER_SECOND)
        self._next_pts += 1
        frame.pict_type = PictureType.I if key else PictureType.NONE
        try:
            data = b"".join(bytes(packet) for packet in self._context.encode(frame))
        except av.FFmpegError as error:
            raise EncodeError(f"A picture could not be encoded: {error}.") from error
        self.codec = self.codec or codec_of(data)
        return data

    def close(self) -> None:
        """See `Encoder.close`."""
        self._context = None
