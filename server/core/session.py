"""One support session as a state machine, without I/O: events in; facts and effects out.

    NEW ──opened──▶ WAITING ──claimed──▶ CLAIMED ──view allowed──▶ LIVE
                      ▲                  │  ▲  ◀──view withdrawn────┘ │
                      └────requeued──────┘  └─resumed─ INTERRUPTED ◀──┘          any ──ended──▶ ENDED

`handle` decides and changes nothing; `committed` makes it so, once the decision's entries are on disk. A
refused event changes nothing either. Nothing here waits, logs, sends or reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from protocol.control import HolderLink, PeerGone
from protocol.facts import Entry, ScreenChanged
from protocol.fold import fold
from protocol.ids import PeerId, PersonId, SessionId
from protocol.people import Presence
from protocol.session import SessionState, State
from server.core import (
    after,
    captured,
    consent,
    demo,
    ending,
    inner,
    lowering,
    presence,
    recording,
    rights,
    rooms,
    roster,
)
from server.core import events as ev
from server.core.draft import Draft, Rules, Standing
from server.core.effects import Effect, ShowTo, WakeAt
from server.errors import AlreadyClaimed, NotAllowed, OutOfTurn, SessionOver

_LINKS: Final = frozenset({ev.LinkOpened, ev.LinkLost, ev.PeerLeft, ev.PersonGone, ev.Tick})
_KEPT: Final = frozenset({ev.Looked, ev.Exported, ev.Kept})
_ALWAYS: Final = (
    _LINKS | _KEPT | {ev.LoweredThere, ev.ScreenSaid, ev.EndAsked, ev.Requested, ev.RecordingFailed}
)
_TAKEN: Final = _ALWAYS | {
    ev.ModeAsked,
    ev.QuestionWithdrawn,
    ev.ModeLowered,
    ev.ConsentSaid,
    ev.ViewerCame,
    ev.CallAnswered,
    ev.SupervisorCame,
}

ACCEPTS: Final[Mapping[State, frozenset[type[ev.Event]]]] = {
    State.NEW: frozenset({ev.HelpAsked, ev.DemoAsked}),
    State.WAITING: _ALWAYS | {ev.CustomerClaimed},
    State.CLAIMED: _TAKEN,
    State.LIVE: _TAKEN,
    State.INTERRUPTED: _ALWAYS | {ev.ModeLowered, ev.ViewerCame, ev.CallAnswered, ev.SupervisorCame},
    State.ENDED: _LINKS | _KEPT | {ev.Requested},
}
"""Which events a session takes in which state (SPEC S2)."""

_NOT_NOW: Final[Mapping[State, str]] = {
    State.NEW: "this session has not begun",
    State.WAITING: "nobody has taken this customer yet",
    State.CLAIMED: "somebody has taken this customer",
    State.LIVE: "the session is running",
    State.INTERRUPTED: "the session is interrupted; it goes on when both sides are back",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event causes: entries to store, then effects to perform, in order."""

    entries: tuple[Entry, ...]
    effects: tuple[Effect, ...]
    after: SessionState
    standing: Standing


@dataclass(slots=True)
class Session:
    """The decisions of one support session. Fed by one task, one event after the other."""

    state: SessionState
    rules: Rules = field(default_factory=Rules)
    standing: Standing = field(default_factory=Standing)

    @classmethod
    def new(cls, session_id: SessionId, rules: Rules) -> "Session":
        """A session to which nothing has happened yet."""
        return cls(SessionState(session_id=session_id), rules)

    @classmethod
    def rebuild(cls, session_id: SessionId, entries: Sequence[Entry], at_ms: int, rules: Rules) -> "Session":
        """The session as its log tells it, at `at_ms`; every peer counts as lost, and may come back.

        Nobody knows for how long they have been: they are away after `rules.back_within_ms` (SPEC S6).
        """
        state = fold(SessionState(session_id=session_id), entries)
        standing = Standing()
        for entry in entries:
            standing = standing.noting(entry)
        if state.state is not State.ENDED:
            since_ms = at_ms - max(0, rules.away_after_ms - rules.back_within_ms)
            standing = replace(
                standing,
                absent_since_ms={person.person_id: since_ms for person in state.people},
                machine_absent_since_ms=since_ms if state.machine else None,
            )
        draft = Draft(at_ms, rules, state, standing)
        captured.take_back_what_nobody_has(draft)
        return cls(state, rules, draft.standing)

    def handle(self, event: ev.Event) -> Decision:
        """Decide on one event.

        Returns:
            What is to be stored and done. Nothing has changed yet: give it to `committed`.

        Raises:
            Refused: what is asked for cannot be had; the session is as before.
        """
        if type(event) not in ACCEPTS[self.state.state]:
            raise self._refusal(event)
        draft = Draft(event.at_ms, self.rules, self.state, self.standing)
        if self.state.state is not State.ENDED:
            self._dispatch(draft, event)
            presence.settle(draft)
            _finish(draft)
        else:
            after.take(draft, event)
        return Decision(tuple(draft.entries), tuple(draft.effects), draft.state, draft.standing)

    def committed(self, decision: Decision) -> None:
        """The decision's entries are on disk: it is so from here on."""
        self.state = decision.after
        self.standing = decision.standing

    def _refusal(self, event: ev.Event) -> Exception:
        if self.state.state is State.ENDED:
            return SessionOver()
        if isinstance(event, ev.CustomerClaimed):
            return AlreadyClaimed()
        return OutOfTurn(_NOT_NOW[self.state.state])

    def _dispatch(self, draft: Draft, event: ev.Event) -> None:  # noqa: C901, PLR0912  a flat dispatch
        match event:
            case ev.HelpAsked():
                roster.open_session(draft, event)
            case ev.CustomerClaimed():
                roster.claim(draft, event)
            case ev.LinkOpened():
                roster.open_link(draft, event)
            case ev.LinkLost(peer=peer):
                roster.lose_link(draft, peer)
            case ev.PeerLeft(peer=peer):
                roster.leave(draft, peer)
            case ev.PersonGone(person_id=person_id):
                roster.leave_person(draft, person_id)
            case ev.ModeAsked(peer=peer, request_id=request_id, mode=mode):
                consent.ask(draft, self._sender(peer), request_id, mode)
            case ev.QuestionWithdrawn(peer=peer):
                consent.withdraw(draft, self._sender(peer))
            case ev.ModeLowered(peer=peer, mode=mode):
                lowering.ask(draft, self._sender(peer), mode)
            case ev.ConsentSaid(peer=peer, given=given):
                consent.answer(draft, peer, given)
            case ev.LoweredThere(peer=peer, lowered=lowered):
                lowering.happened_there(draft, peer, lowered)
            case ev.ScreenSaid():
                _screen_changed(draft, event)
            case ev.Requested(peer=peer, said=said):
                rooms.take(draft, peer, said)
            case ev.DemoAsked() | ev.ViewerCame():
                demo.take(draft, event)
            case ev.CallAnswered() | ev.SupervisorCame():
                inner.take(draft, event)
            case ev.RecordingFailed() | ev.Looked() | ev.Exported() | ev.Kept():
                recording.take(draft, event)
            case ev.EndAsked(person_id=person_id):
                ending.ask(draft, person_id)
            case ev.Tick():
                pass
            case _:
                assert_never(event)

    def _sender(self, peer: PeerId) -> PersonId:
        link = self.standing.links.get(peer)
        if link is None:
            raise NotAllowed("act in a session that you are not in")
        return link.person_id

    def may_be_offered(self) -> bool:
        """Whether staff is offered this customer now: they wait, and they are there."""
        customer = self.state.person(self.state.customer_id) if self.state.customer_id else None
        waits = self.state.state is State.WAITING
        return waits and customer is not None and customer.presence is Presence.PRESENT


def _screen_changed(draft: Draft, event: ev.ScreenSaid) -> None:
    if draft.state.machine is None or draft.state.machine.peer_id != event.peer:
        raise NotAllowed("speak for the captured machine")
    if draft.state.screen != event.screen:
        draft.happen(ScreenChanged(screen=event.screen))


def _finish(draft: Draft) -> None:
    """What follows from the new state for the picture and the timer."""
    before = draft.standing
    viewers, source = rights.viewers(draft.state, before), rights.source(draft.state, before)
    if source is not None:
        for peer in sorted(before.viewers - viewers - {rights.RECORDER}):
            draft.order(PeerGone(peer=peer))
    linked = rights.holder_is_linked(draft.state, before)
    if linked is not before.holder_linked and draft.state.holder_id is not None:
        draft.order(HolderLink(open=linked))
    if (viewers, source) != (before.viewers, before.source):
        draft.effects.append(ShowTo(viewers, source, rights.first_stream(draft.state)))
    due_ms = presence.next_due_ms(draft)
    if due_ms is not None and due_ms != before.wake_at_ms:
        draft.effects.append(WakeAt(due_ms))
    draft.standing = replace(before, viewers=viewers, source=source, holder_linked=linked, wake_at_ms=due_ms)
