"""Files on a disk that is full, and folders with what is no file (SPEC X1, X6)."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from customer_client.errors import NotStored
from customer_client.platform.inbox import Inbox
from customer_client.platform.outbox import Outbox
from protocol.transfer import Item


@contextmanager
def small_disk(limit_bytes: int) -> Iterator[None]:
    """No file gets longer than this, as when the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_no_room_is_said_as_that_and_leaves_nothing_x6(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "in")
    inbox.begin(Item(path=("large.bin",), size_bytes=1_000_000))
    inbox.write(bytes(900))
    with small_disk(1_000), pytest.raises(NotStored) as full:
        inbox.write(bytes(900))
    inbox.discard()
    assert full.value.full
    assert list((tmp_path / "in").iterdir()) == []


def test_a_pipe_in_a_folder_is_not_waited_for_x1(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    assert [item.path[-1] for item in Outbox([str(tmp_path)]).items] == ["file"]
