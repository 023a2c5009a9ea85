"""Where files that were sent here are put, on a real disk (SPEC X2, X6)."""

from pathlib import Path

import pytest

from customer_client.errors import NotStored
from customer_client.platform import inbox as module
from customer_client.platform.inbox import Inbox
from protocol.transfer import Item


def put(inbox: Inbox, data: bytes, *path: str) -> Path:
    inbox.begin(Item(path=path, size_bytes=len(data)))
    for start in range(0, len(data), 3):
        inbox.write(memoryview(data)[start : start + 3])
    return inbox.close()


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Downloads" / "Auxilio"


def test_what_is_whole_has_its_name_and_its_bytes_x2(folder: Path) -> None:
    inbox = Inbox(folder)
    stored = put(inbox, b"hello there", "Año", "b", "ñ.txt")
    assert stored == folder / "Año" / "b" / "ñ.txt"
    assert stored.read_bytes() == b"hello there"
    put(inbox, b"", "empty")
    assert inbox.stored == [stored, folder / "empty"]
    inbox.discard()
    assert names(folder) == ["Año", "Año/b", "Año/b/ñ.txt", "empty"]


@pytest.mark.parametrize(
    "path",
    [
        ("..", "..", "etc", "passwd"),
        ("/etc/passwd",),
        ("C:\\Windows\\win.ini",),
        ("a", "../../../b"),
        (".bashrc",),
        ("CON",),
        ("~", ".ssh", "authorized_keys"),
        ("x" * 255, "\u202egpj.exe"),
    ],
)
def test_no_name_leads_out_of_the_folder_or_hides_in_it_x2(folder: Path, path: tuple[str, ...]) -> None:
    inbox = Inbox(folder)
    stored = put(inbox, b"data", *path)
    inbox.discard()
    assert stored.resolve().is_relative_to(folder.resolve())
    assert stored.read_bytes() == b"data"
    assert not any(part.startswith(".") for part in stored.relative_to(folder).parts)


def test_nothing_is_overwritten_and_a_folder_that_was_there_is_not_added_to_x2(folder: Path) -> None:
    for round_ in ("one", "two", "three"):
        inbox = Inbox(folder)
        put(inbox, round_.encode(), "a.tar.gz")
        put(inbox, round_.encode(), "top", "in.txt")
        put(inbox, round_.encode(), "top", "in.txt")
        inbox.discard()
    said = {name: (folder / name).read_text() for name in names(folder) if (folder / name).is_file()}
    assert said == {
        "a.tar.gz": "one",
        "a (2).tar.gz": "two",
        "a (3).tar.gz": "three",
        **{f"top{number}/in.txt": round_ for number, round_ in NUMBERED},
        **{f"top{number}/in (2).txt": round_ for number, round_ in NUMBERED},
    }


NUMBERED = (("", "one"), (" (2)", "two"), (" (3)", "three"))


def test_a_link_under_the_name_is_not_followed_x2(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (folder / "a.txt").symlink_to(victim)
    (folder / "b.txt").symlink_to(tmp_path / "nowhere")
    inbox = Inbox(folder)
    assert put(inbox, b"theirs", "a.txt").name == "a (2).txt"
    assert put(inbox, b"theirs", "b.txt").name == "b (2).txt"
    inbox.discard()
    assert victim.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_what_is_not_whole_is_gone_and_what_is_stays_x6(folder: Path) -> None:
    inbox = Inbox(folder)
    whole = put(inbox, b"whole", "whole.txt")
    inbox.begin(Item(path=("half.txt",), size_bytes=100))
    inbox.write(b"half")
    inbox.discard()
    inbox.discard()
    assert names(folder) == ["whole.txt"]
    assert inbox.stored == [whole]


def test_before_anything_came_there_is_nothing_to_discard_x6(folder: Path) -> None:
    Inbox(folder).discard()
    assert not folder.exists()


def test_a_place_that_takes_nothing_is_said_as_that_x6(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotStored) as refused:
        Inbox(tmp_path / "file" / "Auxilio").begin(Item(path=("a",), size_bytes=1))
    assert not refused.value.full


def test_names_that_are_all_taken_are_given_up_x2(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NUMBERS_LIMIT", 3)
    for name in ("a", "a (2)", "top", "top (2)"):
        (folder / name).mkdir(parents=True)
    for path in (("a",), ("top", "a")):
        inbox = Inbox(folder)
        with pytest.raises(NotStored):
            put(inbox, b"x", *path)
        inbox.discard()
    assert names(folder) == ["a", "a (2)", "top", "top (2)"]
