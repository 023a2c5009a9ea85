"""The machine's runners of files and clipboards, against an agent over the real server's links (SPEC X)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from customer_client.app.files import ClipboardRunner, FilesRunner
from customer_client.core.runner import Job, Outcome
from customer_client.encode.png import to_png
from customer_client.errors import ClipboardUnusable, NotRead, TransferOver
from customer_client.link.transfer import receive, send
from customer_client.platform.clipboard import Pixels
from customer_client.platform.outbox import Outbox
from customer_client.tasks import spawn
from protocol.ids import RequestId
from protocol.limits import CLIPBOARD_TEXT_LIMIT_BYTES
from protocol.transfer import Item, StopReason
from protocol.work import ClipboardWork, ClipKind, FilesWork, Way, What, WorkEnd
from protocol.work_messages import InspectionPart, WorkOutput
from tests.integration.test_transfer import MANY, WORK, Memory, Stage, folder_of, moving
from tests.support.clipboard import MemoryClipboard
from tests.support.fakes_server import eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]
WORDS = "¡Añade 5 € @ 日!"
RED = Pixels(b"\xff\x00\x00\xff" * 6, 3, 2)


class Tickets:
    """The machine's voice; a transfer says nothing else."""

    def __init__(self, ticket: Callable[[], Awaitable[str]]) -> None:
        self._ticket = ticket

    async def say(self, message: WorkOutput | InspectionPart) -> None:
        raise AssertionError("a transfer has no output")

    async def ticket(self, request_id: RequestId) -> str:
        assert request_id == WORK
        return await self._ticket()


class Words:
    """One thing to send, from memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.items = [Item(path=("clipboard",), size_bytes=len(data))]

    def read(self, number: int, offset: int, size_bytes: int) -> bytes:
        assert number == 0
        return self._data[offset : offset + size_bytes]

    def close(self) -> None:
        return


def voice(stage: Stage) -> Tickets:
    return Tickets(stage.tickets(stage.machine))


async def files(stage: Stage, folder: Path, what: FilesWork, *paths: Path) -> Outcome:
    runner = FilesRunner(stage.door, folder)
    return await runner.run(Job(WORK, what, tuple(map(str, paths))), voice(stage))


async def clipboard(stage: Stage, desk: MemoryClipboard, what: What) -> Outcome:
    return await ClipboardRunner(stage.door, desk).run(Job(WORK, what), voice(stage))


async def test_files_that_are_sent_here_are_stored_and_counted_x1(tmp_path: Path) -> None:
    outbox = await asyncio.to_thread(Outbox, [str(folder_of(tmp_path, 5, 2_000_000, 0))])
    what = FilesWork(way=Way.TO_MACHINE, count=3, total_bytes=2_000_005)
    target = tmp_path / "in"
    async with moving(Way.TO_MACHINE) as stage:
        taken, outcome = await asyncio.gather(
            send(stage.door(), stage.tickets(stage.agent), outbox), files(stage, target, what)
        )
    assert outcome == Outcome(
        WorkEnd.DONE, f"3 files in {target}.", total_bytes=2_000_005, sha256=taken.sha256
    )
    sent = {path.relative_to(tmp_path): path for path in (tmp_path / "Año 2026").rglob("*.bin")}
    assert len(sent) == 3
    assert all((target / name).read_bytes() == path.read_bytes() for name, path in sent.items())
    assert [path.name for path in target.iterdir()] == ["Año 2026"]


async def test_more_than_was_allowed_is_refused_and_leaves_nothing_x6(tmp_path: Path) -> None:
    outbox = await asyncio.to_thread(Outbox, [str(folder_of(tmp_path, 100))])
    target = tmp_path / "in"
    async with moving(Way.TO_MACHINE) as stage:
        agent = spawn(send(stage.door(), stage.tickets(stage.agent), outbox), name="agent")
        with pytest.raises(TransferOver) as over:
            await files(stage, target, FilesWork(way=Way.TO_MACHINE, count=1, total_bytes=99))
        with pytest.raises(TransferOver):
            await agent
    assert over.value.reason is StopReason.TOO_BIG
    assert not target.exists()


async def test_what_is_stopped_half_way_leaves_no_half_file_x6(tmp_path: Path) -> None:
    outbox = await asyncio.to_thread(Outbox, [str(folder_of(tmp_path, 30_000_000))])
    target = tmp_path / "in"
    async with moving(Way.TO_MACHINE) as stage:
        agent = spawn(send(stage.door(), stage.tickets(stage.agent), outbox), name="agent")
        what = FilesWork(way=Way.TO_MACHINE, count=1, total_bytes=30_000_000)
        machine = spawn(files(stage, target, what), name="machine")
        await eventually(lambda: list(target.glob(".auxilio-*/part")), 20)
        for task in (machine, agent):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
    assert list(target.iterdir()) == []


async def test_what_the_person_chose_is_sent_x1(tmp_path: Path) -> None:
    top = folder_of(tmp_path, 7, 1_100_000)
    memory = Memory()
    async with moving(Way.FROM_MACHINE) as stage:
        agent = spawn(receive(stage.door(), stage.tickets(stage.agent), memory, MANY), name="agent")
        outcome = await files(stage, tmp_path, FilesWork(way=Way.FROM_MACHINE), top / "0 ñ.bin", top)
        await agent
    assert outcome.sentence == "3 files sent."
    assert [len(one) for one in memory.contents] == [7, 7, 1_100_000]
    assert [item.path for item in memory.items] == [
        ("0 ñ.bin",),
        ("Año 2026", "0 ñ.bin"),
        ("Año 2026", "b", "1.bin"),
    ]


async def test_what_is_gone_when_it_is_to_be_sent_is_said_by_name_x6(tmp_path: Path) -> None:
    async with moving(Way.FROM_MACHINE) as stage:
        with pytest.raises(NotRead, match="gone"):
            await files(stage, tmp_path, FilesWork(way=Way.FROM_MACHINE), tmp_path / "gone")


@pytest.mark.parametrize("kind", ClipKind)
async def test_a_clipboard_is_filled_from_there_x1(kind: ClipKind) -> None:
    desk = MemoryClipboard()
    data = WORDS.encode() if kind is ClipKind.TEXT else to_png(RED.rgba, RED.width_px, RED.height_px)
    async with moving(Way.TO_MACHINE) as stage:
        agent = spawn(send(stage.door(), stage.tickets(stage.agent), Words(data)), name="agent")
        outcome = await clipboard(stage, desk, ClipboardWork(way=Way.TO_MACHINE, kind=kind))
        await agent
    assert outcome.end is WorkEnd.DONE
    assert desk.kept == (WORDS if kind is ClipKind.TEXT else RED)


@pytest.mark.parametrize("kind", ClipKind)
async def test_a_clipboard_is_copied_to_there_x1(kind: ClipKind) -> None:
    desk, memory = MemoryClipboard(WORDS if kind is ClipKind.TEXT else RED), Memory()
    async with moving(Way.FROM_MACHINE) as stage:
        agent = spawn(receive(stage.door(), stage.tickets(stage.agent), memory, MANY), name="agent")
        await clipboard(stage, desk, ClipboardWork(way=Way.FROM_MACHINE, kind=kind))
        await agent
    expected = WORDS.encode() if kind is ClipKind.TEXT else to_png(RED.rgba, RED.width_px, RED.height_px)
    assert bytes(memory.contents[0]) == expected


@pytest.mark.parametrize(("kind", "data"), [(ClipKind.TEXT, b"\xff\xfe"), (ClipKind.IMAGE, b"no picture")])
async def test_what_is_no_clipboard_content_is_not_put_in_x6(kind: ClipKind, data: bytes) -> None:
    desk = MemoryClipboard("before")
    async with moving(Way.TO_MACHINE) as stage:
        agent = spawn(send(stage.door(), stage.tickets(stage.agent), Words(data)), name="agent")
        with pytest.raises(ClipboardUnusable):
            await clipboard(stage, desk, ClipboardWork(way=Way.TO_MACHINE, kind=kind))
        await agent
    assert desk.kept == "before"


@pytest.mark.parametrize("text", [None, "x" * (CLIPBOARD_TEXT_LIMIT_BYTES + 1)], ids=["empty", "too long"])
async def test_a_clipboard_without_what_was_asked_for_sends_nothing_x6(text: str | None) -> None:
    async with moving(Way.FROM_MACHINE) as stage:
        with pytest.raises(ClipboardUnusable):
            await clipboard(stage, MemoryClipboard(text), ClipboardWork(way=Way.FROM_MACHINE))


async def test_more_clipboard_than_may_be_is_refused_l1() -> None:
    data = b"x" * (CLIPBOARD_TEXT_LIMIT_BYTES + 1)
    async with moving(Way.TO_MACHINE) as stage:
        agent = spawn(send(stage.door(), stage.tickets(stage.agent), Words(data)), name="agent")
        with pytest.raises(TransferOver) as over:
            await clipboard(stage, MemoryClipboard(), ClipboardWork(way=Way.TO_MACHINE))
        with pytest.raises(TransferOver):
            await agent
    assert over.value.reason is StopReason.TOO_BIG
