"""Which key writes what, and which keycodes are free."""

from customer_client.inject.keymap import KeyMap, Tap, read_keymap
from customer_client.inject.keysyms import NUM_LOCK, SHIFT_LEFT, keysym_of

WIDTH = 4
A, C, SHIFT, NUM, ALTGR = 38, 54, 50, 77, 108
ISO_LEVEL3_SHIFT = 0xFE03
CYRILLIC_EF, CYRILLIC_BIG_EF = 0x06C6, 0x06E6


def keymap(rows: dict[int, tuple[int, ...]], lent: tuple[int, ...] = ()) -> KeyMap:
    keysyms = [keysym for code in range(8, 256) for keysym in (*rows.get(code, ()), 0, 0, 0, 0)[:WIDTH]]
    modifiers = [SHIFT, 62, 66, 0, 37, 105, 64, 0, NUM, 0, 0, 0, 0, 0, 92, 0]
    return read_keymap(8, WIDTH, keysyms, modifiers, lent)


FULL = {
    A: (0x61, 0x41, CYRILLIC_EF, CYRILLIC_BIG_EF),
    C: (0x63, 0x43, 0x63, 0x43),
    SHIFT: (SHIFT_LEFT,),
    NUM: (NUM_LOCK,),
    92: (ISO_LEVEL3_SHIFT,),
    ALTGR: (ISO_LEVEL3_SHIFT,),
}


def test_a_plain_and_a_shifted_character_have_their_taps() -> None:
    found = keymap(FULL)
    assert found.tap(0x61, 0) == Tap(A, group=0)
    assert found.tap(0x41, 0) == Tap(A, shift=True, group=0)
    assert found.shift_keycode == SHIFT


def test_the_layout_in_force_comes_first_and_the_other_is_used_where_it_lacks_something() -> None:
    found = keymap(FULL)
    assert found.tap(0x63, 0) == Tap(C, group=0)
    assert found.tap(0x63, 1) == Tap(C, group=1)
    assert found.tap(keysym_of("ф"), 0) == Tap(A, group=1)
    assert found.tap(keysym_of("Ф"), 1) == Tap(A, shift=True, group=1)
    assert found.tap(0x61, 1) == Tap(A, group=0)
    assert found.tap(keysym_of("日"), 0) is None


def test_under_a_third_layout_the_first_two_are_used() -> None:
    assert keymap(FULL).tap(0x61, 2) == Tap(A, group=0)
    assert keymap(FULL).tap(keysym_of("ф"), 2) == Tap(A, group=1)


def test_modifiers_are_known_by_map_or_keysym_and_num_lock_is_none_of_them() -> None:
    found = keymap(FULL)
    assert found.modifier_keycodes == {SHIFT, 62, 66, 37, 105, 64, 92, ALTGR}
    assert found.num_lock_mask == 1 << 4


def test_empty_keycodes_are_spare_those_without_a_physical_key_first() -> None:
    found = keymap(FULL)
    assert A not in found.spare
    assert 8 not in found.spare
    assert found.spare[0] == 93
    assert found.spare.index(222) < found.spare.index(97), "IntlRo may be on the agent's keyboard"


def test_a_key_that_a_killed_run_left_is_spare_again_and_a_real_one_is_not() -> None:
    ring = keysym_of("日")
    found = keymap({**FULL, 222: (ring,) * WIDTH, 65: (0x20,) * WIDTH, 230: (0x1008FF11,) * WIDTH})
    assert 222 in found.spare
    assert 65 not in found.spare
    assert 230 not in found.spare


def test_a_lent_key_is_not_the_layouts_own() -> None:
    """A spare key that was taken for the layout's own was used after it had got another meaning."""
    lent = {**FULL, 97: (keysym_of("в"),) * WIDTH}
    assert keymap(lent).tap(keysym_of("в"), 0) == Tap(97, group=0)
    assert keymap(lent, lent=(97,)).tap(keysym_of("в"), 0) is None
