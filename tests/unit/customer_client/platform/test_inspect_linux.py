"""What the commands of Linux write, as rows."""

from pathlib import Path

import pytest

from customer_client.errors import CommandFailed
from customer_client.platform import inspect_linux as il

DPKG = "ii \tbash\t5.2.15-2\tM <m@example.org>\nrc \tgone\t1.0\tNo\nii \tmousepad\t0.5-1\tXfce\nodd\n"
RPM = "ii\tvim\t9.0-1.fc40\tFedora Project\nii\tgpg-pubkey\t1-2\t(none)\n"
OWNERS = """mousepad: /usr/share/applications/org.mousepad.desktop
diversion by dash from: /usr/share/applications/x.desktop
a-tool:amd64, b-tool: /usr/share/applications/shared.desktop
"""
APT = """Listing...
bash/stable-security 5.2.15-3 amd64 [upgradable from: 5.2.15-2]
libc6/stable,stable-security 2.36-10 amd64 [upgradable from: 2.36-9+deb12u4]
N: There is 1 additional version. Please use the '-a' switch to see it
"""
DNF = """Available Upgrades
vim.x86_64              9.1-2.fc40          updates
java-21-openjdk.x86_64  1:21.0.5-1.fc40     updates
"""
ENTRY = "[Desktop Entry]\nType=Application\nName=Mousepad\nName[es]=Editor\nExec=mousepad %F\n"


def test_only_what_is_installed_is_a_package_j6() -> None:
    assert il.packages(DPKG) == {
        "bash": il.Package("bash", "5.2.15-2", "M <m@example.org>"),
        "mousepad": il.Package("mousepad", "0.5-1", "Xfce"),
    }
    assert il.packages(RPM)["gpg-pubkey"] == il.Package("gpg-pubkey", "1-2", "")


def test_an_entry_of_the_menus_belongs_to_a_package_j6() -> None:
    assert il.owners_of(OWNERS) == {
        "/usr/share/applications/org.mousepad.desktop": "mousepad",
        "/usr/share/applications/shared.desktop": "a-tool",
    }


def test_apt_says_what_is_installed_and_what_there_is_j6() -> None:
    assert il.apt_updates(APT) == [
        ("bash", "5.2.15-2", "5.2.15-3"),
        ("libc6", "2.36-9+deb12u4", "2.36-10"),
    ]


def test_dnf_says_what_there_is_and_rpm_what_is_installed_j6() -> None:
    assert il.dnf_updates(DNF, il.packages(RPM)) == [
        ("vim", "9.0-1.fc40", "9.1-2.fc40"),
        ("java-21-openjdk", "", "1:21.0.5-1.fc40"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ENTRY, "Mousepad"),
        (ENTRY + "NoDisplay=true\n", ""),
        (ENTRY + "Hidden=true\n", ""),
        (ENTRY.replace("Application", "Link"), ""),
        (ENTRY + "[Desktop Action new]\nName=New window\n", "Mousepad"),
        ("[Other]\nName=x\n", ""),
        ("no section at all", ""),
        (ENTRY + "Name=Twice\n", "Twice"),
        (ENTRY.replace("Mousepad", "100%(x)s"), "100%(x)s"),
    ],
)
def test_a_menu_shows_programs_by_their_name_j6(text: str, name: str) -> None:
    assert il.menu_name(text) == name


def test_menus_are_read_by_name_and_a_broken_entry_is_left_out_j6(tmp_path: Path) -> None:
    (tmp_path / "a.desktop").write_text(ENTRY.replace("Mousepad", "zeta"))
    (tmp_path / "b.desktop").write_text(ENTRY)
    (tmp_path / "c.desktop").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "d.desktop").symlink_to("nowhere")
    assert il.menu_entries([tmp_path, tmp_path / "none"]) == [
        (tmp_path / "b.desktop", "Mousepad"),
        (tmp_path / "a.desktop", "zeta"),
    ]


@pytest.mark.parametrize(
    ("surroundings", "server"),
    [
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, "X11 (:0)"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "Wayland"),
        ({"XDG_SESSION_TYPE": "wayland"}, "Wayland"),
        ({}, ""),
    ],
)
def test_the_display_server_is_what_the_desktop_says_j6(surroundings: dict[str, str], server: str) -> None:
    assert il.display_server(surroundings) == server


def test_without_package_lists_no_update_can_be_missing_and_that_is_said_j6(tmp_path: Path) -> None:
    found = il.updates(lambda name: name == "apt", tmp_path)
    assert not found.rows
    assert "not looked for updates" in found.problem


def test_a_system_without_a_package_tool_says_so_j6(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="neither apt nor dnf"):
        il.updates(lambda _name: None)


def test_the_menus_are_told_where_the_packages_are_not_j6(tmp_path: Path) -> None:
    (tmp_path / "b.desktop").write_text(ENTRY)
    found = il.programs(lambda _name: None, [tmp_path])
    assert found.rows == [("Mousepad", "", "")]
    assert found.problem.startswith("rpm did not work here")
