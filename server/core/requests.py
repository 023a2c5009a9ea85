"""The requests that the rooms of a session decide on, beside its course."""

from typing import TypeAlias

from protocol.chat_messages import Note, Say, TickStep
from protocol.control import ElevationIs
from protocol.demo import RaiseHand
from protocol.floor import AskFloor, FloorIs, GiveFloor, UnaskFloor
from protocol.inner import (
    HandBack,
    Invite,
    OfferTransfer,
    TakeOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.recording_messages import (
    AskRecording,
    Flag,
    PauseRecording,
    PrivateIs,
    RecordingGiven,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from protocol.work_messages import AskWork, Restarting, StopWork, WorkGiven, WorkOver

Request: TypeAlias = (
    AskFloor
    | UnaskFloor
    | GiveFloor
    | FloorIs
    | AskWork
    | StopWork
    | WorkGiven
    | WorkOver
    | Restarting
    | ElevationIs
    | Invite
    | WithdrawInvitation
    | OfferTransfer
    | WithdrawTransfer
    | TakeOver
    | HandBack
    | Say
    | TickStep
    | Note
    | RaiseHand
    | AskRecording
    | PauseRecording
    | ResumeRecording
    | StopRecording
    | RecordingGiven
    | RecordingHere
    | PrivateIs
    | Flag
)
