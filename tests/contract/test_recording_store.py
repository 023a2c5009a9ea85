"""Every place for finished recordings keeps the same contract: a disk, and a server that speaks S3."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from moto.server import ThreadedMotoServer

from recordings import manifest
from recordings.errors import NotKept, StoreBroken
from recordings.reader import open_segment
from recordings.spool import Spool
from recordings.store import Kept, S3Place, Store
from tests.support.recorded import KEY, SESSION, frames, recorded, stream

MANY_PIECES = 9 * 1024 * 1024 + 17
"""More than one part of an upload, and of a comparison."""


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    httpx2.put(f"{url}/recordings").raise_for_status()
    yield url
    server.stop()


def place(url: str, *, bucket: str = "recordings", prefix: str = "kept") -> S3Place:
    return S3Place(bucket, "eu-west-1", "AKIAEXAMPLE", "example-secret", url, prefix)


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "local":
        return Store.local(tmp_path / "kept")
    return Store.s3(place(request.getfixturevalue("s3_url"), prefix=tmp_path.name))


def file(folder: Path, content: bytes, name: str = "one") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_what_was_put_is_read_in_any_part(store: Store, tmp_path: Path) -> None:
    store.put_file("s_1/0001.rec", file(tmp_path, b"0123456789"))
    assert store.size("s_1/0001.rec") == 10
    parts = [(0, 10), (0, 1), (3, 7), (9, 10), (4, 4), (8, 99), (10, 20), (99, 100), (5, 2)]
    assert [store.get_range("s_1/0001.rec", *part) for part in parts] == [
        b"0123456789"[start:stop] for start, stop in parts
    ]


@pytest.mark.slow
def test_a_long_file_arrives_whole(store: Store, tmp_path: Path) -> None:
    content = os.urandom(MANY_PIECES)
    path = file(tmp_path, content)
    store.put_file("s_1/0001.rec", path)
    assert store.size("s_1/0001.rec") == MANY_PIECES
    assert store.holds("s_1/0001.rec", path)
    assert store.get_range("s_1/0001.rec", MANY_PIECES - 20, MANY_PIECES) == content[-20:]


def test_an_empty_file_is_a_file(store: Store, tmp_path: Path) -> None:
    store.put_file("s_1/0001.idx", file(tmp_path, b""))
    assert store.size("s_1/0001.idx") == 0
    assert store.get_range("s_1/0001.idx", 0, 10) == b""


def test_a_second_put_replaces_the_first(store: Store, tmp_path: Path) -> None:
    store.put_file("s_1/log.jsonl", file(tmp_path, b"before and more"))
    store.put_file("s_1/log.jsonl", file(tmp_path, b"after"))
    assert store.get_range("s_1/log.jsonl", 0, 100) == b"after"


def test_only_the_same_bytes_are_held(store: Store, tmp_path: Path) -> None:
    store.put_file("s_1/0001.rec", file(tmp_path, b"0123456789"))
    assert store.holds("s_1/0001.rec", file(tmp_path, b"0123456789", "same"))
    assert not store.holds("s_1/0001.rec", file(tmp_path, b"0123456780", "other"))
    assert not store.holds("s_1/0001.rec", file(tmp_path, b"012345678", "shorter"))
    assert not store.holds("s_1/0002.rec", file(tmp_path, b"0123456789", "nowhere"))


def test_a_list_holds_one_folder_in_order(store: Store, tmp_path: Path) -> None:
    for key in ("s_2/0001.rec", "s_1/0002.rec", "s_1/0001.rec", "s_10/0001.rec"):
        store.put_file(key, file(tmp_path, key.encode()))
    assert store.list("s_1") == [Kept("s_1/0001.rec", 12), Kept("s_1/0002.rec", 12)]
    assert [kept.key for kept in store.list("")] == [
        "s_1/0001.rec",
        "s_1/0002.rec",
        "s_10/0001.rec",
        "s_2/0001.rec",
    ]
    assert store.list("s_3") == []


def test_a_folder_is_deleted_and_nothing_beside_it(store: Store, tmp_path: Path) -> None:
    for key in ("s_1/0001.rec", "s_1/0002.rec", "s_10/0001.rec"):
        store.put_file(key, file(tmp_path, b"content"))
    store.delete("s_1")
    store.delete("s_1")
    assert [kept.key for kept in store.list("")] == ["s_10/0001.rec"]
    store.delete("s_10/0001.rec")
    assert store.list("") == []


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(NotKept) as found:
        store.size("s_1/0001.rec")
    assert found.value.name == "s_1/0001.rec"
    with pytest.raises(NotKept):
        store.get_range("s_1/0001.rec", 0, 10)


def test_a_bucket_that_is_not_there_breaks_the_store(s3_url: str, tmp_path: Path) -> None:
    store = Store.s3(place(s3_url, bucket="no-such-bucket"))
    with pytest.raises((StoreBroken, NotKept)):
        store.put_file("s_1/0001.rec", file(tmp_path, b"content"))


def test_a_folder_that_cannot_be_made_breaks_the_store(tmp_path: Path) -> None:
    file(tmp_path, b"a file in the way", "kept")
    with pytest.raises(StoreBroken) as found:
        Store.local(tmp_path / "kept" / "below")
    assert str(tmp_path) in str(found.value)


def test_the_secret_is_not_shown() -> None:
    assert "example-secret" not in repr(place("http://localhost"))


@pytest.mark.slow
def test_a_session_that_moved_there_is_read_in_few_requests(store: Store, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", store)
    recorded(spool.path(SESSION), frames(150), pointer=True)
    before, content = manifest.read(spool.open(SESSION)), stream(spool.path(SESSION))
    spool.move(SESSION)
    assert spool.sessions() == []
    assert manifest.read(spool.open(SESSION)) == before
    found = open_segment(spool.open(SESSION), 1, KEY)
    place = found.index[3]
    assert found.read(place.offset, place.offset + place.size) == content[place.offset :][: place.size]
    assert found.read(0, found.size) == content
    assert [kept.key for kept in store.list(SESSION)] == [
        f"{SESSION}/{number:04}.{ending}" for number in (1, 2) for ending in ("idx", "rec")
    ]
    spool.delete(SESSION)
    assert store.list("") == []


def test_without_its_index_a_segment_is_read_from_there_too(store: Store, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", store)
    recorded(spool.path(SESSION))
    content = stream(spool.path(SESSION))
    (spool.path(SESSION) / "0001.idx").unlink()
    spool.move(SESSION)
    found = open_segment(spool.open(SESSION), 1, KEY)
    assert (found.whole, found.read(0, found.size)) == (True, content)


@pytest.mark.slow
def test_a_store_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        store = Store.s3(place(f"http://127.0.0.1:{nobody.getsockname()[1]}"))
        for ask in (
            lambda: store.put_file("s_1/0001.rec", file(tmp_path, b"content")),
            lambda: store.get_range("s_1/0001.rec", 0, 10),
            lambda: store.list("s_1"),
        ):
            with pytest.raises(StoreBroken) as found:
                ask()
            assert found.value.place == "s3://recordings/kept"
            assert "example-secret" not in str(found.value)


def test_amazons_own_needs_no_address() -> None:
    Store.s3(place(""))
