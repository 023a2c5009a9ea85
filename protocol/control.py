"""What peers ask for in a session, and what the server passes on. The captured machine decides (SPEC C)."""

from typing import Annotated, Literal

from pydantic import Field

from protocol.consent import Answer, Covered, LoweredBy
from protocol.facts import Entry
from protocol.ids import PeerIdField, PersonIdField, RequestIdField
from protocol.input import Input, InputSeen
from protocol.modes import Mode
from protocol.roles import Role
from protocol.screen import MonitorId, Screen
from protocol.signalling import Sdp
from protocol.wire import Epoch, Name, Wire


class Happened(Wire):
    """One more entry of the session's log; everyone in the session receives it, in order."""

    type: Literal["happened"] = "happened"
    entry: Entry


class AskMode(Wire):
    """Staff asks to go up to this mode, or to hold control again in the mode in force (SPEC C3)."""

    type: Literal["ask_mode"] = "ask_mode"
    request_id: RequestIdField
    mode: Mode


class WithdrawQuestion(Wire):
    """Staff takes the open question back."""

    type: Literal["withdraw_question"] = "withdraw_question"


class LowerMode(Wire):
    """Somebody goes down to this mode, or (None) ends the view. Needs nobody's consent (SPEC C4)."""

    type: Literal["lower_mode"] = "lower_mode"
    mode: Mode | None = None


class EndSession(Wire):
    """The session is to end now."""

    type: Literal["end_session"] = "end_session"


class Named(Wire):
    """Somebody as the consent window and the banner name them."""

    person_id: PersonIdField
    name: Name
    role: Role


class AskConsent(Wire):
    """Server to the captured machine: ask the person there."""

    type: Literal["ask_consent"] = "ask_consent"
    request_id: RequestIdField
    mode: Mode
    asked_by: Named
    people: Annotated[tuple[Named, ...], Field(max_length=64)]
    organisation: Name


class StopAsking(Wire):
    """Server to the captured machine: the question is over without an answer."""

    type: Literal["stop_asking"] = "stop_asking"
    request_id: RequestIdField


class ConsentGiven(Wire):
    """The captured machine: the person there answered. If yes, it waits for `raise_logged` (SPEC C2)."""

    type: Literal["consent_given"] = "consent_given"
    request_id: RequestIdField
    answer: Answer
    mode: Mode
    holder: PersonIdField | None = None
    epoch: Epoch
    covered: Covered = ()
    leave_alone: bool = False
    """The person leaves a long repair alone: asked again after `LEAVE_ALONE_SECONDS` (SPEC C10)."""


class RaiseLogged(Wire):
    """Server to the captured machine: the raise is on disk; the gate may open."""

    type: Literal["raise_logged"] = "raise_logged"
    request_id: RequestIdField
    epoch: Epoch


class LoweredHere(Wire):
    """The captured machine gives less now; it has happened already (SPEC C4)."""

    type: Literal["lowered_here"] = "lowered_here"
    mode: Mode | None = None
    epoch: Epoch
    by: LoweredBy
    person_id: PersonIdField | None = None


class LowerOrder(Wire):
    """Server to the captured machine: go down to this mode now."""

    type: Literal["lower_order"] = "lower_order"
    mode: Mode | None = None
    by: LoweredBy
    person_id: PersonIdField | None = None


class ScreenIs(Wire):
    """The captured machine's monitors changed."""

    type: Literal["screen_is"] = "screen_is"
    screen: Screen


class ElevationIs(Wire):
    """The captured machine: whether the program has its service's rights, or the system asks for them."""

    type: Literal["elevation_is"] = "elevation_is"
    elevated: bool
    asking: bool


class Watched(Wire):
    """Server to the captured machine: these streams have viewers on the relay now."""

    type: Literal["watched"] = "watched"
    streams: Annotated[tuple[Annotated[MonitorId, Field(ge=0, lt=256)], ...], Field(max_length=16)]


class RemoteInput(Wire):
    """Server to the captured machine: input that came over the relay, unread, and who sent it."""

    type: Literal["remote_input"] = "remote_input"
    sender: PersonIdField
    peer: PeerIdField
    input: Input


class InputSeenFor(Wire):
    """The captured machine's answer to relayed input, for one peer."""

    type: Literal["input_seen_for"] = "input_seen_for"
    peer: PeerIdField
    seen: InputSeen


class DirectWantedBy(Wire):
    """Server to the captured machine: this viewer asks for a direct path."""

    type: Literal["direct_wanted_by"] = "direct_wanted_by"
    peer: PeerIdField
    person_id: PersonIdField
    attempt: Annotated[int, Field(ge=0)]


class AnswerFrom(Wire):
    """Server to the captured machine: a viewer's answer to its offer."""

    type: Literal["answer_from"] = "answer_from"
    peer: PeerIdField
    attempt: Annotated[int, Field(ge=0)]
    sdp: Sdp


class HolderLink(Wire):
    """Server to the captured machine: whether the holder has a link to the server (SPEC C8)."""

    type: Literal["holder_link"] = "holder_link"
    open: bool


class PeerGone(Wire):
    """Server to the captured machine: this viewer may see nothing more; close its direct path (SPEC D5)."""

    type: Literal["peer_gone"] = "peer_gone"
    peer: PeerIdField
