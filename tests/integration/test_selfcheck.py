"""The self-check as CI and support run it: the program, on a real display and without one."""

import subprocess
import sys

import pytest

from tests.support.xserver import xvnc

COMMAND = [sys.executable, "-m", "customer_client.platform.selfcheck"]


@pytest.mark.slow
def test_on_a_desktop_everything_works() -> None:
    with xvnc() as server:
        told = subprocess.run(
            COMMAND, env=server.environment(), capture_output=True, text=True, timeout=20, check=False
        )
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("works ") == 5


@pytest.mark.slow
def test_without_a_desktop_it_says_what_did_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    told = subprocess.run(COMMAND, capture_output=True, text=True, timeout=20, check=False)
    assert told.returncode == 1
    assert "FAILS    take a picture of the desktop" in told.stdout
    assert told.stdout.count("NOT RUN ") == 3
    assert "Traceback" not in told.stderr
