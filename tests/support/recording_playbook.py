"""A session whose recording is asked for, or runs (SPEC N)."""

from protocol.consent import Answer
from protocol.ids import RequestId
from protocol.recording import RecordingState
from protocol.recording_messages import AskRecording, RecordingDeed, RecordingGiven, RecordingHere
from server.core.session import Session
from tests.support.playbook import CONSOLE, MACHINE, live, says, take

REC = RequestId("rec_1")
ASK = AskRecording(request_id=REC)
YES = RecordingGiven(request_id=REC, answer=Answer.ALLOWED)
PAUSED_HERE = RecordingHere(request_id=REC, deed=RecordingDeed.PAUSE)
RESUMED_HERE = RecordingHere(request_id=REC, deed=RecordingDeed.RESUME)
WITHDRAWN_HERE = RecordingHere(request_id=REC, deed=RecordingDeed.WITHDRAW)


def asked(session: Session | None = None) -> Session:
    """The person is being asked, by the agent, since 1 ms."""
    session = session or live()
    take(session, says(1, CONSOLE, ASK))
    return session


def recorded(session: Session | None = None) -> Session:
    """It is recorded since 2 ms."""
    session = asked(session)
    take(session, says(2, MACHINE, YES))
    return session


def state_of(session: Session) -> RecordingState | None:
    recording = session.state.recording
    return recording.state if recording else None
