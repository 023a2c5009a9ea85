"""Where finished recordings are kept: a local disk or a store that speaks S3, with one contract for both."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from recordings.errors import NotKept, StoreBroken

if TYPE_CHECKING:
    from obstore.store import S3Config

WITHIN: Final = timedelta(seconds=60)
"""No single request takes longer."""
RETRY_WITHIN: Final = timedelta(seconds=120)
_PIECE_BYTES: Final = 4 * 1024 * 1024
_KEY: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


@dataclass(frozen=True, slots=True)
class Kept:
    """One object: its key and its length."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class S3Place:
    """Where an S3 bucket is, and who we are there. `endpoint` empty: Amazon's own, of this region."""

    bucket: str
    region: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    endpoint: str = ""
    prefix: str = ""


class Store:
    """Keeps files under keys of our own making ("s_…/0001.rec"). Blocking; any thread."""

    def __init__(self, objects: LocalStore | S3Store, place: str) -> None:
        """Use `local` or `s3`."""
        self._objects = objects
        self._place = place

    @classmethod
    def local(cls, root: Path) -> "Store":
        """A folder of this machine; it is made when it is not there.

        Raises:
            StoreBroken: it cannot be made.
        """
        try:
            return cls(LocalStore(root, automatic_cleanup=True, mkdir=True), str(root))
        except (BaseError, OSError) as refused:
            raise StoreBroken(str(root), str(refused)) from refused

    @classmethod
    def s3(cls, place: S3Place) -> "Store":
        """A bucket, which exists. Plain http only where `endpoint` says so itself."""
        config: S3Config = {
            "region": place.region,
            "access_key_id": place.access_key_id,
            "secret_access_key": place.secret_access_key,
        }
        if place.endpoint:
            config["endpoint"] = place.endpoint
        objects = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            client_options={
                "timeout": WITHIN,
                "connect_timeout": timedelta(seconds=10),
                "allow_http": place.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": 5, "retry_timeout": RETRY_WITHIN},
            config=config,
        )
        return cls(objects, f"s3://{place.bucket}/{place.prefix}")

    def put_file(self, key: str, path: Path) -> None:
        """Keep a copy of this file, whole or not at all; it is read back and compared before this returns.

        Raises:
            StoreBroken: it was refused, or what was kept is not what was given.
        """
        _checked(key)
        with self._asked(key):
            obstore.put(self._objects, key, path, chunk_size=_PIECE_BYTES * 2, max_concurrency=2)
        if not self.holds(key, path):
            raise StoreBroken(self._place, f"{key} is not what was given")

    def holds(self, key: str, path: Path) -> bool:
        """Whether this file is kept here, byte for byte.

        Raises:
            StoreBroken: the store cannot be asked.
        """
        size = path.stat().st_size
        try:
            return self.size(key) == size and self._digest(key, size) == _digest(path)
        except NotKept:
            return False

    def get_range(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`, fewer at the object's end.

        Raises:
            NotKept: there is no such object.
            StoreBroken: it cannot be read.
        """
        _checked(key)
        if start >= stop:
            return b""
        try:
            with self._asked(key):
                return bytes(obstore.get(self._objects, key, options={"range": (start, stop)}).bytes())
        except StoreBroken:
            # Both refuse a range that begins at the end or behind it: there is nothing more.
            if start >= self.size(key):
                return b""
            raise

    def size(self, key: str) -> int:
        """How long this object is.

        Raises:
            NotKept: there is no such object.
            StoreBroken: the store cannot be asked.
        """
        _checked(key)
        with self._asked(key):
            return int(obstore.head(self._objects, key)["size"])

    def list(self, prefix: str) -> list[Kept]:
        """All objects in this folder and below, by key; "" is everything.

        Raises:
            StoreBroken: the store cannot be asked.
        """
        with self._asked(prefix):
            found = [
                Kept(str(one["path"]), int(one["size"]))
                for page in obstore.list(self._objects, prefix or None)
                for one in page
            ]
        return sorted(found, key=lambda kept: kept.key)

    def delete(self, prefix: str) -> None:
        """Delete this object, or all objects in this folder; that there are none is no error.

        Raises:
            StoreBroken: the store refused.
        """
        _checked(prefix)
        keys = [kept.key for kept in self.list(prefix)] or [prefix]
        with self._asked(prefix):
            for key in keys:
                try:
                    obstore.delete(self._objects, key)
                except FileNotFoundError:
                    continue

    def _digest(self, key: str, size: int) -> bytes:
        digest = hashlib.sha256()
        for start in range(0, size, _PIECE_BYTES):
            digest.update(self.get_range(key, start, start + _PIECE_BYTES))
        return digest.digest()

    @contextmanager
    def _asked(self, key: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as gone:
            raise NotKept(key) from gone
        except (BaseError, OSError, ValueError) as refused:
            raise StoreBroken(self._place, _first_line(refused)) from refused


class StoredFile:
    """A `Source` in a store."""

    window_bytes = _PIECE_BYTES

    def __init__(self, store: Store, prefix: str, name: str) -> None:
        self.name = name
        self._store = store
        self._key = f"{prefix}/{name}"

    def size(self) -> int:
        """How long the file is."""
        return self._store.size(self._key)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`."""
        return self._store.get_range(self._key, start, stop)


class StoredFolder:
    """A `Folder` in a store: the objects right under this prefix."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    def names(self) -> list[str]:
        """The names of all files, sorted."""
        under = len(self._prefix) + 1
        return [name for kept in self._store.list(self._prefix) if "/" not in (name := kept.key[under:])]

    def open(self, name: str) -> StoredFile:
        """One file."""
        return StoredFile(self._store, self._prefix, name)


def _checked(key: str) -> None:
    assert _KEY.fullmatch(key), f"a key of our own making is plain: {key!r}"


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _first_line(refused: Exception) -> str:
    """Obstore's sentences go on for pages, with the request in them."""
    return (str(refused).splitlines() or [type(refused).__name__])[0][:300]
