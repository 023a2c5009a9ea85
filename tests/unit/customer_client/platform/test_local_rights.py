"""Which way back this process may leave behind."""

from pathlib import Path

from customer_client.platform.autostart import Command, SystemdEntry, XdgEntry
from customer_client.platform.local_rights import linux_entry


def test_with_rights_and_systemd_it_returns_at_the_login_screen_r1() -> None:
    entry = linux_entry({}, login_screen=True)
    assert isinstance(entry, SystemdEntry)
    assert not entry.waits_for_sign_in


def test_otherwise_it_waits_in_the_persons_own_configuration_r1(tmp_path: Path) -> None:
    entry = linux_entry({"XDG_CONFIG_HOME": str(tmp_path)}, login_screen=False)
    assert isinstance(entry, XdgEntry)
    assert entry.waits_for_sign_in
    entry.write(Command(("/usr/bin/true",)))
    assert [path.name for path in (tmp_path / "autostart").iterdir()] == ["auxilio-return.desktop"]


def test_a_terminal_is_opened_for_who_is_asked_in_one_r1(tmp_path: Path) -> None:
    entry = linux_entry({"XDG_CONFIG_HOME": str(tmp_path)}, login_screen=False)
    for terminal in (True, False):
        entry.write(Command(("/usr/bin/true",), terminal))
        text = (tmp_path / "autostart" / "auxilio-return.desktop").read_text()
        assert f"Terminal={str(terminal).lower()}\n" in text
