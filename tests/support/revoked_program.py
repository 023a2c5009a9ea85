"""The captured machine's program from the local hand to the last picture, without a server.

Everything between the panic key and the studio is the program's own: its mailbox, session, journal and gate.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from customer_client.app.hand import RemoteHand
from customer_client.app.program import Program, now_ms
from customer_client.capture.choose import open_capture
from customer_client.core import events as ev
from customer_client.core.picture import EncodedFrame, Pointer
from customer_client.core.raising import INERT_MS
from customer_client.core.session import Session
from customer_client.encode.studio import Outlet, Studio
from customer_client.inject.choose import open_injector
from customer_client.link.pictures import Pictures
from customer_client.platform.choose import open_local_hand
from customer_client.platform.journal import Journal
from customer_client.platform.local_hand import Listeners
from customer_client.ui.words import Language
from protocol.ids import RequestId
from protocol.link_messages import MachineHello
from protocol.modes import Mode
from protocol.people import Abilities, Platform
from protocol.pointer import PointerAt, PointerShape
from protocol.screen import MonitorId
from tests.support.machine_playbook import ask, mirror
from tests.support.painter import Painter, painter
from tests.support.rfb import Rfb, rfb_hand
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import XServer

PAUSE: Final = 127
"""The panic key's keycode."""
WITHIN_SECONDS: Final = 10.0
PAINT_SECONDS: Final = 0.004
FLOWING: Final = 5
KEPT: Final = 1_000
"""Of the pictures that went."""
FLOWED_MS: Final = 1_000
PAINTED_AFTER: Final = 30
"""So often the desktop changes after the panic key: whoever still looked would see it."""


class Nobody:
    """Stands where the program speaks to others: whatever it is told, nothing comes of it."""

    streams: frozenset[MonitorId] = frozenset()

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


@dataclass
class Sent(Nobody):
    """The way to the server: keeps when each picture was captured, and when it went."""

    captured_ms: list[float] = field(default_factory=list[float])
    sent_ms: list[float] = field(default_factory=list[float])
    newest: deque[EncodedFrame] = field(default_factory=lambda: deque(maxlen=KEPT))
    pointers: list[PointerAt | PointerShape] = field(default_factory=list[PointerAt | PointerShape])

    def push(self, frame: EncodedFrame) -> None:
        """See `MediaLink.push`."""
        self.captured_ms.append(frame.pts_us / 1000)
        self.sent_ms.append(time.monotonic_ns() / 1e6)
        self.newest.append(frame)

    def point(self, pointer: PointerAt | PointerShape) -> None:
        """See `MediaLink.point`."""
        self.pointers.append(pointer)


@dataclass
class Revoked:
    """A program whose person can take everything back; by the X server's clock, which is this machine's."""

    program: Program
    loop: asyncio.AbstractEventLoop
    sent: Sent
    seen: Witness
    person: Rfb
    painted: "list[int]"
    trials: int = 0

    def allow(self) -> None:
        """The agent has control, and pictures flow."""
        self.trials += 1
        request_id = RequestId(f"question_{self.trials}")
        self.seen.seen.clear()
        at_ms = now_ms() - 3 * INERT_MS
        self._post(ev.Asked(at_ms, ask(Mode.FULL_CONTROL, request_id)))
        session = self.program.session
        until(lambda: session.question is not None, what="the question")
        while (question := session.question) is not None:
            at_ms += INERT_MS
            self._post(ev.Answered(at_ms, request_id, question.right, allowed=True))
            until(lambda: session.question is not question, what="the answer")
        pending = session.pending
        assert pending is not None
        self._post(ev.Logged(at_ms, request_id, pending.epoch))
        until(lambda: session.mode is Mode.FULL_CONTROL, what="control")
        before = len(self.sent.sent_ms)
        until(
            lambda: len(self.sent.sent_ms) > before + FLOWING, within_seconds=WITHIN_SECONDS, what="pictures"
        )

    def panic(self) -> tuple[float, float]:
        """How long after the person's key the last picture was captured, and went, in ms; 0: before it."""
        self.person.chord("Pause")
        session = self.program.session
        until(lambda: session.mode is None, within_seconds=WITHIN_SECONDS, what="the end of the view")
        painted = self.painted[0]
        until(lambda: self.painted[0] > painted + PAINTED_AFTER, what="a desktop that goes on changing")
        until(lambda: any(one.detail == PAUSE for one in self.seen.own("key down")), what="the witness")
        key = next(one for one in self.seen.own("key down") if one.detail == PAUSE)
        assert key.at_ms - self.sent.captured_ms[-1] < FLOWED_MS, "pictures flowed until the key"
        return max(0.0, self.sent.captured_ms[-1] - key.at_ms), max(0.0, self.sent.sent_ms[-1] - key.at_ms)

    def _post(self, event: ev.Event) -> None:
        self.loop.call_soon_threadsafe(self.program.post, event)


@contextmanager
def revoked_program(server: XServer, folder: Path) -> Iterator[Revoked]:
    """On this display, which DISPLAY names too; its desktop changes without a pause."""
    with ExitStack() as stack:
        seen = stack.enter_context(witness(server.display))
        person = stack.enter_context(rfb_hand(server.rfb_port))
        painted = stack.enter_context(_painted(stack.enter_context(painter(server))))
        loop = stack.enter_context(_loop())
        sent = Sent()
        made = asyncio.run_coroutine_threadsafe(_program(folder, sent), loop)
        program, studio = made.result(WITHIN_SECONDS)
        stack.callback(program.hand.close)
        stack.callback(studio.close)
        listeners = Listeners(program.hand.local_hand, program.panic, lambda _: None)
        stack.callback(open_local_hand(listeners, now_ms).close)
        running = asyncio.run_coroutine_threadsafe(program.run(), loop)
        stack.callback(running.cancel)
        yield Revoked(program, loop, sent, seen, person, painted)


async def _program(folder: Path, sent: Sent) -> tuple[Program, Studio]:
    loop = asyncio.get_running_loop()

    def deliver(frame: EncodedFrame) -> None:
        loop.call_soon_threadsafe(lambda: program.pictures.deliver(frame))

    def point(pointer: Pointer) -> None:
        loop.call_soon_threadsafe(lambda: program.pictures.point(pointer))

    studio = Studio(open_capture(), Outlet(deliver=deliver, pointer=point))
    studio.pause()
    hand = RemoteHand(open_injector(), studio.screen, 0, now_ms, lambda _: None, lambda _: None)
    abilities = Abilities(capture=True, inject=True)
    machine = MachineHello(
        platform=Platform.LINUX_X11, system="Debian", abilities=abilities, screen=studio.screen
    )
    program = Program(Session(), hand, Journal(folder), machine, Language.ENGLISH)
    nobody = cast("Any", Nobody())
    program.control = program.directs = program.front = program.works = program.marks = nobody
    program.drop_rights = lambda: None
    program.pictures = Pictures(studio, cast("Any", sent), nobody, studio.screen)
    program.pictures.relay(frozenset({program.pictures.first}))
    program.post(ev.Welcomed(now_ms() - 4 * INERT_MS, mirror(), "Ayuda"))
    return program, studio


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="program", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(WITHIN_SECONDS)
        loop.close()


@contextmanager
def _painted(paints: Painter) -> Iterator[list[int]]:
    """How often the desktop changed so far, in a list of one; it changes until the block ends."""
    count = [0]
    ended = threading.Event()

    def paint() -> None:
        while not ended.wait(PAINT_SECONDS):
            count[0] += 1
            paints.fill(count[0] * 0x50301 & 0xFFFFFF, 100, 100, 400, 300)

    thread = threading.Thread(target=paint, name="paints", daemon=True)
    thread.start()
    try:
        yield count
    finally:
        ended.set()
        thread.join(WITHIN_SECONDS)
