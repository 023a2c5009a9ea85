"""What the keys of an X display write at present, and which keycodes are free; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from customer_client.inject.keycodes import X11_NAMES
from customer_client.inject.keysyms import MODIFIERS, NUM_LOCK, SHIFT_LEFT, canonical, writes

GROUPS = 2
"""The core protocol shows two layouts (groups); what only a third one writes needs a spare key."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One press and release that writes a character when no modifier and no lock is on.

    Attributes:
        keycode: The key.
        shift: Whether Shift has to be held.
        group: The layout that has to be in force; None if the key writes the same under each.
    """

    keycode: int
    shift: bool = False
    group: int | None = None


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keyboard mapping at one moment.

    Attributes:
        taps: By group: which tap writes which keysym.
        spare: Keycodes that no physical key of this keyboard uses, the best first.
        width: Keysyms per keycode.
        shift_keycode: The left Shift.
        modifier_keycodes: Every key that is a modifier or a lock, save Num Lock.
        num_lock_mask: Num Lock's bit in the modifier mask; 0 if there is none.
    """

    taps: Sequence[Mapping[int, Tap]]
    spare: Sequence[int]
    width: int
    shift_keycode: int
    modifier_keycodes: frozenset[int]
    num_lock_mask: int

    def tap(self, keysym: int, group: int) -> Tap | None:
        """How one of the layouts writes `keysym`, the one in force first.

        None if it takes AltGr or dead keys, or no layout has it.
        """
        groups = sorted(range(len(self.taps)), key=lambda other: other != group)
        return next((self.taps[there][keysym] for there in groups if keysym in self.taps[there]), None)


def read_keymap(
    first: int, width: int, keysyms: Sequence[int], modifiers: Sequence[int], lent: Collection[int] = ()
) -> KeyMap:
    """Make sense of what the X server answers.

    Args:
        first: The lowest keycode.
        width: Keysyms per keycode.
        keysyms: `width` of them per keycode: group 1 plain and shifted, group 2 plain and shifted, more.
        modifiers: Keycodes by modifier, as GetModifierMapping has them: eight rows of equal length.
        lent: Spare keycodes in use, which may get another meaning: they are not the layout's own.
    """
    rows = {first + index: keysyms[start : start + width]
            for index, start in enumerate(range(0, len(keysyms), width))}  # fmt: skip
    # AltGr often stands in no row of the modifier mapping: it shifts the level by its keysym alone.
    by_keysym = {keycode for keycode, row in rows.items() if row[0] in MODIFIERS}
    num_locks = {keycode for keycode, row in rows.items() if NUM_LOCK in row}
    per_modifier = len(modifiers) // 8
    mask = 0
    for index, keycode in enumerate(modifiers):
        if keycode in num_locks:
            mask |= 1 << (index // per_modifier)
    return KeyMap(
        taps=[_taps(rows, group, lent) for group in range(GROUPS)],
        spare=_spare(rows),
        width=width,
        shift_keycode=next((keycode for keycode, row in rows.items() if SHIFT_LEFT in row), 50),
        modifier_keycodes=(frozenset(modifiers) | by_keysym) - num_locks - {0},
        num_lock_mask=mask,
    )


def _taps(rows: Mapping[int, Sequence[int]], group: int, lent: Collection[int]) -> Mapping[int, Tap]:
    taps: dict[int, Tap] = {}
    for keycode, row in rows.items():
        if keycode not in X11_NAMES or keycode in lent:
            continue
        levels = row[2 * group : 2 * group + 2]
        for level, keysym in enumerate(levels):
            if keysym:
                taps.setdefault(canonical(keysym), Tap(keycode, shift=level == 1, group=group))
    return taps


def _spare(rows: Mapping[int, Sequence[int]]) -> Sequence[int]:
    # Keycode 8 is the kernel's "no key", which some programs drop.
    free = [
        keycode
        for keycode, row in rows.items()
        if keycode > 8 and (not any(row) or _is_left_over(keycode, row))
    ]
    return sorted(free, key=lambda keycode: keycode in X11_NAMES)


def _is_left_over(keycode: int, row: Sequence[int]) -> bool:
    """Whether this is a spare key that an earlier run filled and could not empty, because it was killed."""
    return keycode not in X11_NAMES and len(row) > 2 and len(set(row)) == 1 and writes(row[0])
