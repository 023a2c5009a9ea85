"""People beside the two whose pages are judged: each came over HTTP, each has open sockets of their own."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from protocol.limits import PROTOCOL_VERSION
from tests.support.visitor import PASSWORD

WAIT_SECONDS: Final = 15.0
_TICK_SECONDS: Final = 1.0
_NUMBERS: Final = itertools.count(1)


class Seat:
    """One control link that stays open: what it heard by type, and what it says again every second."""

    def __init__(self, control: ClientConnection) -> None:
        self._control = control
        self._heard: dict[str, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self._gone = threading.Event()
        self.again: list[dict[str, Any]] = []
        for work in (self._listen, self._beat):
            threading.Thread(target=work, daemon=True).start()

    def say(self, kind: str, **message: Any) -> None:  # noqa: ANN401  a message of the wire
        self._control.send(json.dumps({"type": kind, **message}))

    def say_in(self, room: str, text: str, *, steps: tuple[str, ...] = ()) -> None:
        """Write it there."""
        self.say("say", message_id=f"msg_crowd_{next(_NUMBERS)}", room=room, text=text, steps=steps)

    def hear(self, kind: str, holds: Callable[[dict[str, Any]], object] = lambda _: True) -> dict[str, Any]:
        """The newest message of this type, once there is one that is so."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: kind in self._heard and holds(self._heard[kind]), WAIT_SECONDS
            )
            assert came, f"no {kind}; heard {sorted(self._heard)}"
            return self._heard[kind]

    def leave(self) -> None:
        """End what is said again and again; the socket is its opener's to close."""
        self._gone.set()

    def _listen(self) -> None:
        try:
            for text in self._control:
                message = json.loads(text)
                with self._changed:
                    self._heard[message["type"]] = message
                    self._changed.notify_all()
        except ConnectionClosed:
            self._gone.set()

    def _beat(self) -> None:
        number = 0
        while not self._gone.wait(_TICK_SECONDS):
            number += 1
            try:
                for message in ({"type": "ping", "number": number}, *self.again):
                    self._control.send(json.dumps(message))
            except ConnectionClosed:
                return


class Somebody:
    """One person outside the judged browsers."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        self._url = url
        self._stack = stack
        self._csrf = ""
        self._http = stack.enter_context(
            httpx2.Client(base_url=url, headers={"origin": url}, trust_env=False, timeout=WAIT_SECONDS)
        )

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """A POST from our own page; its answer."""
        headers = {"x-csrf-token": self._csrf} if self._csrf else {}
        answer = self._http.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        said: dict[str, Any] = answer.json() if answer.content else {}
        self._csrf = said.get("csrf", self._csrf)
        return said

    def get(self, path: str) -> dict[str, Any]:
        """A GET; its answer."""
        answer = self._http.get(path)
        assert answer.is_success, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def sign_in(self, email: str) -> None:
        self.post("/api/sign-in", {"email": email, "password": PASSWORD})

    def hire(self, name: str, email: str, role: str, *skills: str) -> "Somebody":
        """As an administrator: somebody new, signed in."""
        account = {"name": name, "email": email, "password": PASSWORD, "role": role, "skills": skills}
        self.post("/api/staff", account)
        hired = Somebody(self._url, self._stack)
        hired.sign_in(email)
        return hired

    def sit(self, kind: str, ticket: str) -> Seat:
        """Open a control link by this ticket."""
        control = self._stack.enter_context(
            connect(f"{self._url.replace('http', 'ws', 1)}/ws", compression=None)
        )
        control.send(
            json.dumps({"type": "hello", "protocol": PROTOCOL_VERSION, "version": kind, "ticket": ticket})
        )
        seat = Seat(control)
        self._stack.callback(seat.leave)
        seat.hear("welcome")
        return seat

    def at_desk(self) -> Seat:
        """Where calls come in."""
        return self.sit("desk", self.post("/api/tickets", {"kind": "desk"})["ticket"])

    def in_session(self, session_id: str) -> Seat:
        """As one of its staff."""
        wanted = {"kind": "console", "session_id": session_id}
        return self.sit("console", self.post("/api/tickets", wanted)["ticket"])

    def supervise(self, session_id: str, reason: str) -> Seat:
        """Join, visibly and with a reason."""
        self.post(f"/api/sessions/{session_id}/supervise", {"reason": reason})
        return self.in_session(session_id)

    def accept(self, desk: Seat) -> Seat:
        """The newest call at this desk; the session it leads to."""
        call = desk.hear("desk", lambda desk: desk["calls"])["calls"][-1]
        self.post(f"/api/sessions/{call['session_id']}/calls/{call['id']}/accept")
        return self.in_session(call["session_id"])

    def watch(self, link: str, name: str) -> Seat:
        """Take a place in a demo by its link."""
        seat = self.post("/api/demos/join", {"secret": link.split("#")[1], "name": name})
        return self.sit("viewer", seat["ticket"])


@contextmanager
def outsider(url: str) -> Iterator[Callable[[], Somebody]]:
    """Makes people who have no account yet; all of their sockets close at the end."""
    with ExitStack() as stack:
        yield lambda: Somebody(url, stack)
