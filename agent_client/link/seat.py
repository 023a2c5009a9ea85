"""A scripted agent's place in one session."""

import asyncio
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from agent_client.core.hand import Hand
from agent_client.errors import LinkClosed, NotInTime
from agent_client.link.control import ControlLink
from protocol.control import AskMode, EndSession, Happened, LowerMode
from protocol.direct import Watch
from protocol.fold import apply
from protocol.ids import PersonId, RequestId, SessionId
from protocol.input import Input, InputSeen
from protocol.link_messages import Fault, Welcome
from protocol.messages import ToConsole
from protocol.modes import Mode
from protocol.recording_messages import (
    AskRecording,
    Flag,
    PauseRecording,
    ResumeRecording,
    StopRecording,
)
from protocol.screen import MonitorId
from protocol.session import SessionState
from protocol.signalling import DirectClosed, Offer

UNTIL_SECONDS = 15.0
ThingT = TypeVar("ThingT")


@dataclass(slots=True)
class Seat:
    """One scripted agent's place in one session: the state as the server tells it, and what may be said."""

    session_id: SessionId
    hand: Hand = field(default_factory=Hand)
    person_id: PersonId | None = None
    faults: list[Fault] = field(default_factory=list[Fault])
    answers: list[InputSeen] = field(default_factory=list[InputSeen])
    media_ticket: str | None = None
    resume: str | None = None
    close_code: int | None = None
    signals: list[Offer | DirectClosed] = field(default_factory=list[Offer | DirectClosed])
    _state: SessionState | None = None
    _link: ControlLink[ToConsole] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _requests: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def now(self) -> SessionState:
        """The session as known here. Only after `until`, or inside `sit_down`."""
        if self._state is None:
            raise AssertionError("sit_down waits for the welcome")
        return self._state

    async def until(
        self, holds: Callable[[SessionState], bool], what: str, within_seconds: float = UNTIL_SECONDS
    ) -> SessionState:
        """Wait for the session to be so.

        Raises:
            NotInTime: it was not so within `within_seconds`.
            LinkClosed: the server has closed this place for good.
        """

        def reached() -> SessionState | None:
            return self._state if self._state is not None and holds(self._state) else None

        return await self._wait(reached, what, within_seconds)

    async def answered(self, within_seconds: float = UNTIL_SECONDS) -> InputSeen:
        """The machine's next answer to input over the relay. Raises `NotInTime`."""
        return await self._wait(
            lambda: self.answers.pop(0) if self.answers else None, "an answer", within_seconds
        )

    async def refused(self, within_seconds: float = UNTIL_SECONDS) -> Fault:
        """The next refusal of something that was said. Raises `NotInTime`."""
        return await self._wait(
            lambda: self.faults.pop(0) if self.faults else None, "a refusal", within_seconds
        )

    async def ask(self, mode: Mode) -> None:
        """Ask the customer to go up to this mode, or for control again in the mode in force."""
        await self.say(AskMode(request_id=self._request(), mode=mode))

    async def lower(self, mode: Mode | None) -> None:
        """Go down; needs nobody."""
        await self.say(LowerMode(mode=mode))

    async def do(self, message: Input) -> None:
        """Send input over the relay."""
        await self.say(message)

    async def watch(self, *monitors: MonitorId) -> None:
        """Have the relay send these monitors and no others; at least one."""
        await self.say(Watch(streams=monitors))

    async def ask_recording(self) -> None:
        """Ask whether this may be recorded; `until` the state's `recording` says so."""
        await self.say(AskRecording(request_id=self._request()))

    async def pause_recording(self) -> None:
        """Record nothing until it goes on."""
        await self.say(PauseRecording())

    async def resume_recording(self) -> None:
        """Record on; not what the person at the machine paused."""
        await self.say(ResumeRecording())

    async def stop_recording(self) -> None:
        """End the recording, or take the question back."""
        await self.say(StopRecording())

    async def flag(self, label: str = "") -> None:
        """Mark this moment for the staff."""
        await self.say(Flag(flag_id=self._request(), label=label))

    async def end(self) -> None:
        """End the session for everyone."""
        await self.say(EndSession())

    async def signalled(self, within_seconds: float = UNTIL_SECONDS) -> Offer | DirectClosed:
        """The next word about a direct path, after `DirectWanted` was said. Raises `NotInTime`."""
        return await self._wait(
            lambda: self.signals.pop(0) if self.signals else None,
            "a word about the direct path",
            within_seconds,
        )

    def _request(self) -> RequestId:
        return RequestId(f"r_{next(self._requests)}_{secrets.token_hex(4)}")

    def is_closed(self, close_code: int) -> None:
        """The server has closed this place for good."""
        self.close_code = close_code
        self._changed.set()

    def open_by(self, link: ControlLink[ToConsole]) -> None:
        """Talk over this link from now on."""
        self._link = link

    async def _wait(self, reached: Callable[[], ThingT | None], what: str, within_seconds: float) -> ThingT:
        try:
            async with asyncio.timeout(within_seconds):
                while (thing := reached()) is None:
                    if self.close_code is not None:
                        raise LinkClosed(self.close_code)
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError as late:
            raise NotInTime(within_seconds, what) from late
        return thing

    async def say(self, message: BaseModel) -> None:
        """Send any message of a console. Raises `ConnectionClosed` while the link is lost."""
        if self._link is None:
            raise AssertionError("sit_down opens the link")
        await self._link.say(message)

    def take(self, message: ToConsole) -> None:
        """One message from the server."""
        match message:
            case Welcome(session=session, person_id=person_id, media_ticket=media_ticket, resume=resume):
                self._state = session
                self.person_id = person_id
                self.media_ticket = media_ticket
                self.resume = resume
            case Happened(entry=entry) if self._state is not None:
                self._state = apply(self._state, entry)
            case Fault():
                self.faults.append(message)
            case InputSeen():
                self.hand.seen(message)
                self.answers.append(message)
            case Offer() | DirectClosed():
                self.signals.append(message)
            case _:
                pass
        if self._state is not None and self._state.holder_id == self.person_id:
            self.hand.granted(self._state.epoch)
        self._changed.set()
