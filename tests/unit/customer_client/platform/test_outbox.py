"""What the person here chose, as it is read and sent (SPEC X)."""

from pathlib import Path

import pytest

from customer_client.errors import NotRead
from customer_client.platform.outbox import Outbox
from protocol.limits import TRANSFER_DEPTH_LIMIT
from protocol.transfer import Item


def folder(where: Path) -> Path:
    top = where / "Año"
    (top / "b").mkdir(parents=True)
    (top / "z.txt").write_bytes(b"last")
    (top / "b" / "ñ.txt").write_bytes(b"inner")
    (top / "empty").touch()
    return top


def test_files_and_folders_are_listed_from_the_top_of_what_was_chosen_x3(tmp_path: Path) -> None:
    alone = tmp_path / "alone.txt"
    alone.write_bytes(b"1234")
    outbox = Outbox([str(folder(tmp_path)), str(alone)])
    assert outbox.items == [
        Item(path=("Año", "empty"), size_bytes=0),
        Item(path=("Año", "z.txt"), size_bytes=4),
        Item(path=("Año", "b", "ñ.txt"), size_bytes=5),
        Item(path=("alone.txt",), size_bytes=4),
    ]
    assert [outbox.read(number, 1, 3) for number in (1, 2, 3)] == [b"ast", b"nne", b"234"]
    assert outbox.read(1, 0, 4) == b"last"
    outbox.close()


def test_links_and_what_is_no_file_do_not_leave_with_a_folder_x1(tmp_path: Path) -> None:
    top = folder(tmp_path)
    (tmp_path / "secret").write_text("secret")
    (top / "link").symlink_to(tmp_path / "secret")
    (top / "linked").symlink_to(tmp_path)
    assert len(Outbox([str(top)]).items) == 3


def test_what_lies_deeper_than_may_be_sent_stays_l1(tmp_path: Path) -> None:
    deep = tmp_path / "top"
    for level in range(TRANSFER_DEPTH_LIMIT):
        deep.mkdir()
        (deep / "file").touch()
        deep /= str(level)
    items = Outbox([str(tmp_path / "top")]).items
    assert max(len(item.path) for item in items) == TRANSFER_DEPTH_LIMIT
    assert len(items) == TRANSFER_DEPTH_LIMIT - 1


def test_names_that_cannot_cross_the_wire_are_made_to_w6(tmp_path: Path) -> None:
    for name in ("\u202e\u200b", "a\nb"):
        (tmp_path / name).touch()
    names = [item.path for item in Outbox([str(tmp_path / "\u202e\u200b"), str(tmp_path / "a\nb")]).items]
    assert names == [("file",), ("a b",)]


def test_what_is_not_there_is_said_by_its_name_x6(tmp_path: Path) -> None:
    with pytest.raises(NotRead, match=r"gone\.txt could not be read"):
        Outbox([str(tmp_path / "gone.txt")])


def test_a_file_that_went_or_shrank_on_the_way_is_told_apart_x4(tmp_path: Path) -> None:
    shrinks, goes = tmp_path / "shrinks", tmp_path / "goes"
    for path in (shrinks, goes):
        path.write_bytes(b"123456")
    outbox = Outbox([str(shrinks), str(goes)])
    goes.unlink()
    with pytest.raises(NotRead) as gone:
        outbox.read(1, 0, 6)
    shrinks.write_bytes(b"1")
    with pytest.raises(NotRead) as changed:
        outbox.read(0, 0, 6)
    outbox.close()
    assert (gone.value.changed, changed.value.changed) == (False, True)
    assert "was changed" in str(changed.value)
