"""One task owns one session (SPEC S1)."""

import asyncio

import pytest

from protocol.errors import ProtocolError
from protocol.facts import Door
from protocol.ids import PeerId
from protocol.link_messages import PeerKind
from server.core import events as ev
from server.core.draft import Rules
from server.core.session import Decision, Session
from server.errors import AppendFailed, ServerError, TooMany
from server.runtime.log_ports import Cause, address_now, coming_from
from server.runtime.mailbox import QUEUE_LIMIT, Mailbox, Owner
from tests.support.fakes_server import FakeClock
from tests.support.fakes_stores import FakeSessionLog
from tests.support.playbook import CUSTOMER, SESSION

ASKED = ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?")


class Recorder:
    """An owner that remembers; `fails` makes it break like a bug of ours would."""

    def __init__(self) -> None:
        self.log = FakeSessionLog()
        self.seen: list[str] = []
        self.fails = False
        self.mailbox = Mailbox(
            SESSION,
            Session.new(SESSION, Rules()),
            self.log,
            FakeClock(),
            Rules(),
            Owner(self._changed, self._refused, lambda _: self.seen.append("dropped")),
        )

    def _changed(self, session: Session, decision: Decision) -> None:
        if self.fails:
            raise ZeroDivisionError
        on_disk = len(self.log.entries.get(SESSION, []))
        assert session.state.seq == on_disk, "performed before it was stored"
        self.seen.extend(entry.fact.type for entry in decision.entries)

    def _refused(self, event: ev.Event, refusal: ServerError | ProtocolError) -> None:
        self.seen.append(f"refused {type(event).__name__}: {refusal.code}")

    async def run(self) -> None:
        self.mailbox.close()
        await self.mailbox.run()


async def test_events_are_taken_in_order_and_stored_before_they_take_effect_s1() -> None:
    recorder = Recorder()
    recorder.mailbox.post(ASKED)
    recorder.mailbox.post(ev.EndAsked(1, CUSTOMER.person_id))
    assert recorder.mailbox.is_stepping_down()
    recorder.mailbox.post(ev.ModeLowered(2, PeerId("r_none"), None))
    await recorder.run()
    assert recorder.seen == ["opened", "ended", "refused ModeLowered: session_over"]
    assert not recorder.mailbox.is_stepping_down()


async def test_who_asks_hears_the_answer_or_the_refusal() -> None:
    recorder = Recorder()
    running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
    assert (await recorder.mailbox.ask(ASKED)).customer_id == CUSTOMER.person_id
    with pytest.raises(ServerError):
        await recorder.mailbox.ask(ASKED)
    recorder.mailbox.close()
    await running
    assert recorder.seen == ["opened"]


async def test_what_cannot_be_stored_drops_the_session_and_the_next_event_rebuilds_it_s1() -> None:
    recorder = Recorder()
    running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
    await recorder.mailbox.ask(ASKED)
    recorder.log.broken = True
    with pytest.raises(AppendFailed):
        await recorder.mailbox.ask(ev.EndAsked(1, CUSTOMER.person_id))
    assert recorder.mailbox.session is None
    recorder.log.broken = False
    await recorder.mailbox.ask(ev.EndAsked(2, CUSTOMER.person_id))
    recorder.mailbox.close()
    await running
    assert recorder.seen == ["opened", "dropped", "ended"]


async def test_a_bug_of_ours_ends_no_session(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder()
    running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
    await recorder.mailbox.ask(ASKED)
    recorder.fails = True
    with pytest.raises(AppendFailed):
        await recorder.mailbox.ask(ev.EndAsked(1, CUSTOMER.person_id))
    recorder.fails = False
    assert "could not take EndAsked" in caplog.text
    state = await recorder.mailbox.ask(ev.Tick(2))
    assert state.seq == 2, "it was stored, so it has happened"
    recorder.mailbox.close()
    await running


async def test_a_full_mailbox_takes_no_more_from_peers_and_always_our_own_reports() -> None:
    recorder = Recorder()
    for _ in range(QUEUE_LIMIT):
        recorder.mailbox.post(ev.Tick(0))
    with pytest.raises(TooMany):
        recorder.mailbox.post(ev.Tick(0))
    recorder.mailbox.post(ev.LinkLost(0, PeerId("r_none")), bounded=False)


async def test_an_entry_is_kept_with_the_link_the_address_and_the_moment_it_came_from() -> None:
    recorder = Recorder()
    with coming_from("192.0.2.7"):
        running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
        await recorder.mailbox.ask(ASKED)
    link = ev.LinkOpened(1, PeerId("r_page"), PeerKind.PAGE, CUSTOMER)
    with coming_from("192.0.2.8"):
        await recorder.mailbox.ask(link)
    await recorder.mailbox.ask(ev.EndAsked(2, CUSTOMER.person_id))
    recorder.mailbox.close()
    await running
    mono_ms = 1_700_000_000_000
    causes = dict(recorder.log.causes)
    assert causes[1] == Cause(mono_ms, None, "192.0.2.7")
    ended = recorder.log.entries[SESSION][-1]
    assert (ended.fact.type, causes[ended.seq]) == ("ended", Cause(mono_ms, None, ""))


async def test_what_time_brings_comes_from_nobody_whoever_had_the_mailbox_started() -> None:
    recorder = Recorder()
    with coming_from("192.0.2.7"):
        running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
        await recorder.mailbox.ask(ASKED)
        await recorder.mailbox.ask(ev.Tick(10**12))
    recorder.mailbox.close()
    await running
    (ended,) = [entry for entry in recorder.log.entries[SESSION] if entry.fact.type == "ended"]
    assert dict(recorder.log.causes)[ended.seq].address == ""


async def test_what_a_decision_causes_elsewhere_does_not_come_from_who_had_us_started() -> None:
    seen: list[str] = []
    recorder = Recorder()
    recorder.mailbox.owner = Owner(lambda *_: seen.append(address_now()), lambda *_: None, lambda _: None)
    with coming_from("192.0.2.7"):
        running = asyncio.get_running_loop().create_task(recorder.mailbox.run())
        await recorder.mailbox.ask(ASKED)
        assert address_now() == "192.0.2.7"
    recorder.mailbox.close()
    await running
    assert (seen, address_now()) == ([""], "")
