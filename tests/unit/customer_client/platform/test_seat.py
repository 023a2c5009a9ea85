"""The login screen's desktop, found by the command line of its X server."""

import pytest

from customer_client.platform.seat import adopt_desktop, desktop_among

GREETER = [
    "/usr/lib/xorg/Xorg",
    ":1",
    "-seat",
    "seat0",
    "-auth",
    "/var/run/lightdm/root/:1",
    "-nolisten",
    "tcp",
]


def test_the_server_names_its_display_and_its_key() -> None:
    found = desktop_among([["/sbin/init"], [], ["python", ":7"], GREETER])
    assert found == {"DISPLAY": ":1", "XAUTHORITY": "/var/run/lightdm/root/:1"}


def test_a_server_without_a_number_is_the_first_display() -> None:
    argv = ["/usr/bin/X", "vt7", "-auth", "/run/user/0/key"]
    assert desktop_among([argv])["DISPLAY"] == ":0"


@pytest.mark.parametrize("argv", [["Xorg", ":0"], ["/usr/bin/Xvfb", ":3", "-auth", "x"], ["-auth"]])
def test_what_has_no_key_or_is_no_real_server_is_no_login_screen(argv: list[str]) -> None:
    assert desktop_among([argv]) == {}


def test_who_has_a_desktop_keeps_it() -> None:
    surroundings = {"DISPLAY": ":5"}
    assert adopt_desktop(0.0, surroundings)
    assert surroundings == {"DISPLAY": ":5"}


def test_a_program_without_rights_waits_for_no_login_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customer_client.platform.seat.has_rights", lambda: False)
    assert not adopt_desktop(60.0, {})
