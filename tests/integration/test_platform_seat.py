"""The login screen's X server among this machine's real processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from customer_client.platform import seat
from tests.support.wait import until

pytestmark = pytest.mark.slow

SLEEPS = "import sys; sys.stdin.read()"


@contextmanager
def stand_in() -> Iterator[None]:
    """A process that is called as the X server of a login screen is."""
    argv = ["Xorg", "-ISc", SLEEPS, ":77", "-auth", "/var/run/greeter/:77"]
    with subprocess.Popen(argv, executable=sys.executable, stdin=subprocess.PIPE) as process:
        until(lambda: psutil.Process(process.pid).cmdline() == argv, what="its command line")
        yield
        process.kill()


def test_the_desktop_of_the_login_screen_is_adopted_r2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat, "has_rights", lambda: True)
    surroundings: dict[str, str] = {}
    with stand_in():
        assert seat.adopt_desktop(0.0, surroundings)
    assert surroundings == {"DISPLAY": ":77", "XAUTHORITY": "/var/run/greeter/:77"}


def test_a_machine_without_a_login_screen_is_not_waited_for_longer_r2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seat, "has_rights", lambda: True)
    monkeypatch.setattr(seat, "X_SERVERS", frozenset({"no such server"}))
    surroundings: dict[str, str] = {}
    assert not seat.adopt_desktop(0.0, surroundings)
    assert surroundings == {}
