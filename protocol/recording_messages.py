"""What is asked and said about a session's recording; the person at the captured machine decides (SPEC N)."""

import enum
from typing import Literal

from protocol.consent import Answer
from protocol.control import Named
from protocol.ids import RequestIdField
from protocol.wire import Name, Sentence, Wire


class RecordingDeed(enum.StrEnum):
    """What the person at the captured machine does to a recording."""

    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"


class AskRecording(Wire):
    """Staff asks the person at the captured machine whether this may be recorded (SPEC N2)."""

    type: Literal["ask_recording"] = "ask_recording"
    request_id: RequestIdField


class PauseRecording(Wire):
    """Staff pauses it."""

    type: Literal["pause_recording"] = "pause_recording"


class ResumeRecording(Wire):
    """Staff lets it go on; not where the person at the machine paused it."""

    type: Literal["resume_recording"] = "resume_recording"


class StopRecording(Wire):
    """Staff ends it, or takes the question back."""

    type: Literal["stop_recording"] = "stop_recording"


class Flag(Wire):
    """Staff marks this moment. Said again with the same `flag_id`, it is the same mark."""

    type: Literal["flag"] = "flag"
    flag_id: RequestIdField
    label: Sentence = ""


class OrderRecording(Wire):
    """Server to the captured machine: ask the person there. `asked_by` absent: the policy asks."""

    type: Literal["order_recording"] = "order_recording"
    request_id: RequestIdField
    asked_by: Named | None = None
    organisation: Name


class RecordingGiven(Wire):
    """The captured machine: how the person there answered."""

    type: Literal["recording_given"] = "recording_given"
    request_id: RequestIdField
    answer: Answer


class RecordingHere(Wire):
    """The captured machine: the person there did this to the recording. Said again, it is the same."""

    type: Literal["recording_here"] = "recording_here"
    request_id: RequestIdField
    deed: RecordingDeed


class PrivateIs(Wire):
    """The captured machine: whether it sends a black picture now; it has happened already."""

    type: Literal["private_is"] = "private_is"
    on: bool
