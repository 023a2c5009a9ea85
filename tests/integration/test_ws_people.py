"""Several people in one session over real sockets: who hears of what, and the rooms (SPEC A, T, G)."""

import pytest

from protocol.chat import Room
from protocol.chat_messages import ChatPage, ChatWanted, Mark, Marked, Note, Say, Typing, TypingNow
from protocol.control import EndSession
from protocol.errors import ErrorCode
from protocol.ids import PersonId, RequestId
from protocol.inner import Invite, OfferTransfer
from protocol.link_messages import Fault, PeerKind
from protocol.people import Person
from protocol.roles import Role
from protocol.session import State
from server.errors import NotAllowed, UnknownThing
from tests.support.live_server import AGENT, CUSTOMER, RIVAL, LivePeer, LiveServer, live_server
from tests.support.live_session import LiveSession, claimed, live
from tests.support.people import (
    EXPERT,
    LEARNER,
    SUPERVISOR,
    bring_expert,
    bring_supervisor,
    hire,
    known_to,
)

CANARY = "canary-7f3a"


async def said(peer: LivePeer, text: str, room: Room = Room.CUSTOMER, name: str = "msg_1") -> None:
    """This peer says it, and hears that it was said."""
    await peer.say(Say(message_id=RequestId(name), room=room, text=text))
    while (await peer.fact("said")).text != text:
        pass


async def caught_up(peer: LivePeer, text: str = "¿Sigue ahí?") -> None:
    """Everything before this moment has reached the peer: it hears the last words said."""
    while (await peer.fact("said")).text != text:
        pass


async def whisper(server: LiveServer, session: LiveSession) -> dict[str, LivePeer]:
    """The canary is in everything that only the staff may know, over a whole session with a transfer."""
    staff, console = await hire(server), session.console
    expert = await bring_expert(server, session, staff["Eve"])
    await said(console, f"{CANARY} 1", Room.INNER)
    await console.say(Note(request_id=RequestId("note_1"), text=f"{CANARY} 2"))
    await console.fact("noted")
    ask = Invite(request_id=RequestId("inv_2"), skill="Printers", note=f"{CANARY} 3")
    await console.say(ask)
    await console.fact("invited")
    await server.hub.calls.supervise(session.session_id, staff["Sam"], f"{CANARY} 4")
    boss = await server.open(PeerKind.CONSOLE, SUPERVISOR, session.session_id)
    await console.say(
        OfferTransfer(request_id=RequestId("tra_1"), to_person=RIVAL.person_id, note=f"{CANARY} 5")
    )
    await console.fact("transfer_offered")
    await server.hub.calls.answer(session.session_id, staff["Cy"], RequestId("tra_1"), accepted=True)
    rival = await server.open(PeerKind.CONSOLE, RIVAL, session.session_id)
    await said(rival, f"{CANARY} 6", Room.INNER, "msg_6")
    return {"expert": expert, "boss": boss, "rival": rival}


async def test_what_the_inner_room_holds_reaches_no_customers_end_and_all_of_the_staff_a1() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await whisper(server, session)
        late_page = await server.open(PeerKind.PAGE, CUSTOMER, session.session_id)
        for page in (session.page, late_page):
            await page.say(ChatWanted(room=Room.INNER))
            assert (await page.hear(Fault)).code is ErrorCode.NOT_ALLOWED
            await page.say(Typing(room=Room.INNER))
            assert (await page.hear(Fault)).code is ErrorCode.NOT_ALLOWED
            await page.say(ChatWanted(room=Room.CUSTOMER))
            assert (await page.hear(ChatPage)).entries == ()
        late_machine = await server.open(PeerKind.MACHINE, CUSTOMER, session.session_id)
        await said(staff["rival"], "¿Sigue ahí?", name="msg_7")
        for peer in (session.page, late_page, late_machine, session.console, staff["boss"]):
            await caught_up(peer)
        await staff["rival"].say(EndSession())
        for peer in (session.page, session.machine, late_page, late_machine, session.console):
            await peer.closed()

        for peer in (session.page, session.machine, late_page, late_machine):
            assert peer.welcome is not None
            assert CANARY.encode() not in b"".join(peer.received)
            assert peer.welcome.session is not None
            assert peer.welcome.session.inner is None
        heard = b"".join(session.console.received)
        for number in range(1, 7):
            assert f"{CANARY} {number}".encode() in heard


async def test_the_state_of_each_listener_is_the_cut_of_the_whole_one_a2() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await whisper(server, session)
        await said(staff["rival"], "¿Sigue ahí?", name="msg_7")
        whole = await server.hub.state(session.session_id)
        for peer in (session.page, session.machine):
            await caught_up(peer)
            assert known_to(peer) == whole.model_copy(update={"inner": None})
        await caught_up(session.console)
        assert known_to(session.console) == whole
        assert whole.inner is not None
        assert (whole.owner_id, whole.inner.transfer) == (RIVAL.person_id, None)


async def test_a_name_that_the_peer_made_up_is_not_believed_g1() -> None:
    async with live_server() as server:
        session = await claimed(server)
        await hire(server)
        ask = Invite(request_id=RequestId("inv_1"), person_id=EXPERT.person_id, name="The boss")
        await session.console.say(ask)
        assert (await session.console.fact("invited")).invitation.name == "Eve"
        ask = Invite(request_id=RequestId("inv_2"), person_id=PersonId("p_nobody"))
        await session.console.say(ask)
        fault = await session.console.hear(Fault)
        assert (fault.code, fault.about) == (ErrorCode.OUT_OF_TURN, "inv_2")


async def test_only_who_is_asked_answers_a_call_g1() -> None:
    async with live_server() as server:
        session = await claimed(server)
        staff, calls = await hire(server), server.hub.calls
        await session.console.say(Invite(request_id=RequestId("inv_1"), skill="printers"))
        await session.console.fact("invited")
        with pytest.raises(NotAllowed):
            await calls.answer(session.session_id, staff["Cy"], RequestId("inv_1"), accepted=True)
        with pytest.raises(UnknownThing):
            await calls.answer(session.session_id, staff["Eve"], RequestId("inv_9"), accepted=True)
        await calls.answer(session.session_id, staff["Eve"], RequestId("inv_1"), accepted=True)
        with pytest.raises(UnknownThing):
            await calls.answer(session.session_id, staff["Eve"], RequestId("inv_1"), accepted=True)


async def test_who_oversees_the_team_comes_with_a_reason_and_others_do_not_h2() -> None:
    async with live_server() as server:
        session = await claimed(server)
        staff = await hire(server)
        for name in ("Olga", "Eve", "Cy"):
            with pytest.raises(NotAllowed):
                await server.hub.calls.supervise(session.session_id, staff[name], "Because")
        learner = await bring_supervisor(server, session.session_id, staff["Lea"], LEARNER)
        while (await session.page.fact("joined")).person.name != "Lea":
            pass
        await learner.say(Typing(room=Room.CUSTOMER))
        assert (await learner.hear(Fault)).code is ErrorCode.NOT_ALLOWED


async def test_who_types_is_shown_to_who_reads_that_room_t3() -> None:
    async with live_server() as server:
        session = await claimed(server)
        staff = await hire(server)
        expert = await bring_expert(server, session, staff["Eve"])
        await session.page.say(Typing(room=Room.CUSTOMER))
        for peer in (session.console, expert):
            assert await peer.hear(TypingNow) == TypingNow(room=Room.CUSTOMER, person_id=CUSTOMER.person_id)
        await session.console.say(Typing(room=Room.INNER))
        assert (await expert.hear(TypingNow)).room is Room.INNER
        await session.console.say(Typing(room=Room.CUSTOMER))
        assert (await session.page.hear(TypingNow)).room is Room.CUSTOMER
        assert len([one for one in session.page.heard if isinstance(one, TypingNow)]) == 1


async def test_marks_never_fall_and_a_newcomer_hears_them_t3() -> None:
    async with live_server() as server:
        session = await claimed(server)
        staff = await hire(server)
        seq = (await server.hub.state(session.session_id)).seq
        await session.page.say(Mark(room=Room.CUSTOMER, delivered=seq, seen=2))
        assert (await session.console.hear(Marked)).seen == 2
        await session.page.say(Mark(room=Room.CUSTOMER, delivered=1, seen=1))
        await session.page.say(Mark(room=Room.CUSTOMER, delivered=9_000, seen=3))
        mark = await session.console.hear(Marked)
        assert (mark.delivered, mark.seen) == (seq, 3)
        await session.console.say(Mark(room=Room.INNER, delivered=2, seen=2))
        expert = await bring_expert(server, session, staff["Eve"])
        rooms = {(await expert.hear(Marked)).room for _ in range(2)}
        assert rooms == {Room.CUSTOMER, Room.INNER}
        page = await server.open(PeerKind.PAGE, CUSTOMER, session.session_id)
        assert (await page.hear(Marked)).room is Room.CUSTOMER
        await page.say(Mark(room=Room.INNER, delivered=1, seen=1))
        assert (await page.hear(Fault)).code is ErrorCode.NOT_ALLOWED
        assert [one.room for one in page.heard if isinstance(one, Marked)] == [Room.CUSTOMER]


async def test_pages_go_back_to_the_first_word_t6() -> None:
    async with live_server() as server:
        session = await claimed(server)
        for number in range(120):
            sender = session.console if number % 2 else session.page
            await said(sender, f"palabra {number}", name=f"msg_{number:03d}")
        await session.page.say(ChatWanted(room=Room.CUSTOMER))
        page = await session.page.hear(ChatPage)
        assert (len(page.entries), page.more) == (100, True)
        await session.page.say(ChatWanted(room=Room.CUSTOMER, before=page.entries[0].seq))
        first = await session.page.hear(ChatPage)
        assert (len(first.entries), first.more) == (20, False)
        texts = [getattr(entry.fact, "text", "") for entry in (*first.entries, *page.entries)]
        assert texts == [f"palabra {number}" for number in range(120)]


async def test_the_customers_room_stays_open_after_the_end_t5() -> None:
    async with live_server() as server:
        session = await claimed(server)
        await said(session.page, "Hola")
        await session.console.say(EndSession())
        await session.page.closed()
        await session.console.closed()
        page = await server.open(PeerKind.PAGE, CUSTOMER, session.session_id)
        console = await server.open(PeerKind.CONSOLE, AGENT, session.session_id)
        await said(page, "Gracias", name="msg_2")
        assert (await console.fact("said")).text == "Gracias"
        await console.say(ChatWanted(room=Room.CUSTOMER))
        assert len((await console.hear(ChatPage)).entries) == 2
        assert (await server.hub.state(session.session_id)).state is State.ENDED
        assert server.hub.counts()["sessions_ended_total"] == 1
        stranger = Person(person_id=PersonId("c_eva"), name="Eva", role=Role.CUSTOMER)
        other = await server.connect(PeerKind.PAGE)
        ticket = await server.world.ticket(PeerKind.PAGE, stranger.person_id, session.session_id)
        await other.say_hello(ticket=ticket)
        assert await other.closed() == 4403
        await said(console, "Hasta luego", name="msg_3")
