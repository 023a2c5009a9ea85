"""Services: what the systems write of them, and that only a listed one is touched."""

import pytest

from customer_client.errors import CommandFailed
from customer_client.platform import daemons_linux as dl
from customer_client.platform import daemons_macos as dm
from customer_client.platform.daemons import ListedDaemons, services_found
from customer_client.platform.ports import Daemon, Outcome
from protocol.work import ServiceDeed

UNITS = """cups.service       loaded    active   running CUPS Scheduler
gone.service       not-found inactive dead    gone.service
user@1000.service  loaded    active   running User Manager for UID 1000
bare.service       loaded    inactive dead
dbus.socket        loaded    active   running D-Bus
"""
UNIT_FILES = """cups.service    enabled  enabled
getty@.service  enabled  enabled
sshd.service    disabled enabled
lonely.service
"""
STATUS_ALL = " [ + ]  cron\n [ - ]  cups\n [ ? ]  hwclock.sh\nnoise\n"
LAUNCHD = "PID\tStatus\tLabel\n431\t0\tcom.apple.Finder\n-\t78\torg.broken\nodd\n"


def test_units_are_services_that_are_loaded_j1() -> None:
    assert list(dl.units(UNITS)) == [
        Daemon("cups", "active (running)", "CUPS Scheduler"),
        Daemon("user@1000", "active (running)", "User Manager for UID 1000"),
        Daemon("bare", "inactive (dead)"),
    ]


def test_files_of_units_that_are_not_loaded_are_services_too_j1() -> None:
    assert list(dl.unit_files(UNIT_FILES)) == [
        Daemon("cups", "inactive (enabled)"),
        Daemon("sshd", "inactive (disabled)"),
    ]


def test_init_scripts_say_what_they_know_j1() -> None:
    assert list(dl.scripts(STATUS_ALL)) == [
        Daemon("cron", "running"),
        Daemon("cups", "stopped"),
        Daemon("hwclock.sh", "unknown"),
    ]


def test_launchd_names_its_jobs_j1() -> None:
    assert list(dm.jobs(LAUNCHD)) == [
        Daemon("com.apple.Finder", "running"),
        Daemon("org.broken", "stopped", "exit 78"),
    ]
    assert dm.argv("gui/501", "org.x", ServiceDeed.START) == ("launchctl", "kickstart", "gui/501/org.x")
    assert dm.argv("system", "org.x", ServiceDeed.RESTART) == ("launchctl", "kickstart", "-k", "system/org.x")
    assert dm.argv("system", "org.x", ServiceDeed.STOP) == ("launchctl", "kill", "SIGTERM", "system/org.x")


class Stage:
    """Services of a system that does what it is told, and writes it down."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.done: list[tuple[str, ServiceDeed]] = []
        self.daemons = ListedDaemons(lambda: [Daemon(name, "running") for name in names], self._perform)

    def _perform(self, name: str, deed: ServiceDeed) -> None:
        if name == "stubborn":
            raise CommandFailed("systemctl", "Interactive authentication required")
        self.done.append((name, deed))


def test_a_listed_service_is_controlled_j1() -> None:
    stage = Stage("cups", "cron")
    assert stage.daemons.control("cups", ServiceDeed.RESTART) == Outcome(True, "cups was restarted.")
    assert stage.done == [("cups", ServiceDeed.RESTART)]


@pytest.mark.parametrize("name", ["cup", "cups.service", "--all", "cups; reboot", "../cups", "", "CUPS"])
def test_any_other_name_touches_nothing_j2(name: str) -> None:
    stage = Stage("cups", "cron")
    outcome = stage.daemons.control(name, ServiceDeed.STOP)
    assert not outcome.done
    assert "no service called" in outcome.sentence
    assert stage.done == []


def test_a_name_that_would_be_an_option_is_never_an_argument_j2() -> None:
    stage = Stage("--force")
    assert not stage.daemons.control("--force", ServiceDeed.STOP).done
    assert stage.done == []


def test_a_system_that_refuses_says_why_j1() -> None:
    outcome = Stage("stubborn").daemons.control("stubborn", ServiceDeed.START)
    assert outcome == Outcome(False, "systemctl did not work here: Interactive authentication required.")


def test_services_are_listed_by_name_j6() -> None:
    stage = Stage("Zeta", "alpha")
    assert [daemon.name for daemon in stage.daemons.all()] == ["alpha", "Zeta"]
    assert services_found(stage.daemons.all()).rows == [("alpha", "running", ""), ("Zeta", "running", "")]
