"""One thread from the desktop to ready frames: capture, pace, convert, encode, deliver."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias

from customer_client.core.damage import picture_size
from customer_client.core.pacing import SETTLED_QPS, Budget, Pacer, Refine, Rest, Take
from customer_client.core.picture import Capture, Clock, EncodedFrame, Encoder, Pointer
from customer_client.encode.canvas import Canvas
from customer_client.encode.choose import open_encoder
from customer_client.errors import ClientError
from protocol.screen import Monitor, MonitorId, Screen

log = logging.getLogger(__name__)

MakeEncoder: TypeAlias = Callable[[tuple[int, int]], Encoder]

NS_PER_MS: Final = 1_000_000
NS_PER_US: Final = 1_000
CLOSE_WITHIN_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where the studio's work goes. Each is called from the studio's thread and must not wait.

    Attributes:
        deliver: A frame, in order for its stream.
        pointer: The pointer moved or looks different.
        screen: The monitors changed; streams of monitors that are gone have ended.
        failed: The desktop can no longer be shown; the studio's thread has ended.
    """

    deliver: Callable[[EncodedFrame], None]
    pointer: Callable[[Pointer], None] = lambda _: None
    screen: Callable[[Screen], None] = lambda _: None
    failed: Callable[[ClientError], None] = lambda _: None


class StudioCrashed(ClientError):
    """The studio's thread ended by a fault of its own."""

    def __str__(self) -> str:
        return (
            "Your screen can no longer be shown because of a fault in this program. Start the program again."
        )


class _Reel:
    """What one watched monitor needs: its canvas, its encoder, its pace.

    A blank one is never drawn on: its canvas is as black as it was made.
    """

    def __init__(self, monitor: Monitor, budget: Budget, make_encoder: MakeEncoder, *, blank: bool) -> None:
        self.blank = blank
        self.stream = monitor.id
        self.size = picture_size(monitor.width_px, monitor.height_px)
        self.canvas = Canvas(self.size)
        self.encoder = make_encoder(self.size)
        self.pacer = Pacer(budget)
        self.whole = True

    def restart(self) -> None:
        """The next picture is whole, and decodable by itself."""
        self.whole = True
        self.pacer.changed()
        self.pacer.want_key()


class Studio:
    """Shows the watched monitors of one desktop: each change is captured, encoded once and delivered.

    Starts its thread at once, and owns the capture from then on. Every method may be called from any thread,
    from within the outlet's functions too; none waits for a picture, save `close`, which waits for the
    thread's end.
    """

    def __init__(
        self,
        capture: Capture,
        outlet: Outlet,
        *,
        clock: Clock = time.monotonic_ns,
        make_encoder: MakeEncoder = open_encoder,
    ) -> None:
        self._capture = capture
        self._outlet = outlet
        self._clock = clock
        self._make_encoder = make_encoder
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._gate = threading.RLock()
        self._paused = False
        self._pauses = 0
        self._covered = False
        self._covers = 0
        self._closed = False
        self._budget = Budget()
        self._backlog_ms = 0
        self._watched: frozenset[MonitorId] = frozenset()
        self._screen = capture.screen()
        self._reels: dict[MonitorId, _Reel] = {}
        self._last: dict[MonitorId, tuple[int, int]] = {}
        self._thread = threading.Thread(target=self._run, name="studio", daemon=True)
        self._thread.start()

    @property
    def screen(self) -> Screen:
        """The monitors as they are now."""
        return self._screen

    def watch(self, monitors: frozenset[MonitorId]) -> None:
        """Show these and no others; one that is not there is shown when it comes."""
        self._order(lambda: self._set_watched(monitors))

    def request_key(self, stream: MonitorId) -> None:
        """Somebody needs a picture decodable by itself: it comes at once, or a second after the last."""
        self._order(lambda: self._want_key(stream))

    def pause(self) -> None:
        """Take no picture and deliver none, from now on: when this returns, the last one was delivered."""
        with self._gate:
            self._paused = True
            self._pauses += 1
        self._capture.wake()

    def resume(self) -> None:
        """Go on, with a key frame of each watched monitor, unless it is paused again meanwhile."""
        with self._gate:
            pauses = self._pauses
        self._order(lambda: self._go_on(pauses))

    def cover(self) -> None:
        """Deliver black pictures only, from now on: when this returns, the last other one was delivered."""
        with self._gate:
            self._covered = True
            self._covers += 1
        self._order(self._renew)

    def uncover(self) -> None:
        """Show the desktop again, with a key frame of each watched monitor, unless it is covered again."""
        with self._gate:
            covers = self._covers
        self._order(lambda: self._show_again(covers))

    def set_budget(self, kbit_s: int) -> None:
        """What all streams together may use; ahead of it, pictures become coarser, then fewer."""
        self._order(lambda: self._budget.allow(self._now_ms(), kbit_s))

    def set_congestion(self, backlog_ms: int) -> None:
        """How long what was delivered waits before it leaves; pictures come no closer than that."""
        with self._gate:
            if backlog_ms == self._backlog_ms:
                return  # a studio at rest is not woken
            self._backlog_ms = backlog_ms
        self._order(self._spread_backlog)

    def close(self) -> None:
        """End the thread and let go of the desktop. Closing twice is fine."""
        self.pause()
        self._order(self._stop)
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_WITHIN_SECONDS)

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.put(order)
        self._capture.wake()

    def _run(self) -> None:
        try:
            while not self._closed:
                self._turn()
        except ClientError as error:
            self._outlet.failed(error)
        except Exception:
            log.exception("the studio's thread crashed")
            self._outlet.failed(StudioCrashed())
        finally:
            self._drop(list(self._reels))
            self._capture.close()

    def _turn(self) -> None:
        self._obey()
        if self._closed:
            return
        paced = frozenset() if self._paused else frozenset(self._reels)
        untils = [self._advance(self._reels[stream]) for stream in paced]
        until_ms = min((until for until in untils if until is not None), default=None)
        timeout = None if until_ms is None else max(0, until_ms - self._now_ms()) / 1000
        shown = frozenset(stream for stream in paced if not self._reels[stream].blank)
        news = self._capture.wait(shown, timeout)
        for stream in news.changed & self._reels.keys():
            self._reels[stream].pacer.changed()
        if news.screen is not None:
            self._rearrange(news.screen)
        if news.pointer is not None:
            with self._gate:
                if not self._paused and not self._covered:
                    self._outlet.pointer(news.pointer)

    def _obey(self) -> None:
        try:
            while True:
                self._orders.get_nowait()()
        except Empty:
            return

    def _advance(self, reel: _Reel) -> int | None:
        """Do what is due for this monitor; when to look again, if not only after a change."""
        for _ in range(2):
            match reel.pacer.next(self._now_ms()):
                case Take(key=key):
                    self._take(reel, key_wanted=key)
                case Refine(qp=qp):
                    self._encode(reel, Refine(qp), qp, self._clock(), key=False)
                case Rest(until_ms=until_ms):
                    return until_ms
        return self._now_ms()

    def _take(self, reel: _Reel, *, key_wanted: bool) -> None:
        if self._paused:
            return
        captured_ns = self._clock()
        if reel.blank:
            self._encode(reel, Take(key=True), SETTLED_QPS[-1], captured_ns, key=True)
            return
        patches = self._capture.grab(reel.stream, whole=reel.whole)
        if not patches and not key_wanted:
            reel.pacer.unchanged()
            return
        reel.whole = reel.whole and not patches
        reel.canvas.draw(patches)
        share = reel.canvas.changed_share()
        key = key_wanted or reel.pacer.key_due(share)
        qp = reel.pacer.qp(captured_ns // NS_PER_MS, share, key=key)
        self._encode(reel, Take(key), qp, captured_ns, key=key)

    def _encode(self, reel: _Reel, step: Take | Refine, qp: int, captured_ns: int, *, key: bool) -> None:
        canvas = reel.canvas
        data = reel.encoder.encode(canvas.planes, canvas.changed, qp, key=key)
        canvas.settle()
        reel.pacer.taken(captured_ns // NS_PER_MS, step, len(data), qp, key=key)
        seq, pts_us = self._last.get(reel.stream, (-1, -1))
        seq, pts_us = seq + 1, max(pts_us + 1, captured_ns // NS_PER_US)
        frame = EncodedFrame(reel.stream, seq, pts_us, key, *reel.size, reel.encoder.codec, data, reel.blank)
        with self._gate:
            if self._paused or (self._covered and not reel.blank):
                return  # what comes next begins with a key frame, so nobody misses this one
            self._last[reel.stream] = (seq, pts_us)
            self._outlet.deliver(frame)

    def _set_watched(self, monitors: frozenset[MonitorId]) -> None:
        self._watched = monitors
        present = {monitor.id: monitor for monitor in self._screen.monitors}
        self._drop(self._reels.keys() - (monitors & present.keys()))
        for stream in sorted(monitors & present.keys() - self._reels.keys()):
            reel = _Reel(present[stream], self._budget, self._make_encoder, blank=self._covered)
            reel.pacer.backlog_ms = self._backlog_ms
            self._reels[stream] = reel

    def _rearrange(self, screen: Screen) -> None:
        before = {monitor.id: monitor for monitor in self._screen.monitors}
        same = {monitor.id for monitor in screen.monitors if before.get(monitor.id) == monitor}
        self._screen = screen
        self._drop(self._reels.keys() - same)
        self._outlet.screen(screen)
        self._set_watched(self._watched)
        for stream in same & self._reels.keys():
            self._reels[stream].restart()

    def _drop(self, streams: Iterable[MonitorId]) -> None:
        for stream in list(streams):
            self._reels.pop(stream).encoder.close()

    def _want_key(self, stream: MonitorId) -> None:
        if stream in self._reels:
            self._reels[stream].pacer.want_key()

    def _go_on(self, pauses: int) -> None:
        for reel in self._reels.values():
            reel.restart()
        with self._gate:
            if self._pauses == pauses:
                self._paused = False

    def _renew(self) -> None:
        """Everything that knows the picture as it was is gone; the next one stands by itself."""
        self._drop(self._reels)
        self._set_watched(self._watched)

    def _show_again(self, covers: int) -> None:
        with self._gate:
            if self._covers != covers:
                return
            self._covered = False
        self._renew()

    def _spread_backlog(self) -> None:
        for reel in self._reels.values():
            reel.pacer.backlog_ms = self._backlog_ms

    def _stop(self) -> None:
        self._closed = True

    def _now_ms(self) -> int:
        return self._clock() // NS_PER_MS
