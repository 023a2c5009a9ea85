"""When the next picture is taken, how good it is, and when the picture is left alone.

    change ──▶ due? ──▶ Take ──▶ taken ──▶ … rests ──▶ Refine ──▶ Refine ──▶ nothing until the next change
              └─no─▶ Rest until it is (newest wins: whatever changes meanwhile is in it)

Rule 1: the first change after a quiet time is taken at once. Rule 2: at most 60 pictures a second. Rule 3:
when more changes than the way out carries, pictures become coarser as far as text stays readable, and then
fewer; a way out that stalls gets fewer at once, and a key frame is paid for bit by bit. Rule 4: a picture
that rests is refined step by step, and then costs nothing.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

INTERVAL_MS: Final = 17
"""Between two pictures: one display frame. A change within it waits for its end, any other for nothing."""

QP: Final = 24
"""An ordinary picture: 46 dB of luma on small text, a 1080p key frame of 150 kB."""
COARSEST_QP: Final = 34
SETTLED_QPS: Final = (24, 18, 12, 8)
"""How a resting picture becomes sharp: 47, 52, 58, 61 dB of luma on text, 45 kB a step for a full page."""

RESTS_AFTER_MS: Final = 200
"""Unchanged this long, a picture rests: longer than the gap between two keys of a fast typist."""
REFINE_EVERY_MS: Final = 100

SMALL_SHARE: Final = 0.02
"""A change of no more than this much of a settled picture is as sharp as the rest of it, at once."""

KEY_AFTER_FRAMES: Final = 60
KEY_AT_LATEST_FRAMES: Final = 90
"""A key frame is due after 60 changed pictures, with the next that changes much, and after 90 with any."""
MUCH_SHARE: Final = 0.3
GROUP_LIMIT_BYTES: Final = 7 * 1024 * 1024
"""Of pictures since the last key frame; the relay keeps a group of 8 MiB."""
KEY_GAP_MS: Final = 1_000
"""Requests for a key frame within this time are one request."""

BUDGET_KBIT_S: Final = 3_000
"""375 kB/s: what an ordinary uplink carries besides everything else."""
DEBT_LIMIT_MS: Final = 1_000
"""How far pictures may run ahead of the budget before one waits; a key frame at 1080p is 400 ms of it."""
PRESSED_FROM: Final = 0.4
"""Of that limit: from here on pictures become coarser."""
KEY_SPREAD_MS: Final = 4_000
"""A key frame is paid for within this time, by pictures that come a little later, not by one that waits for
all of it: on a desktop that is drawn over and over, every hundredth key stroke took 600 ms to show."""
REFINE_DEBT: Final = 0.25
"""Of that limit: with more in debt a resting picture is not refined yet."""
BACKLOG_LIMIT_MS: Final = 1_000
"""However slow the way out, one picture a second is tried."""


@dataclass(frozen=True, slots=True)
class Take:
    """Grab what changed and encode it, as a key frame where `key` says so."""

    key: bool


@dataclass(frozen=True, slots=True)
class Refine:
    """Encode the same picture again, this sharp."""

    qp: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do until `until_ms`, or until something changes where that is None."""

    until_ms: int | None


Step: TypeAlias = Take | Refine | Rest


@dataclass(slots=True)
class Budget:
    """Bytes that were sent ahead of what the way out carries.

    The debt shrinks with time; who asks says what time it is, in milliseconds that never run back.
    """

    kbit_s: int = BUDGET_KBIT_S
    _debt_bytes: float = 0.0
    _at_ms: int = 0

    def spend(self, at_ms: int, size_bytes: int) -> None:
        """These bytes were sent."""
        self._debt_bytes = self._left(at_ms) + size_bytes
        self._at_ms = at_ms

    def allow(self, at_ms: int, kbit_s: int) -> None:
        """From now on the way out carries this much."""
        self._debt_bytes, self._at_ms = self._left(at_ms), at_ms
        self.kbit_s = max(kbit_s, 1)

    def debt(self, at_ms: int) -> float:
        """1.0 is the limit at which a picture waits."""
        return self.share(self._left(at_ms))

    def share(self, size_bytes: float) -> float:
        """So many bytes as a part of that limit."""
        return size_bytes / (self._bytes_per_ms * DEBT_LIMIT_MS)

    def paid_at_ms(self, debt: float) -> int:
        """When no more than this debt is left."""
        over_bytes = self._debt_bytes - debt * self._bytes_per_ms * DEBT_LIMIT_MS
        return self._at_ms + max(0, -int(-over_bytes // self._bytes_per_ms))

    @property
    def _bytes_per_ms(self) -> float:
        return self.kbit_s / 8

    def _left(self, at_ms: int) -> float:
        return max(0.0, self._debt_bytes - (at_ms - self._at_ms) * self._bytes_per_ms)


@dataclass(slots=True)
class Pacer:
    """The pace of one monitor's stream. Every `at_ms` is from one clock that never runs back."""

    budget: Budget
    backlog_ms: int = 0
    """How long what was delivered still waits on its way out, as the link reports it."""
    _changed: bool = True
    _key_wanted: bool = True
    _taken_at_ms: int | None = None
    _key_at_ms: int | None = None
    _rests_at_ms: int = 0
    _coarsest_qp: int = COARSEST_QP
    _frames: int = 0
    _group_bytes: int = 0
    _key_debt: float = 0.0

    def changed(self) -> None:
        """The monitor shows something new."""
        self._changed = True

    def want_key(self) -> None:
        """Somebody cannot decode what comes next; repeated wishes are one."""
        self._key_wanted = True

    def next(self, at_ms: int) -> Step:
        """What to do now. Follow a Take with `unchanged` or `taken`, a Refine with `taken`."""
        key = self._key_wanted
        if key and self._key_at_ms is not None and at_ms < self._key_at_ms + KEY_GAP_MS:
            key = False
        if self._changed or key:
            due_ms = self._due_ms()
            return Take(key) if at_ms >= due_ms else Rest(due_ms)
        times = []
        if self._key_wanted and self._key_at_ms is not None:
            times.append(self._key_at_ms + KEY_GAP_MS)
        finer_qp = next((qp for qp in SETTLED_QPS if qp < self._coarsest_qp), None)
        if finer_qp is not None and self._taken_at_ms is not None:
            due_ms = max(self._rests_at_ms, self._due_ms(), self.budget.paid_at_ms(REFINE_DEBT))
            if at_ms >= due_ms:
                return Refine(finer_qp)
            times.append(due_ms)
        return Rest(min(times, default=None))

    def key_due(self, share: float) -> bool:
        """Whether a picture of which this share (0..1) changed should be a key frame of its own accord."""
        if self._group_bytes >= GROUP_LIMIT_BYTES or self._frames >= KEY_AT_LATEST_FRAMES:
            return True
        return self._frames >= KEY_AFTER_FRAMES and share >= MUCH_SHARE

    def qp(self, at_ms: int, share: float, *, key: bool) -> int:
        """How coarse a picture is of which this share (0..1) changed."""
        debt = self.budget.debt(at_ms)
        if not key and share <= SMALL_SHARE and debt < PRESSED_FROM and self._coarsest_qp < QP:
            return self._coarsest_qp
        pressure = min(max((debt - PRESSED_FROM) / (1 - PRESSED_FROM), 0.0), 1.0)
        return QP + round(pressure * (COARSEST_QP - QP))

    def unchanged(self) -> None:
        """The grab brought nothing, so nothing was encoded."""
        self._changed = False

    def taken(self, at_ms: int, step: Take | Refine, size_bytes: int, qp: int, *, key: bool) -> None:
        """A picture was grabbed at `at_ms` and encoded: this large, this coarse."""
        self.budget.spend(at_ms, size_bytes)
        self._taken_at_ms = at_ms
        self._group_bytes += size_bytes
        match step:
            case Take():
                self._changed = False
                self._rests_at_ms = at_ms + RESTS_AFTER_MS
                self._frames += 1
                self._coarsest_qp = qp if key else max(self._coarsest_qp, qp)
            case Refine():
                self._rests_at_ms = at_ms + REFINE_EVERY_MS
                self._coarsest_qp = qp
            case _:
                assert_never(step)
        if key:
            self._key_wanted = False
            self._key_at_ms = at_ms
            self._frames = 0
            self._group_bytes = size_bytes
            self._key_debt = min(self.budget.share(size_bytes), 1.0)

    def _due_ms(self) -> int:
        """When the next picture may be taken."""
        if self._taken_at_ms is None:
            return 0
        gap_ms = max(INTERVAL_MS, min(self.backlog_ms, BACKLOG_LIMIT_MS))
        paid_at_ms = self.budget.paid_at_ms(1.0 + self._lent(self._taken_at_ms))
        return max(self._taken_at_ms + gap_ms, min(paid_at_ms, self._taken_at_ms + BACKLOG_LIMIT_MS))

    def _lent(self, at_ms: int) -> float:
        """How much of the last key frame need not be paid for yet; nothing before the first one."""
        since_ms = at_ms - (self._key_at_ms or 0)
        return self._key_debt * max(0.0, 1.0 - since_ms / KEY_SPREAD_MS)
