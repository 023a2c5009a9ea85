"""Types any text on an X display, whatever its layout.

What one of the layouts writes with a plain or shifted key is typed with that key, under that layout. For
everything else a spare keycode is made to write the character, the same on every level, so that neither Shift
nor AltGr changes it. (Not for what a second layout has: a program that finds "a" on a spare key of "ru,us"
no longer takes the real A key for Ctrl+A.) Locks are taken off and held modifiers lifted meanwhile.

pynput's own typing gave "áéáóú" for "áéíóú" and wrong letters for Cyrillic, because it reuses a keycode
before the programs have read its last meaning.
"""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final

import xcffib
from xcffib import xkb, xproto, xtest

from customer_client.errors import NoInjection
from customer_client.inject.keymap import KeyMap, Tap, read_keymap
from customer_client.inject.keysyms import typed

SETTLE_SECONDS: Final = 0.03
"""Programs read a changed mapping anew when they hear of it. 30 ms: 18 of 18 strings arrived in Chromium."""
REUSE_AFTER_SECONDS: Final = 0.25
"""A spare key gets a new meaning only so long after its last use: a busy program may still look it up."""

CORE_KEYBOARD: Final = 0x100
ALL_PARTS: Final = 0xFF
"""Of a keyboard map: whatever part changed."""
KEY_PRESS: Final = 2
KEY_RELEASE: Final = 3


@dataclass(slots=True)
class _Spare:
    """A spare keycode in use."""

    keysym: int
    used_at_seconds: float


class Typer:
    """Types on one display. Not safe to share between threads.

    Args:
        connection: Its errors and events are read by this object alone from now on.
        clock: Seconds that never run back.
    """

    def __init__(self, connection: xcffib.Connection, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._connection = connection
        self._clock = clock
        self._core = xproto.xprotoExtension(connection)
        self._test = connection(xtest.key)
        self._xkb = connection(xkb.key)
        if not self._xkb.UseExtension(1, 0).reply().supported:
            raise NoInjection("its keyboard extension is missing")
        # A client that speaks XKB is no longer told of changes by the core protocol: ask XKB for them.
        which = xkb.EventType.NewKeyboardNotify | xkb.EventType.MapNotify
        self._xkb.SelectEvents(CORE_KEYBOARD, which, 0, which, ALL_PARTS, ALL_PARTS, [])
        self._spares: dict[int, _Spare] = {}
        self._group = 0
        self._keymap = self._read()

    def text(self, text: str) -> Generator[float]:
        """Type `text`; see `Injector.text`."""
        keysyms = tuple(typed(text))
        self._refresh()
        state = self._xkb.GetState(CORE_KEYBOARD).reply()
        lifted = self._lift(state.mods)
        locks = state.lockedMods & ~self._keymap.num_lock_mask
        self._group = state.group
        self._set_locks(locks | state.latchedMods, 0)
        try:
            yield from self._type(keysyms)
        finally:
            self._set_group(state.group)
            self._set_locks(locks, locks)
        for keycode in lifted:
            self._key(keycode, down=True)

    def restore(self) -> None:
        """Empty the spare keys again, once the programs have read what was typed last."""
        if not self._spares:
            return
        last = max(spare.used_at_seconds for spare in self._spares.values())
        time.sleep(max(last + REUSE_AFTER_SECONDS - self._clock(), 0.0))
        for keycode in self._spares:
            self._map(keycode, 0)
        self._spares.clear()
        self._sync()

    def _type(self, keysyms: Sequence[int]) -> Generator[float]:
        position = 0
        while position < len(keysyms):
            yield from self._prepare(keysyms[position:])
            while position < len(keysyms) and (tap := self._tap(keysyms[position])) is not None:
                self._strike(tap)
                position += 1
                yield 0.0

    def _tap(self, keysym: int) -> Tap | None:
        own = self._keymap.tap(keysym, self._group)
        if own is not None:
            return own
        keycode = next((code for code, spare in self._spares.items() if spare.keysym == keysym), None)
        return Tap(keycode) if keycode is not None else None

    def _prepare(self, upcoming: Sequence[int]) -> Generator[float]:
        """Give spare keys to as many of the upcoming characters as there are spare keys."""
        free = [keycode for keycode in self._keymap.spare if keycode not in self._spares]
        room = len(free) + len(self._spares)
        if not room:
            raise NoInjection("its keyboard has no spare key for the characters of other layouts")
        needed = dict.fromkeys(keysym for keysym in upcoming if self._keymap.tap(keysym, self._group) is None)
        wanted = list(needed)[:room]
        mapped = {spare.keysym for spare in self._spares.values()}
        missing = [keysym for keysym in wanted if keysym not in mapped]
        if not missing:
            return
        by_age = sorted(self._spares, key=lambda keycode: self._spares[keycode].used_at_seconds)
        reusable = [keycode for keycode in by_age if self._spares[keycode].keysym not in wanted]
        chosen = [*free, *reusable][: len(missing)]
        last_use = max(
            (self._spares[code].used_at_seconds for code in chosen if code in self._spares), default=0.0
        )
        yield max(last_use + REUSE_AFTER_SECONDS - self._clock(), 0.0)
        for keycode, keysym in zip(chosen, missing, strict=True):
            self._map(keycode, keysym)
            self._spares[keycode] = _Spare(keysym, self._clock())
        self._sync()
        yield SETTLE_SECONDS

    def _strike(self, tap: Tap) -> None:
        shift = self._keymap.shift_keycode
        if tap.group is not None:
            self._set_group(tap.group)
        if tap.shift:
            self._fake(KEY_PRESS, shift)
        self._fake(KEY_PRESS, tap.keycode)
        self._fake(KEY_RELEASE, tap.keycode)
        if tap.shift:
            self._fake(KEY_RELEASE, shift)
        self._sync()
        if tap.keycode in self._spares:
            self._spares[tap.keycode].used_at_seconds = self._clock()

    def _lift(self, mods: int) -> list[int]:
        """Let go the modifier keys that are down; returns them."""
        if not mods:
            return []
        pressed = self._core.QueryKeymap().reply().keys
        down = [code for code in self._keymap.modifier_keycodes if pressed[code // 8] >> (code % 8) & 1]
        for keycode in down:
            self._key(keycode, down=False)
        return down

    def _set_locks(self, mask: int, locks: int) -> None:
        """Set the locks in `mask` to `locks`, and end the latches in `mask`."""
        if mask:
            self._xkb.LatchLockState(CORE_KEYBOARD, mask, locks, 0, 0, mask, 0, 0)
            self._sync()

    def _set_group(self, group: int) -> None:
        """Put this layout in force."""
        if group != self._group:
            self._xkb.LatchLockState(CORE_KEYBOARD, 0, 0, 1, group, 0, 0, 0)
            self._group = group

    def _key(self, keycode: int, *, down: bool) -> None:
        self._fake(KEY_PRESS if down else KEY_RELEASE, keycode)
        self._sync()

    def _fake(self, kind: int, keycode: int) -> None:
        self._test.FakeInput(kind, keycode, xproto.Time.CurrentTime, 0, 0, 0, 0)

    def _map(self, keycode: int, keysym: int) -> None:
        width = self._keymap.width
        self._core.ChangeKeyboardMapping(1, keycode, width, [keysym] * width)

    def _refresh(self) -> None:
        """Read the mapping again if somebody changed it: another layout, a keyboard plugged in."""
        changed = False
        while self._connection.poll_for_event() is not None:
            changed = True  # nothing else was asked for
        if changed:
            self._keymap = self._read()

    def _read(self) -> KeyMap:
        setup = self._connection.get_setup()
        first = setup.min_keycode
        mapping = self._core.GetKeyboardMapping(first, setup.max_keycode - first + 1)
        modifiers = self._core.GetModifierMapping()
        answer = mapping.reply()
        width, keysyms = answer.keysyms_per_keycode, tuple(answer.keysyms)
        for keycode, spare in list(self._spares.items()):
            row = keysyms[(keycode - first) * width :][:width]
            if spare.keysym not in row[:1]:
                del self._spares[keycode]
        return read_keymap(first, width, keysyms, tuple(modifiers.reply().keycodes), self._spares)

    def _sync(self) -> None:
        """Return when the server has taken everything that was sent."""
        self._core.GetInputFocus().reply()
