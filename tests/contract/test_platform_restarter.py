"""Coming back after a restart, kept by every system's way alike: one file, one entry, one use (SPEC R)."""

import plistlib
import shlex
import stat
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from customer_client.errors import NoReturn
from customer_client.platform.autostart import (
    Entry,
    LaunchEntry,
    RunOnceEntry,
    SystemdEntry,
    XdgEntry,
)
from customer_client.platform.ports import ReturnState
from customer_client.platform.restarter import MachineRestarter, return_command
from protocol.ids import PersonId, SessionId
from protocol.modes import Mode

NOW_MS = 1_900_000_000_000
STATE = ReturnState(
    token="t" * 43,
    origin="https://help.example:8443",
    ca_sha256=bytes(range(32)),
    proxy=None,
    session_id=SessionId("s_1234"),
    organisation="Ayuda «Sur»",
    mode=Mode.ADMIN,
    holder_id=PersonId("p_agent"),
    covered=(PersonId("p_agent"), PersonId("p_expert")),
    epoch=7,
    leave_alone=True,
    language="es",
    text=False,
    expires_at_ms=NOW_MS + 900_000,
)


class FakeRunOnce:
    """RunOnce of a registry, as a mapping."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def write(self, name: str, command: str) -> None:
        self.values[name] = command

    def remove(self, name: str) -> None:
        self.values.pop(name, None)


@dataclass
class System:
    """One way of one system, on a root folder of its own.

    Attributes:
        starts: What it would start now, each with its arguments.
    """

    name: str
    root: Path
    entry: Entry
    starts: Callable[[], list[list[str]]]
    waits_for_sign_in: bool
    now_ms: int = NOW_MS
    restarted: bool = False

    @property
    def folder(self) -> Path:
        return self.root / "state"

    def restarter(self, *command: str) -> MachineRestarter:
        """The program, started anew."""
        return MachineRestarter(self.folder, self.entry, command or ("true",), lambda: self.now_ms)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []


def as_a_desktop_reads(exec_line: str) -> list[str]:
    """An entry's strings have escapes of their own; what is left is quoted as for a shell."""
    quoted = exec_line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    script = f'for part in {quoted}; do printf "%s\\n" "$part"; done'
    return subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def as_systemd_reads(exec_line: str) -> list[str]:
    """Quotes and backslashes as shlex knows them, no commands, and two letters that are doubled."""
    quoted = exec_line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$")
    return shlex.split(quoted)


def xdg(root: Path) -> System:
    folder = root / "config" / "autostart"

    def starts() -> list[list[str]]:
        lines = [line for path in folder.glob("*.desktop") for line in path.read_text().splitlines()]
        return [as_a_desktop_reads(line) for line in lines if line.startswith("Exec=")]

    return System("xdg", root, XdgEntry(folder), starts, waits_for_sign_in=True)


def systemd(root: Path) -> System:
    wants = root / "etc/systemd/system/graphical.target.wants"

    def starts() -> list[list[str]]:
        units = [path.read_text() for path in wants.glob("*.service")] if wants.exists() else []
        lines = [line for unit in units for line in unit.splitlines()]
        return [as_systemd_reads(line) for line in lines if line.startswith("ExecStart=")]

    return System("systemd", root, SystemdEntry(root), starts, waits_for_sign_in=False)


def launchd(root: Path, *, at_login_screen: bool = False) -> System:
    folder = root / "Library" / "LaunchAgents"

    def starts() -> list[list[str]]:
        found = [plistlib.loads(path.read_bytes()) for path in folder.glob("*.plist")]
        return [told["ProgramArguments"] for told in found if told["RunAtLoad"]]

    entry = LaunchEntry(folder, at_login_screen=at_login_screen)
    return System("launchd", root, entry, starts, waits_for_sign_in=not at_login_screen)


def windows(root: Path) -> System:
    key = FakeRunOnce()

    def starts() -> list[list[str]]:
        return [command.replace('"', "").split(" ") for command in key.values.values()]

    return System("windows", root, RunOnceEntry(key), starts, waits_for_sign_in=True)


@pytest.fixture(params=["xdg", "systemd", "launchd", "launchd_root", "windows"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> System:
    match request.param:
        case "xdg":
            return xdg(tmp_path)
        case "systemd":
            return systemd(tmp_path)
        case "launchd":
            return launchd(tmp_path)
        case "launchd_root":
            return launchd(tmp_path, at_login_screen=True)
        case _:
            return windows(tmp_path)


def test_it_leaves_one_file_and_one_entry_r1(system: System) -> None:
    waits = system.restarter().prepare(STATE)
    assert waits is system.waits_for_sign_in
    assert system.files() == ["return.json"]
    assert system.starts() == [list(return_command(system.folder, terminal=False).argv)]


def test_only_this_user_may_read_the_file_r1(system: System) -> None:
    system.restarter().prepare(STATE)
    assert stat.S_IMODE((system.folder / "return.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(system.folder.stat().st_mode) == 0o700


def test_the_secret_is_in_no_entry_r1(system: System) -> None:
    system.restarter().prepare(STATE)
    assert STATE.token not in str(system.starts())
    others = [path for path in system.root.rglob("*") if path.is_file() and path.name != "return.json"]
    assert not any(STATE.token.encode() in path.read_bytes() for path in others)


def test_what_comes_back_knows_everything_and_leaves_nothing_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    assert system.restarter().take() == STATE
    assert system.files() == []
    assert system.starts() == []


def test_it_comes_back_once_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    assert system.restarter().take() == STATE
    assert system.restarter().take() is None


def test_of_several_at_once_one_comes_back_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    together = threading.Barrier(8)
    taken: list[ReturnState | None] = []

    def take() -> None:
        together.wait()
        taken.append(system.restarter().take())

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [state for state in taken if state is not None] == [STATE]
    assert system.files() == []
    assert system.starts() == []


def test_nothing_prepared_is_nothing_taken_r2(system: System) -> None:
    assert system.restarter().take() is None
    system.restarter().cancel()


def test_prepared_twice_is_prepared_once_r1(system: System) -> None:
    system.restarter().prepare(replace(STATE, token="first" * 8))
    system.restarter().prepare(STATE)
    assert system.files() == ["return.json"]
    assert len(system.starts()) == 1
    assert system.restarter().take() == STATE


def test_cancelled_is_as_if_it_never_was_r1(system: System) -> None:
    system.restarter().prepare(STATE)
    system.restarter().cancel()
    assert (system.files(), system.starts(), system.restarter().take()) == ([], [], None)


def test_too_late_nobody_comes_back_and_nothing_is_left_r3(system: System) -> None:
    system.restarter().prepare(STATE)
    system.now_ms = STATE.expires_at_ms + 1
    assert system.restarter().take() is None
    assert (system.files(), system.starts()) == ([], [])


def test_in_the_last_moment_it_is_not_too_late_r3(system: System) -> None:
    system.restarter().prepare(STATE)
    system.now_ms = STATE.expires_at_ms
    assert system.restarter().take() == STATE


def test_power_lost_between_file_and_entry_starts_nothing_twice_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    (system.folder / "return.json").unlink()  # as far as `take` came
    assert len(system.starts()) == 1
    assert system.restarter().take() is None
    assert system.starts() == []


def test_power_lost_before_the_entry_was_written_starts_nothing_r1(system: System) -> None:
    system.restarter().prepare(STATE)
    system.entry.remove()  # as far as `prepare` came
    assert system.starts() == []
    system.now_ms = STATE.expires_at_ms + 1
    assert system.restarter().take() is None
    assert system.files() == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_touch_is_refused_and_gone_r2(system: System, mode: int) -> None:
    system.restarter().prepare(STATE)
    (system.folder / "return.json").chmod(mode)
    assert system.restarter().take() is None
    assert (system.files(), system.starts()) == ([], [])


@pytest.mark.parametrize("raw", [b"", b"{}", b"null", b"\xff\xfe", b'{"token": 3}', b"[" * 100_000])
def test_a_file_that_says_nothing_is_refused_and_gone_r2(system: System, raw: bytes) -> None:
    system.restarter().prepare(STATE)
    (system.folder / "return.json").write_bytes(raw)
    assert system.restarter().take() is None
    assert (system.files(), system.starts()) == ([], [])


def test_a_link_is_refused_and_gone_and_what_it_names_stays_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    elsewhere = system.root / "elsewhere.json"
    (system.folder / "return.json").rename(elsewhere)
    (system.folder / "return.json").symlink_to(elsewhere)
    assert system.restarter().take() is None
    assert elsewhere.exists()
    assert (system.files(), system.starts()) == ([], [])


def test_a_file_that_has_a_second_name_is_refused_r2(system: System) -> None:
    system.restarter().prepare(STATE)
    (system.root / "second.json").hardlink_to(system.folder / "return.json")
    assert system.restarter().take() is None
    assert system.files() == []


def test_where_it_cannot_come_back_nothing_is_left_r1(system: System) -> None:
    system.folder.write_text("a file where the folder should be")
    with pytest.raises(NoReturn, match="was not restarted"):
        system.restarter().prepare(STATE)
    assert system.starts() == []


def test_the_order_to_restart_is_given_r1(system: System) -> None:
    there = system.root / "restarted"
    restarter = system.restarter("touch", str(there))
    restarter.prepare(STATE)
    restarter.restart()
    assert there.exists()
    assert system.restarter().take() == STATE


@pytest.mark.parametrize("command", ["false", "no-such-command"])
def test_a_system_that_refuses_to_restart_keeps_nothing_r1(system: System, command: str) -> None:
    restarter = system.restarter(command)
    restarter.prepare(STATE)
    with pytest.raises(NoReturn):
        restarter.restart()
    assert (system.files(), system.starts()) == ([], [])


def test_odd_folders_are_passed_on_as_they_are_r1(tmp_path: Path) -> None:
    for make in (xdg, systemd, launchd):
        system = make(tmp_path / make.__name__ / 'a "b" 100% $HOME `x` \\ ü')
        system.restarter().prepare(STATE)
        assert system.starts()[0][-1] == str(system.folder)


def test_a_command_that_windows_would_not_start_is_refused_r1(tmp_path: Path) -> None:
    system = windows(tmp_path / ("long" * 50))
    with pytest.raises(NoReturn, match="Windows starts no command"):
        system.restarter().prepare(STATE)
    assert (system.files(), system.starts()) == ([], [])


def test_an_unreachable_entry_takes_the_file_with_it_r1(tmp_path: Path) -> None:
    system = xdg(tmp_path)
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(NoReturn):
        system.restarter().prepare(STATE)
    assert system.files() == []
