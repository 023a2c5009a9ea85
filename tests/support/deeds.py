"""Everything that a person in a session can ask for: which right it wants, and when it is in turn."""

import enum
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from pydantic import BaseModel

from protocol.chat import Room
from protocol.chat_messages import ChatPage, ChatWanted, Mark, Note, Say, TickStep, Typing
from protocol.control import AnswerFrom as AnswerPassedOn
from protocol.control import (
    AskMode,
    DirectWantedBy,
    EndSession,
    LowerMode,
    LowerOrder,
    RemoteInput,
    WithdrawQuestion,
)
from protocol.demo import RaiseHand
from protocol.direct import DrawnDirect, KeyFrameWanted, Watch
from protocol.floor import AskFloor, GiveFloor, MoveFloor, UnaskFloor
from protocol.ids import RequestId
from protocol.inner import (
    HandBack,
    Invite,
    OfferTransfer,
    TakeOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.input import At, Input, Key
from protocol.modes import Allowed, Mode, allowed
from protocol.pointing import Ink, Inked, Point, Pointed
from protocol.recording_messages import (
    AskRecording,
    Flag,
    OrderRecording,
    PauseRecording,
    ResumeRecording,
    StopRecording,
)
from protocol.rights import Deed, may
from protocol.roles import Role
from protocol.screen import MonitorId
from protocol.signalling import Answer, DirectClosed, DirectWanted
from protocol.work import (
    ABILITY,
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    Interpreter,
    RebootWork,
    ScriptWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
)
from protocol.work_messages import AskWork, StopWork, TransferTicketWanted
from tests.support.live_server import AGENT, RIVAL
from tests.support.people import EXPERT


class Verdict(enum.StrEnum):
    """How a request is answered."""

    DONE = "done"
    NOT_ALLOWED = "not_allowed"
    OUT_OF_TURN = "out_of_turn"
    HELD_BY_MODE = "mode"
    HELD_FROM_STRANGERS = "not_holder"


HERE: Final = AGENT.person_id
MODES: Final[tuple[Mode | None, ...]] = (None, *Mode)
WITH_INPUT: Final = frozenset({Mode.DESKTOP_SHARING, Mode.FULL_CONTROL, Mode.ADMIN})
_AT: Final = At(monitor=MonitorId(0), x_norm=1, y_norm=1)
_ASK: Final = RequestId("ask_1")
_NEXT: Final[Mapping[Mode | None, Mode]] = {
    None: Mode.OBSERVER,
    Mode.OBSERVER: Mode.FULL_CONTROL,
    Mode.DESKTOP_SHARING: Mode.FULL_CONTROL,
    Mode.FULL_CONTROL: Mode.ADMIN,
    Mode.ADMIN: Mode.ADMIN,
    Mode.DEMO: Mode.OBSERVER,
}

Moment: TypeAlias = Callable[[Mode | None, Role, bool], Verdict]
"""What the moment makes of a request that the role may ever say: by mode, role, and whether they own it."""


def always(_mode: Mode | None, _role: Role, _owns: bool) -> Verdict:
    return Verdict.DONE


def never(_mode: Mode | None, _role: Role, _owns: bool) -> Verdict:
    return Verdict.OUT_OF_TURN


def in_modes(*modes: Mode | None, otherwise: Verdict = Verdict.OUT_OF_TURN) -> Moment:
    """In these modes, and in no other."""
    return lambda mode, _role, _owns: Verdict.DONE if mode in modes else otherwise


def of_the_owner(moment: Moment, otherwise: Verdict) -> Moment:
    """The owner's alone."""
    return lambda mode, role, owns: moment(mode, role, owns) if owns else otherwise


def of_who_decides(moment: Moment) -> Moment:
    """The owner's, and whoever's who may become it."""
    return lambda mode, role, owns: (
        moment(mode, role, owns) if owns or may(role, Deed.TAKE_OVER) else Verdict.NOT_ALLOWED
    )


def _floor(mode: Mode | None, _role: Role, owns: bool) -> Verdict:
    return Verdict.DONE if mode in WITH_INPUT and not owns else Verdict.OUT_OF_TURN


def _hand(mode: Mode | None, _role: Role, owns: bool) -> Verdict:
    if mode not in WITH_INPUT:
        return Verdict.HELD_BY_MODE
    return Verdict.DONE if owns else Verdict.HELD_FROM_STRANGERS


def _does(what: What) -> Moment:
    def moment(mode: Mode | None, _role: Role, _owns: bool) -> Verdict:
        dropped = mode is None or allowed(mode, ABILITY[type(what)]) is Allowed.DROPPED
        return Verdict.NOT_ALLOWED if dropped else Verdict.DONE

    return moment


SEEN: Final = in_modes(*Mode, otherwise=Verdict.NOT_ALLOWED)
HELPED: Final = in_modes(*(mode for mode in MODES if mode is not Mode.DEMO))


@dataclass(frozen=True, slots=True)
class Action:
    """One request.

    Attributes:
        name: For people.
        make: The message, in this mode.
        deed: The right that it wants; None: everyone who is here may.
        moment: What else has to be so.
        live_only: The moment is asked before the role: nobody says it before the view.
        fact: What is logged when it is done; None: nothing.
        reaches: What the machine hears of it when it is done.
        answered: What the asker hears of it when it is done.
    """

    name: str
    make: Callable[[Mode | None], BaseModel]
    deed: Deed | None
    moment: Moment = always
    live_only: bool = False
    fact: str | None = None
    reaches: type[BaseModel] | None = None
    answered: type[BaseModel] | None = None

    def expected(self, mode: Mode | None, role: Role, *, owns: bool) -> Verdict:
        """The answer, by `protocol/rights.py`, `protocol/modes.py` and the moment."""
        if self.live_only and mode is None:
            return Verdict.OUT_OF_TURN
        if self.deed is not None and not may(role, self.deed):
            return Verdict.NOT_ALLOWED
        return self.moment(mode, role, owns)


def _said(message: BaseModel) -> Callable[[Mode | None], BaseModel]:
    return lambda _mode: message


def _work(name: str, what: What) -> Action:
    return Action(
        f"work: {name}",
        _said(AskWork(request_id=_ASK, what=what)),
        Deed.WORK,
        _does(what),
        live_only=True,
        fact="work_asked",
    )


def _script(text: str = "echo hola") -> ScriptWork:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return ScriptWork(interpreter=Interpreter.SH, text=text, sha256=sha256)


WORKS: Final = (
    _work("files", FilesWork(way=Way.TO_MACHINE, names=("a.txt",), count=1, total_bytes=3)),
    _work("fetched files", FilesWork(way=Way.FROM_MACHINE)),
    _work("clipboard", ClipboardWork(way=Way.TO_MACHINE, size_bytes=3)),
    _work("reboot", RebootWork()),
    _work("script", _script()),
    _work("service", ServiceWork(name="cups", deed=ServiceDeed.RESTART)),
    _work("inspection", InspectionWork()),
    _work("elevation", ElevationWork()),
)

ROOM_ACTIONS: Final = (
    Action(
        "say",
        _said(Say(message_id=RequestId("msg_1"), room=Room.CUSTOMER, text="Hola")),
        Deed.TALK,
        fact="said",
    ),
    Action(
        "say inside",
        _said(Say(message_id=RequestId("msg_1"), room=Room.INNER, text="Psst")),
        Deed.WRITE_INNER,
        fact="said",
    ),
    Action(
        "tick no step",
        _said(TickStep(message_id=RequestId("msg_9"), room=Room.CUSTOMER, step=0, done=True)),
        Deed.TALK,
        never,
    ),
    Action("note", _said(Note(request_id=_ASK, text="Tinta")), Deed.NOTE, fact="noted"),
    Action("type", _said(Typing(room=Room.CUSTOMER)), Deed.TALK),
    Action("type inside", _said(Typing(room=Room.INNER)), Deed.WRITE_INNER),
    Action("mark", _said(Mark(room=Room.CUSTOMER, delivered=1, seen=1)), None),
    Action("mark inside", _said(Mark(room=Room.INNER, delivered=1, seen=1)), Deed.READ_INNER),
    Action("read", _said(ChatWanted(room=Room.CUSTOMER)), None, answered=ChatPage),
    Action("read inside", _said(ChatWanted(room=Room.INNER)), Deed.READ_INNER, answered=ChatPage),
)

PICTURE_ACTIONS: Final = (
    Action("watch", _said(Watch(streams=(MonitorId(0),))), None),
    Action("want a key frame", _said(KeyFrameWanted(stream=MonitorId(0))), None),
    Action("have drawn direct", _said(DrawnDirect(attempt=1)), None),
    Action("close the direct path", _said(DirectClosed(attempt=1)), None),
    Action("want a direct path", _said(DirectWanted(attempt=1)), Deed.SEE, SEEN, reaches=DirectWantedBy),
    Action("answer an offer", _said(Answer(attempt=1, sdp="v=0")), Deed.SEE, SEEN, reaches=AnswerPassedOn),
    Action("point", _said(Point(at=_AT)), Deed.POINT, SEEN, reaches=Pointed),
    Action("point as a ghost", _said(Point(at=_AT, ghost=True)), Deed.GHOST, SEEN),
    Action("draw", _said(Ink(stroke_id=RequestId("ink_1"), points=(_AT,))), Deed.POINT, SEEN, reaches=Inked),
)

CONTROL_ACTIONS: Final = (
    Action(
        "ask for more",
        lambda mode: AskMode(request_id=_ASK, mode=_NEXT[mode]),
        Deed.HOLD,
        in_modes(None, Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL),
        fact="consent_asked",
    ),
    Action("take back no question", _said(WithdrawQuestion()), Deed.ASK_MODE, never),
    Action("go down", _said(LowerMode(mode=None)), Deed.LOWER, in_modes(*Mode), reaches=LowerOrder),
    Action(
        "use the hand",
        lambda mode: Input(epoch=2 if mode in WITH_INPUT else 1, events=(Key(seq=1, key="F9", down=False),)),
        None,
        _hand,
        reaches=RemoteInput,
    ),
    Action(
        "ask for the floor",
        _said(AskFloor(request_id=_ASK)),
        Deed.HOLD,
        _floor,
        live_only=True,
        fact="floor_wanted",
    ),
    Action(
        "take the floor",
        _said(AskFloor(request_id=_ASK, take=True)),
        Deed.TAKE_FLOOR,
        _floor,
        live_only=True,
        reaches=MoveFloor,
    ),
    Action("want no floor", _said(UnaskFloor()), Deed.HOLD, never, live_only=True),
    Action(
        "give the floor",
        _said(GiveFloor(request_id=_ASK, to=EXPERT.person_id)),
        Deed.HOLD,
        of_the_owner(in_modes(*WITH_INPUT), Verdict.OUT_OF_TURN),
        live_only=True,
        reaches=MoveFloor,
    ),
    Action(
        "give the customer the floor",
        _said(GiveFloor(request_id=_ASK)),
        Deed.HOLD,
        of_the_owner(in_modes(Mode.DESKTOP_SHARING), Verdict.OUT_OF_TURN),
        live_only=True,
        reaches=MoveFloor,
    ),
    Action("stop no work", _said(StopWork(request_id=_ASK)), Deed.WORK, never, live_only=True),
    Action("transfer nothing", _said(TransferTicketWanted(request_id=_ASK)), None, never),
    *WORKS,
)

RECORDING_ACTIONS: Final = (
    Action(
        "ask for a recording",
        _said(AskRecording(request_id=_ASK)),
        Deed.RECORD,
        live_only=True,
        fact="recording_asked",
        reaches=OrderRecording,
    ),
    Action("pause no recording", _said(PauseRecording()), Deed.RECORD, never),
    Action("let no recording go on", _said(ResumeRecording()), Deed.RECORD, never),
    Action("stop no recording", _said(StopRecording()), Deed.RECORD, never),
    Action("mark a moment", _said(Flag(flag_id=RequestId("flag_1"), label="!")), Deed.FLAG, fact="flagged"),
)

STAFF_ACTIONS: Final = (
    Action("invite", _said(Invite(request_id=_ASK, skill="Printers")), Deed.INVITE, fact="invited"),
    Action("take back no invitation", _said(WithdrawInvitation(invitation_id=_ASK)), None, never),
    Action(
        "offer a transfer",
        _said(OfferTransfer(request_id=_ASK, to_person=RIVAL.person_id)),
        Deed.TRANSFER,
        of_who_decides(HELPED),
        fact="transfer_offered",
    ),
    Action("take back no transfer", _said(WithdrawTransfer()), None, never),
    Action("take over", _said(TakeOver(request_id=_ASK)), Deed.TAKE_OVER, HELPED, fact="owner_changed"),
    Action("hand back", _said(HandBack(request_id=_ASK)), None, of_the_owner(never, Verdict.NOT_ALLOWED)),
    Action("raise a hand", _said(RaiseHand(up=True)), Deed.RAISE_HAND, fact="hand_raised"),
    Action("end", _said(EndSession()), Deed.END, fact="ended"),
)

ACTIONS: Final = (*ROOM_ACTIONS, *PICTURE_ACTIONS, *CONTROL_ACTIONS, *RECORDING_ACTIONS, *STAFF_ACTIONS)
