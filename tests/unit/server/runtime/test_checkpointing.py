"""At most 60 s after something happened, and at once after the end, a session has a signed checkpoint."""

import asyncio
from dataclasses import dataclass, field

import pytest

from protocol.ids import SessionId
from recordings.checkpoint import Checkpoint, FileHead, public_half
from recordings.log_file import in_order
from recordings.verify import Expected, Report, verify_lines
from server.runtime import checkpointing as module
from server.runtime.checkpointing import Checkpointing, NoRecordings, WatchedLog
from server.runtime.log_ports import Cause
from tests.support.fakes_log import FakeCheckpointStore, FakeLogCopies
from tests.support.fakes_server import FakeClock, eventually
from tests.support.fakes_stores import FakeSessionLog
from tests.support.sessions import after, entries

KEY = bytes(range(32))
ONE, TWO = SessionId("s_one"), SessionId("s_two")
STORY = entries()
HEADS: list[FileHead] = [(records, bytes([records]) * 32) for records in range(10)]


@dataclass
class World:
    """A checkpointing on fakes, and its own recorder: `writing` is on disk by now."""

    inner: FakeSessionLog = field(default_factory=FakeSessionLog)
    copies: FakeLogCopies = field(default_factory=FakeLogCopies)
    clock: FakeClock = field(default_factory=FakeClock)
    writing: dict[int, FileHead] = field(default_factory=dict)
    is_busy: bool = False
    broken: SessionId | None = None

    def writes(self, _session_id: SessionId) -> bool:
        return self.is_busy or bool(self.writing)

    def heads(self, session_id: SessionId) -> dict[int, FileHead]:
        if session_id == self.broken:
            return {1: (3, "no hash")}  # type: ignore[dict-item]  # a bug of ours
        return self.writing

    def __post_init__(self) -> None:
        self.store = FakeCheckpointStore(self.inner)
        self.begin()

    def begin(self) -> None:
        """A new run of the server."""
        self.checkpointing = Checkpointing(self.store, self.copies, KEY, self.clock, self)
        self.log: WatchedLog = self.checkpointing.watching(self.inner)

    async def tell(self, first: int, last: int, session_id: SessionId = ONE) -> None:
        await self.log.append(session_id, STORY[first - 1 : last], after(session_id, STORY[:last]))

    async def look_after(self, seconds: float) -> list[Checkpoint]:
        self.clock.ms += round(seconds * 1000)
        await self.checkpointing.look()
        return self.made()

    def made(self, session_id: SessionId = ONE) -> list[Checkpoint]:
        return [one.checkpoint for one in self.store.made.get(session_id, [])]

    def copy(self, session_id: SessionId = ONE) -> Report:
        """The copy, verified as if the session were over."""
        records, made = self.copies.kept[session_id]
        return verify_lines(in_order(records, made), Expected(public_half(KEY)))


@pytest.fixture
def world() -> World:
    return World()


async def test_what_happened_is_covered_within_a_minute_and_not_at_once(world: World) -> None:
    await world.tell(1, 1)
    assert await world.look_after(30) == []
    await world.tell(2, 2)
    (made,) = await world.look_after(21)
    assert (made.number, made.log.seq, made.final, made.at_ms) == (1, 2, False, world.clock.ms)
    assert world.copies.seen == {ONE: 1}


async def test_while_nothing_happens_there_is_no_other(world: World) -> None:
    await world.tell(1, 2)
    await world.look_after(51)
    assert len(await world.look_after(600)) == 1
    await world.tell(3, 3)
    assert len(await world.look_after(49)) == 1
    assert len(await world.look_after(2)) == 2


async def test_each_continues_the_one_before_and_the_last_one_is_final_at_once(world: World) -> None:
    await world.tell(1, 2)
    await world.look_after(51)
    await world.tell(3, 4)
    first, last = await world.look_after(0)
    assert (last.prev, last.final, last.number) == (first.hash, True, 2)
    assert world.copy().is_whole


async def test_what_comes_after_the_end_has_another_final_one(world: World) -> None:
    await world.tell(1, 4)
    await world.look_after(0)
    await world.look_after(0)
    later = entries([STORY[1].fact], first=5)
    await world.log.append(ONE, later, after(ONE, [*STORY, *later]))
    made = await world.look_after(0)
    assert [(one.log.seq, one.final) for one in made] == [(4, True), (5, True)]
    assert world.copy().is_whole


async def test_pictures_alone_are_something_that_happens(world: World) -> None:
    await world.tell(1, 2)
    await world.look_after(51)
    world.writing = {1: HEADS[3]}
    assert len(await world.look_after(1)) == 1
    world.writing = {1: HEADS[5]}
    made = await world.look_after(51)
    assert [dict(one.files) for one in made] == [{}, {1: HEADS[5]}]
    assert len(await world.look_after(51)) == 2


async def test_a_file_that_was_closed_is_read_once_more_alone_and_never_forgotten(world: World) -> None:
    await world.tell(1, 2)
    world.writing = {1: HEADS[3], 2: HEADS[1]}
    await world.look_after(51)
    world.writing, world.copies.files = {2: HEADS[4]}, {1: HEADS[6], 2: HEADS[9]}
    await world.look_after(1)
    made = await world.look_after(51)
    assert (dict(made[-1].files), world.copies.settled) == ({1: HEADS[6], 2: HEADS[4]}, [{1}])
    world.writing = {2: HEADS[5]}
    await world.look_after(1)
    made = await world.look_after(51)
    assert dict(made[-1].files) == {1: HEADS[6], 2: HEADS[5]}


async def test_the_last_one_waits_until_the_recording_is_closed(world: World) -> None:
    await world.tell(1, 2)
    world.writing = {1: HEADS[3]}
    await world.tell(3, 4)
    assert await world.look_after(2) == []
    world.writing, world.copies.files = {}, {1: HEADS[4]}
    (made,) = await world.look_after(1)
    assert (made.final, dict(made.files)) == (True, {1: HEADS[4]})


async def test_the_last_one_does_not_wait_for_ever_and_is_made_anew_when_it_was_closed(world: World) -> None:
    world.writing = {1: HEADS[3]}
    await world.tell(1, 4)
    (made,) = await world.look_after(11)
    assert (made.final, dict(made.files)) == (True, {1: HEADS[3]})
    world.writing, world.copies.files = {}, {1: HEADS[4]}
    made = (await world.look_after(1))[-1]
    assert (made.number, made.final, dict(made.files)) == (2, True, {1: HEADS[4]})
    await world.look_after(1)
    assert len(await world.look_after(60)) == 2


async def test_nothing_is_read_while_somebody_may_write_to_it_even_when_nothing_is_on_disk_yet(
    world: World,
) -> None:
    world.is_busy = True
    await world.tell(1, 4)
    assert await world.look_after(2) == []
    (made,) = await world.look_after(9)
    assert (made.final, dict(made.files), world.copies.settled) == (True, {}, [])
    world.is_busy, world.copies.files = False, {1: HEADS[2]}
    made = (await world.look_after(1))[-1]
    assert (made.number, dict(made.files)) == (2, {1: HEADS[2]})


async def test_what_could_not_be_stored_is_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.tell(1, 4)
    await world.tell(1, 4, TWO)
    world.store.broken = True
    assert await world.look_after(0) == []
    assert "gets one later" in caplog.text
    world.store.broken = False
    assert len(await world.look_after(1)) == 1
    assert len(world.made(TWO)) == 1
    assert world.checkpointing.counts() == {"checkpoints_total": 2, "checkpoint_failures_total": 2}


async def test_a_copy_that_failed_is_brought_up_to_date_with_the_next_one(world: World) -> None:
    await world.tell(1, 2)
    world.copies.broken = True
    assert len(await world.look_after(51)) == 1
    world.copies.broken = False
    await world.tell(3, 4)
    await world.look_after(0)
    assert world.copy().is_whole
    assert (world.copy().checkpoints, world.copies.seen) == (2, {ONE: 2})


async def test_a_copy_that_was_changed_is_left_alone_and_the_witness_hears_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.tell(1, 2)
    await world.look_after(51)
    world.copies.damaged = True
    await world.tell(3, 4)
    await world.look_after(0)
    assert (world.copy().checkpoints, world.copies.seen) == (1, {ONE: 2})
    assert "Line 2 was changed" in caplog.text


async def test_one_session_that_breaks_us_keeps_no_other_waiting(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.tell(1, 4)
    await world.tell(1, 4, TWO)
    world.broken = ONE
    await world.look_after(11)
    assert len(world.made(TWO)) == 1
    assert "s_one has no checkpoint yet" in caplog.text


async def test_a_session_that_the_log_refused_is_not_covered(world: World) -> None:
    world.inner.broken = True
    with pytest.raises(Exception, match="stored"):
        await world.tell(1, 1)
    assert await world.look_after(100) == []


async def test_after_a_crash_running_and_ended_sessions_get_what_is_missing(world: World) -> None:
    await world.tell(1, 2)
    await world.tell(1, 4, TWO)
    world.begin()
    world.copies.files = {1: HEADS[5]}
    await world.checkpointing.start([ONE])
    world.copies.files = {1: HEADS[7]}  # nobody may read a running session's files later
    made = await world.look_after(0)
    assert [(one.final, dict(one.files)) for one in made] == [(False, {1: HEADS[5]})]
    assert world.made(TWO) == []
    assert not await world.checkpointing.catch_up()
    assert [(one.final, dict(one.files)) for one in world.made(TWO)] == [(True, {1: HEADS[7]})]
    assert len(world.made()) == 1


async def test_one_session_that_cannot_be_read_keeps_no_server_from_starting(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.tell(1, 2)
    world.begin()
    await world.checkpointing.start([SessionId("s_unknown"), ONE])
    assert "s_unknown: what it left cannot be read" in caplog.text
    assert len(await world.look_after(0)) == 1


async def test_a_checkpoint_whose_copy_or_witness_a_crash_forgot_is_not_made_twice(world: World) -> None:
    await world.tell(1, 4)
    world.copies.broken = True
    await world.look_after(0)
    assert (len(world.made()), world.copies.kept, world.copies.seen) == (1, {}, {})
    world.copies.broken = False
    world.begin()
    await world.checkpointing.start([])
    assert not await world.checkpointing.catch_up()
    assert (len(world.made()), world.copies.seen) == (1, {ONE: 1})
    assert world.copy().is_whole


async def test_what_ended_long_ago_is_caught_up_with_bit_by_bit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CATCH_UP_SESSIONS", 2)
    names = [SessionId(f"s_old{number}") for number in range(5)]
    for name in names:
        await world.tell(1, 4, name)
    world.begin()
    world.copies.broken = True
    assert not await world.checkpointing.catch_up(), "the disk does not answer yet"
    world.copies.broken = False
    assert [await world.checkpointing.catch_up() for _ in range(3)] == [True, True, False]
    assert all(len(world.made(name)) == 1 for name in names)


async def test_it_runs_until_the_block_ends_and_leaves_nothing_uncovered(world: World) -> None:
    async with world.checkpointing.running():
        await world.tell(1, 4)
        await eventually(world.made)
        await world.tell(1, 2, TWO)
        assert world.made(TWO) == []
    assert [one.final for one in world.made(TWO)] == [False]
    assert world.copies.seen == {ONE: 1, TWO: 1}


async def test_stopping_does_not_wait_for_a_store_that_hangs(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def hang(_session_id: SessionId) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(module, "LAST_ROUND_SECONDS", 0.01)
    async with world.checkpointing.running():
        await world.tell(1, 2)
        monkeypatch.setattr(world.store, "standing", hang)
    assert "after the next start" in caplog.text


async def test_the_watched_log_is_the_log(world: World) -> None:
    await world.log.append(ONE, STORY[:2], after(ONE, STORY[:2]), Cause(address="192.0.2.1"))
    assert world.inner.causes[0] == (1, Cause(address="192.0.2.1"))
    assert await world.log.load(ONE) == STORY[:2]
    assert await world.log.unfinished() == [ONE]
    await world.log.append(TWO, [], after(TWO, []))
    assert TWO not in world.inner.entries


def test_without_a_recorder_there_are_no_files() -> None:
    assert (NoRecordings().heads(ONE), NoRecordings().writes(ONE)) == ({}, False)
