"""The numbers of the keys."""

import pytest

from customer_client.core.keys import KEYS, MODIFIERS
from customer_client.inject.keycodes import EXTENDED, MACOS, WINDOWS, X11, X11_NAMES


def test_every_key_that_passes_the_gate_has_a_number_on_x11_and_windows() -> None:
    assert set(X11) == set(WINDOWS) == set(KEYS)


def test_macos_lacks_only_what_its_keyboards_lack() -> None:
    absent = {"ScrollLock", "PrintScreen", "Pause", "Convert", "NonConvert", "KanaMode"}
    assert set(KEYS) - set(MACOS) == absent | {"F21", "F22", "F23", "F24"}


@pytest.mark.parametrize("table", [X11, WINDOWS, MACOS], ids=["x11", "windows", "macos"])
def test_no_two_keys_share_a_number(table: dict[str, int]) -> None:
    assert len(set(table.values())) == len(table)


def test_the_numbers_of_well_known_keys() -> None:
    assert (X11["KeyC"], WINDOWS["KeyC"], MACOS["KeyC"]) == (54, 0x2E, 8)
    assert (X11["ControlRight"], WINDOWS["ControlRight"], MACOS["ControlRight"]) == (105, 0xE01D, 0x3E)
    assert (X11["End"], WINDOWS["End"], MACOS["End"]) == (115, 0xE04F, 0x77)
    assert X11_NAMES[127] == "Pause"


def test_x_keycodes_fit_into_a_byte_and_scan_codes_into_a_byte_and_its_mark() -> None:
    assert all(8 < code < 256 for code in X11.values())
    assert all(code & ~EXTENDED < 0x80 for code in WINDOWS.values())
    assert set(X11) >= MODIFIERS
