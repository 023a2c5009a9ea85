"""What becomes of one request to a running server: the answer, what is logged, what the machine hears."""

import asyncio
from typing import Any

from pydantic import BaseModel
from websockets.exceptions import ConnectionClosed

from protocol.chat import Room
from protocol.chat_messages import Say
from protocol.control import Happened, Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import CloseCode
from protocol.ids import RequestId
from protocol.input import InputSeen
from protocol.link_messages import Fault, Ping, Pong
from tests.support.cast import Cast, Where
from tests.support.deeds import Action, Verdict
from tests.support.live_server import LivePeer


class Found:
    """What became of one request."""

    def __init__(self) -> None:
        self.verdict = Verdict.DONE
        self.facts: list[str] = []
        self.changed = False
        self.heard: list[BaseModel] = []
        self.reached: list[BaseModel] = []

    def __repr__(self) -> str:
        return f"{self.verdict} {self.facts} {[type(one).__name__ for one in self.reached]}"

    def misfit(self, action: Action, wanted: Verdict) -> str | None:
        """What is not as the table says, or None."""
        done, reached = wanted is Verdict.DONE, {type(one) for one in self.reached}
        misfits = {
            f"not {wanted}": self.verdict is not wanted,
            "refused, and yet": not done and (self.changed or reached),
            f"no {action.fact}": done and action.fact is not None and action.fact not in self.facts,
            "logged": done and action.fact is None and self.changed,
            "unheard there": done and action.reaches is not None and action.reaches not in reached,
            "unanswered": (
                done and action.answered and action.answered not in {type(one) for one in self.heard}
            ),
        }
        return next((f"{words}: {self}" for words, so in misfits.items() if so), None)


async def outcome(session: Cast, who: Where, message: BaseModel) -> Found:
    """Say it, and hear everything that comes of it: the link lives on, unless this ended it."""
    peer, found = await session.link(who), Found()
    session.uses += 1
    await catch_up(peer)
    before = await session.state()
    await peer.say(message)
    try:
        await _hear_all(session, peer, found)
    except ConnectionClosed:
        assert peer.socket.close_code == CloseCode.OVER, (who, message, peer.socket.close_code)
    log = await session.server.world.log.load(session.session_id)
    found.facts = [entry.fact.type for entry in log if entry.seq > before.seq]
    found.changed = await session.state() != before
    if peer.socket.close_code is None and peer is not session.machine:
        found.reached = await _machine_heard(session.machine)
    return found


async def _hear_all(session: Cast, peer: LivePeer, found: Found) -> None:
    """An empty message is refused after everything before it was decided; then nothing more is to come."""
    barrier = RequestId(f"bar_{session.uses}")
    await peer.say(Say(message_id=barrier, room=Room.CUSTOMER, text=""))
    async with asyncio.timeout(10):
        while True:
            heard: Any = await peer.hear(BaseModel)
            if isinstance(heard, Fault):
                if heard.about == barrier:
                    return
                found.verdict = Verdict(heard.code.value)
                assert heard.sentence
            elif isinstance(heard, InputSeen) and heard.held_back is not None:
                found.verdict = Verdict(heard.held_back.value)
            found.heard.append(heard)


async def _machine_heard(machine: LivePeer) -> list[BaseModel]:
    """What has come to the captured machine but news, and what belongs to the picture alone."""
    before = len(machine.heard)
    await catch_up(machine)
    news = (Happened, Pong, Watched, KeyFrameWanted)
    return [one for one in machine.heard[before:] if not isinstance(one, news)]


async def catch_up(peer: LivePeer) -> None:
    """Take everything that was said to this peer so far."""
    number = len(peer.heard)
    await peer.say(Ping(number=number))
    while (await peer.hear(Pong)).number != number:
        pass
