"""A captured machine for the stage: answers when told to, and shows one painted picture."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import av
import httpx2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from protocol.limits import PROTOCOL_VERSION
from protocol.media import Codec, Header, Kind, pack
from tests.support import staged_work

WIDTH_PX: Final = 1920
HEIGHT_PX: Final = 1080
WAIT_SECONDS: Final = 10.0
_TICK_SECONDS: Final = 1.0


@contextmanager
def staged_machine(base_url: str, code: str) -> "Iterator[StagedMachine]":
    """The machine of the session with this code, on a server that speaks plain HTTP."""
    joined = httpx2.post(f"{base_url}/api/join", json={"code": code}, trust_env=False).json()
    sockets = base_url.replace("http", "ws", 1)
    with connect(f"{sockets}/ws", compression=None) as control:
        control.send(json.dumps(_HELLO | {"ticket": joined["ticket"]}))
        welcome = json.loads(control.recv(WAIT_SECONDS))
        with connect(f"{sockets}/ws/media", compression=None) as media:
            media.send(json.dumps(_MEDIA_HELLO | {"ticket": welcome["media_ticket"]}))
            yield StagedMachine(control, media)


class StagedMachine:
    """The desktop program's place in a session, played over its two open sockets."""

    def __init__(self, control: ClientConnection, media: ClientConnection) -> None:
        self._control = control
        self._media = media
        self._epoch = 0
        self._question: dict[str, Any] | None = None
        self._orders: dict[str, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self._key = encoded(desktop_picture())
        self._seq = 0
        for work in (self._listen, self._beat):
            threading.Thread(target=work, daemon=True).start()

    def answer(self, *, allowed: bool = True) -> None:
        """Wait for the question, then answer it as the person there would."""
        question = self._until(lambda: self._question)
        self._question = None
        given: dict[str, Any] = {
            "type": "consent_given",
            "request_id": question["request_id"],
            "answer": "allowed" if allowed else "refused",
            "mode": question["mode"],
            "epoch": self._epoch,
        }
        if allowed:
            self._epoch += 1
            given |= {"epoch": self._epoch, "covered": [one["person_id"] for one in question["people"]]}
            if question["mode"] != "observer":
                given["holder"] = question["asked_by"]["person_id"]
        self._say(given)

    def until_asked(self) -> None:
        """Wait until a question is open."""
        self._until(lambda: self._question)

    def panic(self) -> None:
        """The person pressed the panic key: the view goes on, control does not."""
        self._epoch += 1
        self._say({"type": "lowered_here", "mode": "observer", "epoch": self._epoch, "by": "panic_key"})

    def show(self) -> None:
        """Send the picture, as a key frame."""
        self._seq += 1
        pts_us = time.monotonic_ns() // 1000
        header = Header(
            Kind.VIDEO,
            True,
            0,
            self._seq,
            pts_us,
            WIDTH_PX,
            HEIGHT_PX,
            Codec.H264,
            _profile(self._key),
        )
        self._media.send(pack(header, self._key))

    def _listen(self) -> None:
        try:
            for text in self._control:
                self._take(json.loads(text))
        except ConnectionClosed:
            return

    def _take(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "ask_consent":
            with self._changed:
                self._question = message
                self._changed.notify_all()
        elif kind in ("stop_asking", "raise_logged"):
            self._question = None if kind == "stop_asking" else self._question
        elif kind == "key_frame_wanted" or (kind == "watched" and message["streams"]):
            self.show()
        elif kind == "lower_order":
            self._epoch += 1
            lowered = {"type": "lowered_here", "epoch": self._epoch, "mode": message.get("mode")}
            self._say(lowered | {"by": message["by"], "person_id": message.get("person_id")})
        else:
            self._work(kind, message)

    def _work(self, kind: str, message: dict[str, Any]) -> None:
        """Whatever is ordered is allowed, and done at once."""
        if kind == "order_work":
            self._orders[message["request_id"]] = message
            self._say(staged_work.given(message))
        elif kind == "work_logged":
            for said in staged_work.done(self._orders[message["request_id"]]):
                self._say(said)
        elif kind == "return_token":
            self._say(staged_work.restarting(message["request_id"]))

    def _beat(self) -> None:
        number = 0
        stop = threading.Event()
        while not stop.wait(_TICK_SECONDS):
            number += 1
            try:
                self._say({"type": "ping", "number": number})
            except ConnectionClosed:
                return

    def _say(self, message: dict[str, Any]) -> None:
        self._control.send(json.dumps(message))

    def _until(self, condition: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        with self._changed:
            assert self._changed.wait_for(lambda: condition() is not None, WAIT_SECONDS), "nobody asked"
        found = condition()
        assert found is not None
        return found


_MEDIA_HELLO: Final = {"type": "media_hello", "protocol": PROTOCOL_VERSION}
_HELLO: Final[dict[str, Any]] = {
    "type": "hello",
    "protocol": PROTOCOL_VERSION,
    "version": "staged",
    "machine": {
        "platform": "linux_x11",
        "system": "Debian 12",
        "abilities": {"capture": True, "inject": True, "sentence": ""},
        "screen": {
            "monitors": [
                {
                    "id": 0,
                    "left_px": 0,
                    "top_px": 0,
                    "width_px": WIDTH_PX,
                    "height_px": HEIGHT_PX,
                    "scale": 1.0,
                    "primary": True,
                    "name": "screen",
                }
            ]
        },
        "epoch": 0,
    },
}


def desktop_picture() -> NDArray[np.uint8]:
    """A desktop as a child would draw it: uint8, (height, width, 3), RGB."""
    picture = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[:] = (40, 92, 104)
    for left, top, width, height in ((180, 120, 900, 640), (760, 380, 940, 560)):
        picture[top : top + height, left : left + width] = (246, 246, 244)
        picture[top : top + 40, left : left + width] = (60, 64, 72)
        for line in range(top + 80, top + height - 40, 34):
            length = 200 + (line * 97) % (width - 320)
            picture[line : line + 12, left + 40 : left + 40 + length] = (150, 155, 160)
    picture[HEIGHT_PX - 44 :, :] = (24, 28, 32)
    return picture


def encoded(picture: NDArray[np.uint8]) -> bytes:
    """One key frame, H.264, Annex B, with its parameter sets."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height = WIDTH_PX, HEIGHT_PX
    context.pix_fmt = "yuv420p"
    context.options = {"preset": "superfast", "tune": "zerolatency", "profile": "baseline", "crf": "20"}
    frame = VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
    packets = [*context.encode(frame), *context.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _profile(key: bytes) -> bytes:
    """The three bytes that name profile and level, from the sequence parameter set."""
    at = key.index(b"\x00\x00\x01\x67") + 4
    return key[at : at + 3]
