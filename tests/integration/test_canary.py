"""A word typed among the staff, through a whole session and a demo: who ever gets a byte of it.

Everything that comes to the page, the machine and a viewer is kept, from sockets and from HTTP (SPEC A).
"""

from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from protocol.chat import Attachment, Room
from protocol.chat_messages import ChatPage, ChatWanted, Note, Say, TickStep
from protocol.consent import Answer
from protocol.control import ConsentGiven, EndSession, RaiseLogged
from protocol.errors import ErrorCode
from protocol.ids import RequestId
from protocol.inner import Invite, OfferTransfer
from protocol.link_messages import Fault, PeerKind
from protocol.modes import Mode
from tests.support.live_server import LivePeer, greet
from tests.support.live_session import allow
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import PASSWORD, Visitor

CANARY = "canary-2e8d"
FIRST, SECOND, THIRD = (RequestId(f"req_{number}") for number in range(3))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


class Browser(Visitor):
    """A visitor who keeps every body that ever came."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.bodies: list[bytes] = []
        self.client.event_hooks = {"response": [self._keep]}

    async def _keep(self, answer: httpx2.Response) -> None:
        self.bodies.append(await answer.aread() + repr(answer.headers).encode())


@dataclass
class Somebody:
    """One person: their browser, and every link that they ever had."""

    browser: Browser
    links: list[LivePeer] = field(default_factory=list[LivePeer])

    @property
    def received(self) -> bytes:
        """Every byte that ever came to them."""
        sockets = (data for link in self.links for data in link.received)
        return b"\n".join((*self.browser.bodies, *sockets))

    async def open(self, server: ServerProcess, kind: PeerKind, ticket: str, **hello: object) -> LivePeer:
        link = await greet(server.url.replace("http", "ws", 1), kind, ticket=ticket, **hello)
        self.links.append(link)
        return link

    async def sit_down(self, server: ServerProcess, session_id: str, *, late: bool = False) -> LivePeer:
        """A console of theirs."""
        asked = {"kind": "console", "session_id": session_id, "after_end": late}
        made = await self.browser.post("/api/tickets", asked)
        assert made.status_code == 201, made.text
        return await self.open(server, PeerKind.CONSOLE, made.json()["ticket"])

    async def hear_all(self) -> None:
        """Read what is on its way on every link that is open."""
        for link in self.links:
            if link.socket.close_code is None:
                await link.say(ChatWanted(room=Room.CUSTOMER))
                await link.hear(ChatPage)


@dataclass
class House:
    """A running server and who works there."""

    server: ServerProcess
    people: dict[str, Somebody]

    def newcomer(self) -> Somebody:
        """Somebody who is not known yet."""
        made = Somebody(Browser(self.server.url))
        self.people[f"nobody {len(self.people)}"] = made
        return made

    async def close(self) -> None:
        for one in self.people.values():
            for link in one.links:
                await link.socket.close()
            await one.browser.client.aclose()


async def house(server: ServerProcess) -> House:
    made = House(server, {})
    admin = made.newcomer()
    await admin.browser.set_up(server.setup_token)
    who = {"Bo": "agent", "Cy": "agent", "Eve": "expert", "Sam": "supervisor", "Lea": "learner"}
    for name, role in who.items():
        email = f"{name}@example.org"
        account: dict[str, Any] = {"name": name, "email": email, "password": PASSWORD, "role": role}
        if name == "Eve":
            account["skills"] = ["Printers"]
        done = await admin.browser.post("/api/staff", account)
        assert done.status_code == 201, done.text
        made.people[name] = Somebody(Browser(server.url))
        await made.people[name].browser.sign_in(email)
    return made


async def done(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return dict(answer.json()) if answer.content else {}


async def said(link: LivePeer, text: str, room: Room, name: str, *files: Attachment) -> None:
    """It is said, and in the log."""
    await link.say(Say(message_id=RequestId(name), room=room, text=text, attachments=files))
    while (await link.fact("said")).text != text:
        pass


async def whisper(made: House, session_id: str, console: LivePeer) -> LivePeer:
    """The canary is in all that the staff may tell each other; the console of who has the customer now."""
    server, path = made.server, f"/api/sessions/{session_id}"
    await console.say(Invite(request_id=FIRST, skill="Printers", note=f"{CANARY} invitation"))
    await console.fact("invited")
    await done(await made.people["Eve"].browser.post(f"{path}/calls/{FIRST}/accept"))
    expert = await made.people["Eve"].sit_down(server, session_id)
    await said(expert, f"{CANARY} expert", Room.INNER, "say_1")
    await console.say(Note(request_id=SECOND, text=f"{CANARY} note"))
    await console.fact("noted")
    for name in ("Sam", "Lea"):
        reason = {"reason": f"{CANARY} reason of {name}"}
        await done(await made.people[name].browser.post(f"{path}/supervise", reason))
        await made.people[name].sit_down(server, session_id)
    upload = await made.people["Sam"].browser.upload(
        f"{path}/attachments?room=inner", f"{CANARY}.txt", f"{CANARY} file".encode(), "text/plain"
    )
    kept = Attachment.model_validate_json(upload.content)
    await said(made.people["Sam"].links[0], f"{CANARY} boss", Room.INNER, "say_2", kept)
    cy = (await done(await made.people["Cy"].browser.get("/api/me")))["person_id"]
    await console.say(OfferTransfer(request_id=THIRD, to_person=cy, note=f"{CANARY} transfer"))
    await console.fact("transfer_offered")
    await done(await made.people["Cy"].browser.post(f"{path}/calls/{THIRD}/accept"))
    taken = await made.people["Cy"].sit_down(server, session_id)
    await said(taken, f"{CANARY} colleague", Room.INNER, "say_3")
    return taken


async def pry(who: Somebody, *, attachment: str, base: str) -> None:
    """Ask for everything that might tell, as somebody outside the inner room may."""
    link = next(link for link in who.links if link.socket.close_code is None)
    await link.say(ChatWanted(room=Room.INNER))
    assert (await link.hear(Fault)).code is ErrorCode.NOT_ALLOWED
    if link.kind is PeerKind.PAGE:
        await link.say(TickStep(message_id=RequestId("say_2"), room=Room.CUSTOMER, step=0, done=True))
        assert (await link.hear(Fault)).code is ErrorCode.OUT_OF_TURN
    await who.hear_all()
    answer = await who.browser.get(f"{base}/attachments/{attachment}")
    assert answer.status_code == 404
    for path in ("/api/help", "/api/help/talk", "/api/demos/seat", "/api/queue", "/api/directory"):
        await who.browser.get(path)


def attachment_of(made: House) -> str:
    """The file that the supervisor sent inside."""
    sent = next(body for body in made.people["Sam"].browser.bodies if b"attachment_id" in body)
    return str(Attachment.model_validate_json(sent[: sent.index(b"}") + 1]).attachment_id)


async def test_not_a_byte_of_the_inner_room_reaches_the_customers_ends_a1() -> None:
    with server_process(tls="off") as server:
        made = await house(server)
        customer, machine = made.newcomer(), made.newcomer()
        asked = await customer.browser.ask_for_help()
        session_id = asked["session_id"]
        page = await customer.open(server, PeerKind.PAGE, asked["ticket"])
        await done(await made.people["Bo"].browser.post("/api/queue/next"))
        joined = await done(await machine.browser.post("/api/join", {"code": asked["program"]["code"]}))
        program = await machine.open(server, PeerKind.MACHINE, joined["ticket"])
        console = await made.people["Bo"].sit_down(server, session_id)
        await allow(program, epoch=1)

        taken = await whisper(made, session_id, console)
        await said(taken, "¿Sigue ahí?", Room.CUSTOMER, "say_4")
        await pry(customer, attachment=attachment_of(made), base="/api/help")
        late = await done(await customer.browser.get("/api/help/talk"))
        await customer.open(server, PeerKind.PAGE, late["ticket"])
        again = (await done(await customer.browser.post("/api/help/code")))["code"]
        rejoined = await done(await machine.browser.post("/api/join", {"code": again}))
        await machine.open(server, PeerKind.MACHINE, rejoined["ticket"])
        await said(taken, "Hasta luego", Room.CUSTOMER, "say_5")
        await customer.hear_all()
        await taken.say(EndSession())
        for link in (page, *customer.links, *machine.links, *made.people["Cy"].links):
            await link.closed()
        after = await done(await customer.browser.get("/api/help/talk"))
        await customer.open(server, PeerKind.PAGE, after["ticket"])
        await customer.hear_all()

        for outsider in (customer, machine):
            assert b"Hasta luego" in outsider.received
            assert CANARY.encode() not in outsider.received
        await staff_has_all(made, session_id)
        await made.close()


async def staff_has_all(made: House, session_id: str) -> None:
    """The twin: all of it came to who may read it, and it stands in their log."""
    words = ("expert", "note", "reason of Sam", "boss", "file", "transfer", "colleague", "reason of Lea")
    for name in ("Bo", "Eve", "Sam", "Lea", "Cy"):
        link = await made.people[name].sit_down(made.server, session_id, late=True)
        await link.say(ChatWanted(room=Room.INNER))
        page = await link.hear(ChatPage)
        log = page.model_dump_json()
        for word in ("expert", "note", "boss", "colleague"):
            assert f"{CANARY} {word}" in log, (name, word)
        assert f"{CANARY}.txt" in log, name
    heard = made.people["Bo"].received
    for word in words:
        assert word == "file" or f"{CANARY} {word}".encode() in heard, word
    path = f"/api/sessions/{session_id}/attachments/{attachment_of(made)}"
    assert (await made.people["Lea"].browser.get(path)).content == f"{CANARY} file".encode()


async def test_not_a_byte_of_the_inner_room_reaches_a_demos_viewers_a1() -> None:
    with server_process(tls="off") as server:
        made = await house(server)
        viewer, program = made.newcomer(), made.people["Bo"]
        demo = await done(await program.browser.post("/api/demos", {"title": "How we work"}))
        session_id = demo["session_id"]
        console = await program.sit_down(server, session_id)
        path = f"/api/demos/{session_id}/present-ticket"
        ticket = (await done(await program.browser.post(path)))["ticket"]
        machine = Somebody(Browser(server.url))
        own = await machine.open(server, PeerKind.MACHINE, ticket)
        await own.say(
            ConsentGiven(request_id=FIRST, answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1, covered=())
        )
        await own.hear(RaiseLogged)
        secret = demo["link"].partition("#")[2]
        seat = await done(await viewer.browser.post("/api/demos/join", {"secret": secret, "name": "Vera"}))
        await viewer.open(server, PeerKind.VIEWER, seat["ticket"])

        await console.say(Invite(request_id=FIRST, skill="Printers", note=f"{CANARY} invitation"))
        await console.fact("invited")
        call = f"/api/sessions/{session_id}/calls/{FIRST}/accept"
        await done(await made.people["Eve"].browser.post(call))
        expert = await made.people["Eve"].sit_down(server, session_id)
        upload = await made.people["Eve"].browser.upload(
            f"/api/sessions/{session_id}/attachments?room=inner",
            f"{CANARY}.txt",
            f"{CANARY} file".encode(),
            "text/plain",
        )
        kept = Attachment.model_validate_json(upload.content)
        await said(expert, f"{CANARY} expert", Room.INNER, "say_1", kept)
        await said(console, "Welcome", Room.CUSTOMER, "say_2")
        await pry(viewer, attachment=kept.attachment_id, base="/api/demos/seat")
        late = await done(await viewer.browser.get("/api/demos/seat"))
        await viewer.open(server, PeerKind.VIEWER, late["ticket"])
        await viewer.hear_all()
        await own.fact("said")
        for outsider in (viewer, machine):
            assert b"Welcome" in outsider.received
            assert CANARY.encode() not in outsider.received
        assert f"{CANARY} expert".encode() in program.received
        await machine.browser.client.aclose()
        for link in machine.links:
            await link.socket.close()
        await made.close()
