"""Power lost at every single step of leaving the way back behind, and of taking it (SPEC R2)."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from customer_client.platform.autostart import Entry, LaunchEntry, SystemdEntry, XdgEntry
from customer_client.platform.ports import ReturnState
from customer_client.platform.restarter import MachineRestarter
from protocol.ids import SessionId
from protocol.modes import Mode

CRASHED, DONE = 9, 0
STEPS_LIMIT = 60
TOUCHES = {"open", "os.remove", "os.rename", "os.mkdir", "os.symlink", "os.chmod"}
"""What Python announces before it does it."""
STATE = ReturnState(
    token="t" * 43,
    origin="https://help.example",
    ca_sha256=None,
    proxy=None,
    session_id=SessionId("s_1234"),
    organisation="Help",
    mode=Mode.ADMIN,
    holder_id=None,
    covered=(),
    epoch=1,
    leave_alone=False,
    language="en",
    text=False,
    expires_at_ms=1_000,
)

pytestmark = pytest.mark.slow


class Disk:
    """What is left when the power fails: only what lies in this folder."""

    def __init__(self, root: Path, entry: Callable[[Path], Entry]) -> None:
        self.root = root
        self._entry = entry

    def program(self) -> MachineRestarter:
        return MachineRestarter(self.root / "state", self._entry(self.root), ("true",), lambda: 0)

    def left(self) -> list[str]:
        return sorted(path.name for path in self.root.rglob("*") if path.is_file() or path.is_symlink())

    def entries(self) -> list[str]:
        """What would start the program."""
        endings = {".desktop", ".plist"}
        found = [path for path in self.root.rglob("*") if path.suffix in endings]
        return [path.name for path in (*found, *self.root.rglob("*.wants/*"))]

    def fails_at(self, step: int, act: Callable[[MachineRestarter], object]) -> bool:
        """Whether the power failed before that step; else the act was done."""
        child = os.fork()
        if child == 0:
            self._live(step, act)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == CRASHED

    def _live(self, step: int, act: Callable[[MachineRestarter], object]) -> None:
        steps_left = [step]

        def announced(event: str, arguments: tuple[object, ...]) -> None:
            if event in TOUCHES and str(self.root) in str(arguments):
                steps_left[0] -= 1
                if steps_left[0] == 0:
                    os._exit(CRASHED)

        try:
            program = self.program()
            sys.addaudithook(announced)
            act(program)
            os._exit(DONE)
        finally:
            os._exit(1)


@pytest.fixture(params=["xdg", "systemd", "launchd"])
def disk_at(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Disk]:
    entries: dict[str, Callable[[Path], Entry]] = {
        "xdg": lambda root: XdgEntry(root / "autostart"),
        "systemd": SystemdEntry,
        "launchd": lambda root: LaunchEntry(root / "LaunchAgents"),
    }

    def at(step: int) -> Disk:
        root = tmp_path / str(step)
        root.mkdir()
        return Disk(root, entries[request.param])

    return at


def test_power_lost_while_taking_starts_nothing_twice_r2(disk_at: Callable[[int], Disk]) -> None:
    for step in range(1, STEPS_LIMIT):
        disk = disk_at(step)
        disk.program().prepare(STATE)
        failed = disk.fails_at(step, MachineRestarter.take)
        if not failed:
            assert step > 2, "it takes several steps"
            assert disk.left() == []
            assert disk.program().take() is None
            return
        # The next start, by the entry or by hand, gets it whole or not at all; and it is the last one.
        assert disk.program().take() in {STATE, None}
        assert disk.left() == []
        assert disk.program().take() is None
    raise AssertionError("it never ended")


def test_power_lost_while_preparing_leaves_no_entry_without_its_file_r1(
    disk_at: Callable[[int], Disk],
) -> None:
    for step in range(1, STEPS_LIMIT):
        disk = disk_at(step)
        failed = disk.fails_at(step, lambda program: program.prepare(STATE))
        if disk.entries():
            assert "return.json" in disk.left()
        taken = disk.program().take()
        if not failed:
            assert step > 4, "it takes several steps"
            assert taken == STATE
            return
        assert taken in {STATE, None}
        assert disk.left() == []
        assert disk.program().take() is None
    raise AssertionError("it never ended")
