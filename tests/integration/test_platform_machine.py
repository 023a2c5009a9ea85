"""What this very machine says of itself, and what its own commands do."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from customer_client.errors import CommandFailed
from customer_client.platform import commands
from customer_client.platform.autostart import Command, SystemdEntry
from customer_client.platform.choose import (
    open_elevation,
    open_inspector,
    open_restarter,
    open_script_runner,
    open_services,
)
from customer_client.platform.inspector import MachineInspector
from protocol.ids import RequestId
from protocol.inspection import Section, Topic
from protocol.limits import INSPECTION_PARTS_LIMIT, MESSAGE_LIMIT_BYTES
from protocol.screen import Monitor, MonitorId, Screen
from protocol.work import Interpreter, ServiceDeed
from protocol.work_messages import InspectionPart, OutputStream
from tests.support.wait import until

pytestmark = pytest.mark.slow

WITHIN_SECONDS = 10.0
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=800, height_px=600),))


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    return list(open_inspector(open_elevation()).sections(SCREEN))


def rows(sections: list[Section], topic: Topic) -> list[tuple[str, ...]]:
    return [row.cells for section in sections if section.topic is topic for row in section.rows]


def test_every_topic_of_this_machine_is_told_j6(sections: list[Section]) -> None:
    assert {section.topic for section in sections} == set(Topic)
    assert len(sections) <= INSPECTION_PARTS_LIMIT
    for at, section in enumerate(sections):
        part = InspectionPart(
            request_id=RequestId("w_1234"), part=at, parts=len(sections), section=section
        ).model_dump_json()
        assert len(part.encode()) <= MESSAGE_LIMIT_BYTES


def test_the_system_is_the_one_that_runs_here_j6(sections: list[Section]) -> None:
    told = {cells[0]: cells[1] for cells in rows(sections, Topic.SYSTEM)}
    assert list(told) == [
        "os",
        "build",
        "kernel",
        "display_server",
        "desktop",
        "architecture",
        "booted",
        "host",
        "user",
        "elevated",
    ]
    assert told["kernel"] == os.uname().release
    assert told["host"] == os.uname().nodename
    assert told["elevated"] == str(os.geteuid() == 0).lower()
    assert told["booted"].endswith("+00:00")


def test_the_packages_are_those_of_dpkg_j6(sections: list[Section]) -> None:
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "bash"], capture_output=True, text=True, check=True
    ).stdout
    found = [cells for cells in rows(sections, Topic.PROGRAMS) if cells[0] == "bash"]
    assert [cells[1] for cells in found] == [shown]
    assert "Debian" in found[0][2] or found[0][2]


def test_what_stands_in_the_menus_comes_first_and_has_its_version_j6(sections: list[Section]) -> None:
    names = [cells[0] for cells in rows(sections, Topic.PROGRAMS)]
    assert "XTerm" in names
    assert names.index("XTerm") < names.index("xterm")
    (xterm, package) = (
        next(cells for cells in rows(sections, Topic.PROGRAMS) if cells[0] == name)
        for name in ("XTerm", "xterm")
    )
    assert xterm[1:] == package[1:]


def test_the_heaviest_processes_are_alive_and_belong_to_somebody_j6(sections: list[Section]) -> None:
    found = rows(sections, Topic.PROCESSES)
    assert 0 < len(found) <= 60
    assert any(psutil.pid_exists(int(cells[0])) for cells in found)
    assert all(len(cells) == 5 and cells[1] and int(cells[4]) >= 0 for cells in found)


def test_memory_disks_and_network_are_told_in_bytes_and_addresses_j6(sections: list[Section]) -> None:
    memory = {cells[0]: cells[1] for cells in rows(sections, Topic.MEMORY)}
    assert int(memory["total"]) == psutil.virtual_memory().total
    root = next(cells for cells in rows(sections, Topic.DISKS) if cells[0] == "/")
    assert 0 < int(root[3]) <= int(root[2])
    assert ("lo", "127.0.0.1", "up") in rows(sections, Topic.NETWORK)
    assert rows(sections, Topic.MONITORS) == [("screen", "800×600", "1", "0, 0", "false")]


def test_services_of_this_machine_are_listed_and_no_other_is_touched_j2() -> None:
    services = open_services(open_elevation())
    listed = services.all()
    assert listed
    assert not services.control("no-such-service", ServiceDeed.RESTART).done


def test_the_doors_open_on_this_machine(tmp_path: Path) -> None:
    elevation = open_elevation()
    assert elevation.is_elevated() == (os.geteuid() == 0)
    pieces: list[tuple[OutputStream, str]] = []
    runner = open_script_runner(elevation)
    code = runner.run(Interpreter.SH, "echo hi", lambda *piece: pieces.append(piece), threading.Event())
    assert (code, pieces) == (0, [(OutputStream.OUT, "hi\n")])
    assert open_restarter(tmp_path, elevation).take() is None
    assert isinstance(open_inspector(elevation), MachineInspector)
    elevation.close()


def test_a_command_answers_in_the_c_locale_with_a_path_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert "LC_ALL=C.UTF-8" in commands.ask(("env",)).splitlines()
    assert commands.ask(("cat",), text="é") == "é"


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(CommandFailed, match=r"^ls did not work here: .*No such file or directory\.$"):
        commands.ask(("ls", "/no/such/folder"))
    with pytest.raises(CommandFailed, match="it ended with 1"):
        commands.ask(("false",))
    with pytest.raises(CommandFailed, match="this system does not have it"):
        commands.ask(("no-such-command",))
    assert "No such file" in commands.ask(("ls", "/no/such/folder"), with_errors=True)


def test_a_command_that_hangs_is_killed_with_what_it_started(tmp_path: Path) -> None:
    script = tmp_path / "hangs"
    script.write_text('#!/bin/sh\nsleep 600 &\necho $! > "$1"\nwait\n')
    script.chmod(0o755)
    for act in (commands.ask, commands.order):
        pid_file = tmp_path / act.__name__
        with pytest.raises(CommandFailed, match=r"did not answer within 0\.5 seconds"):
            act((str(script), str(pid_file)), within_seconds=0.5)
        pid = int(pid_file.read_text())
        until(lambda pid=pid: not _runs(pid), within_seconds=WITHIN_SECONDS, what="its end")  # type: ignore[misc]


def test_an_order_leaves_running_what_it_started(tmp_path: Path) -> None:
    script = tmp_path / "daemon"
    script.write_text('#!/bin/sh\nsleep 600 &\necho $! > "$1"\n')
    script.chmod(0o755)
    pid_file = tmp_path / "pid"
    commands.order((str(script), str(pid_file)), within_seconds=WITHIN_SECONDS)
    pid = int(pid_file.read_text())
    assert _runs(pid)
    psutil.Process(pid).kill()


def test_systemd_itself_takes_the_unit_for_enabled_r1(tmp_path: Path) -> None:
    entry = SystemdEntry(tmp_path)
    entry.write(Command((sys.executable, "-I", "-m", "customer_client", 'a "b" 100% $HOME')))
    unit = tmp_path / "etc/systemd/system/auxilio-return.service"
    subprocess.run(["systemd-analyze", "verify", str(unit)], check=True, capture_output=True)
    asked = ["systemctl", "--root", str(tmp_path), "is-enabled", "auxilio-return.service"]
    assert subprocess.run(asked, check=False, capture_output=True, text=True).stdout == "enabled\n"
    entry.remove()
    assert subprocess.run(asked, check=False, capture_output=True, text=True).returncode != 0
    assert not list(tmp_path.rglob("auxilio*"))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
