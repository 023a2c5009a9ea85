"""The captured machine restarts, and the session waits for it (SPEC R).

While it restarts its absence interrupts nothing, and nothing in force is taken back but the floor.
"""

from protocol.consent import Answer
from protocol.restart import RestartBegan, RestartEnd, RestartOver
from protocol.work import RebootWork, WorkEnd, WorkEnded
from protocol.work_messages import Restarting, WorkLogged
from server.core import consent, recording, work
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import OutOfTurn


def begins(draft: Draft, sender: Sender, said: Restarting) -> None:
    """The machine is ready to restart: once that is logged, it does (SPEC R1). Said again, it is the same.

    Raises:
        NotAllowed: this peer is not the captured machine.
        OutOfTurn: no restart was ordered and allowed.
    """
    draft.require_machine(sender.peer)
    if draft.state.restart is None:
        ordered = work.find(draft, said.request_id)
        if ordered is None or ordered.started_at is None or not isinstance(ordered.what, RebootWork):
            raise OutOfTurn("no restart was ordered and allowed")
        consent.stop(draft, Answer.WITHDRAWN)
        recording.stop_asking(draft, Answer.WITHDRAWN)
        work.stop_all(draft, "The computer is being restarted.", but=said.request_id)
        until_ms = draft.at_ms + draft.rules.restart_limit_ms
        draft.happen(
            RestartBegan(request_id=said.request_id, until=until_ms, waits_for_sign_in=said.waits_for_sign_in)
        )
    elif draft.state.restart.request_id != said.request_id:
        raise OutOfTurn("another restart is under way already")
    draft.order(WorkLogged(request_id=said.request_id))


def is_back(draft: Draft) -> None:
    """The machine has a link again. If somebody had control before, it says `floor_is` yet (SPEC R3)."""
    if draft.state.restart is not None and draft.state.restart.holder_id is None:
        returned(draft)


def returned(draft: Draft) -> None:
    """The restart that was waited for, if any, is over: the machine is back."""
    _over(draft, RestartEnd.RETURNED, WorkEnd.DONE, "The computer is back.")


def settle(draft: Draft) -> None:
    """A machine that is not back in time is not waited for any longer (SPEC R3)."""
    if draft.state.restart is not None and draft.at_ms >= draft.state.restart.until:
        _over(draft, RestartEnd.GIVEN_UP, WorkEnd.FAILED, "The computer did not come back in time.")


def _over(draft: Draft, end: RestartEnd, how: WorkEnd, sentence: str) -> None:
    if draft.state.restart is not None:
        request_id = draft.state.restart.request_id
        draft.happen(RestartOver(end=end))
        draft.happen(WorkEnded(request_id=request_id, end=how, sentence=sentence))
