"""Files and clipboards that were allowed to travel, as runners (SPEC X)."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from customer_client.core.runner import Job, Outcome, Voice
from customer_client.encode.png import from_png, to_png
from customer_client.errors import ClipboardUnusable, EncodeError
from customer_client.link.door import Door
from customer_client.link.transfer import receive, send
from customer_client.platform.clipboard import Clipboard, Pixels
from customer_client.platform.inbox import Inbox
from customer_client.platform.outbox import Outbox
from protocol.limits import CLIPBOARD_IMAGE_LIMIT_BYTES, CLIPBOARD_TEXT_LIMIT_BYTES
from protocol.transfer import AllTaken, Item
from protocol.work import ClipboardWork, ClipKind, FilesWork, Way, WorkEnd

LIMIT_BYTES: Final = {
    ClipKind.TEXT: CLIPBOARD_TEXT_LIMIT_BYTES,
    ClipKind.IMAGE: CLIPBOARD_IMAGE_LIMIT_BYTES,
}


class FilesRunner:
    """Stores files that are sent here, and sends those that the person chose.

    Args:
        door: How the server is reached.
        folder: Where files go.
    """

    def __init__(self, door: Callable[[], Door], folder: Path) -> None:
        self._door = door
        self._folder = folder

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`. Raises TransferError."""
        what = job.what
        assert isinstance(what, FilesWork), "because runners are chosen by the kind of work"

        async def ticket() -> str:
            return await voice.ticket(job.request_id)

        if what.way is Way.FROM_MACHINE:
            outbox = await asyncio.to_thread(Outbox, job.paths)
            return _done(await send(self._door(), ticket, outbox), f"{_files(len(outbox.items))} sent.")
        inbox = Inbox(self._folder)
        try:
            taken = await receive(self._door(), ticket, inbox, what.total_bytes)
        finally:
            await asyncio.to_thread(inbox.discard)
        return _done(taken, f"{_files(len(inbox.stored))} in {self._folder}.")


class ClipboardRunner:
    """Takes what lies in one clipboard to the other."""

    def __init__(self, door: Callable[[], Door], clipboard: Clipboard) -> None:
        self._door = door
        self._clipboard = clipboard

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`. Raises TransferError."""
        what = job.what
        assert isinstance(what, ClipboardWork), "because runners are chosen by the kind of work"

        async def ticket() -> str:
            return await voice.ticket(job.request_id)

        if what.way is Way.FROM_MACHINE:
            data = await asyncio.to_thread(self._taken_out, what.kind)
            return _done(await send(self._door(), ticket, _One(data)))
        kept = _Kept()
        taken = await receive(self._door(), ticket, kept, LIMIT_BYTES[what.kind])
        await asyncio.to_thread(self._put_in, what.kind, bytes(kept.data))
        return _done(taken)

    def _taken_out(self, kind: ClipKind) -> bytes:
        if kind is ClipKind.TEXT:
            data = self._clipboard.text().encode()
        else:
            image = self._clipboard.image()
            data = to_png(image.rgba, image.width_px, image.height_px)
        if len(data) > LIMIT_BYTES[kind]:
            raise ClipboardUnusable
        return data

    def _put_in(self, kind: ClipKind, data: bytes) -> None:
        try:
            if kind is ClipKind.TEXT:
                self._clipboard.put_text(data.decode())
            else:
                self._clipboard.put_image(Pixels(*from_png(data)))
        except (UnicodeDecodeError, EncodeError) as wrong:
            raise ClipboardUnusable from wrong


class _One:
    """One item from memory, as a `Source`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.items = [Item(path=("clipboard",), size_bytes=len(data))]

    def read(self, number: int, offset: int, size_bytes: int) -> bytes:
        del number
        return self._data[offset : offset + size_bytes]

    def close(self) -> None:
        return


class _Kept:
    """A `Store` in memory."""

    def __init__(self) -> None:
        self.data = bytearray()

    def begin(self, item: Item) -> None:
        del item
        self.data.clear()

    def write(self, data: bytes | memoryview) -> None:
        self.data += data

    def close(self) -> None:
        return


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _done(taken: AllTaken, sentence: str = "") -> Outcome:
    return Outcome(WorkEnd.DONE, sentence, total_bytes=taken.total_bytes, sha256=taken.sha256)
