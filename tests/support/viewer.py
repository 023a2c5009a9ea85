"""Somebody who sees what a studio delivers: every frame is decoded as it comes."""

import threading
import time
from collections.abc import Callable

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from customer_client.core.picture import EncodedFrame, Pointer
from customer_client.encode.studio import Outlet
from customer_client.errors import ClientError
from protocol.screen import MonitorId, Screen
from tests.support.h264 import plane_of

SOON_SECONDS = 8.0


class Viewer:
    """Collects what arrives from the studio's thread; the test waits for a condition on it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._decoders: dict[MonitorId, VideoCodecContext] = {}
        self.frames: list[EncodedFrame] = []
        self.shown: dict[MonitorId, VideoFrame] = {}
        self.pointers: list[Pointer] = []
        self.screens: list[Screen] = []
        self.failures: list[ClientError] = []
        self.outlet = Outlet(
            deliver=self._deliver,
            pointer=lambda pointer: self._note(lambda: self.pointers.append(pointer)),
            screen=lambda screen: self._note(lambda: self.screens.append(screen)),
            failed=lambda failure: self._note(lambda: self.failures.append(failure)),
        )

    def wait_until(self, holds: Callable[[], bool], what: str, seconds: float = SOON_SECONDS) -> None:
        """Until `holds`, or fail naming `what`."""
        with self._changed:
            assert self._changed.wait_for(holds, seconds), f"not within {seconds} s: {what}"

    def quiet_for(self, seconds: float) -> None:
        """Until nothing at all arrived for so long."""
        deadline = time.monotonic() + SOON_SECONDS
        with self._changed:
            seen = -1
            while seen != len(self.frames):
                seen = len(self.frames)
                self._changed.wait_for(lambda: len(self.frames) != seen, seconds)  # noqa: B023  waited for here
                assert time.monotonic() < deadline, "frames kept coming"

    def colour_at(self, stream: MonitorId, x_px: int, y_px: int) -> tuple[int, int, int] | None:
        """Red, green and blue of a pixel as a BT.601 viewer shows it; None before the first picture."""
        frame = self.shown.get(stream)
        if frame is None or x_px >= frame.width or y_px >= frame.height:
            return None
        luma = (float(plane_of(frame, 0)[y_px, x_px]) - 16) / 219
        cb = (float(plane_of(frame, 1)[y_px // 2, x_px // 2]) - 128) / 224
        cr = (float(plane_of(frame, 2)[y_px // 2, x_px // 2]) - 128) / 224
        red, blue = luma + 1.402 * cr, luma + 1.772 * cb
        green = (luma - 0.299 * red - 0.114 * blue) / 0.587
        return tuple(round(min(max(value, 0), 1) * 255) for value in (red, green, blue))  # type: ignore[return-value]  # three

    def shows(self, stream: MonitorId, rgb: int, x_px: int, y_px: int, *, within: int = 6) -> bool:
        """Whether that pixel is 0xRRGGBB, but for what the codec may change."""
        seen = self.colour_at(stream, x_px, y_px)
        wanted = (rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255)
        return seen is not None and all(
            abs(one - other) <= within for one, other in zip(seen, wanted, strict=True)
        )

    def luma(self, stream: MonitorId) -> NDArray[np.uint8]:
        """The luma plane that is shown."""
        return plane_of(self.shown[stream], 0)

    def _deliver(self, frame: EncodedFrame) -> None:
        self._note(lambda: self._take(frame))

    def _take(self, frame: EncodedFrame) -> None:
        decoder = self._decoders.get(frame.stream)
        if decoder is None:
            made = av.CodecContext.create("h264", "r")
            assert isinstance(made, VideoCodecContext)
            made.thread_count = 1
            made.flags |= av.codec.context.Flags.low_delay
            self._decoders[frame.stream] = decoder = made
        for picture in decoder.decode(av.Packet(frame.data)):
            self.shown[frame.stream] = picture
        self.frames.append(frame)

    def _note(self, happened: Callable[[], None]) -> None:
        with self._changed:
            happened()
            self._changed.notify_all()
