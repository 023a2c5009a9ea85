"""Open calls, and how they end unanswered (SPEC G4)."""

from protocol.ids import QueueId, RequestId
from protocol.inner import InvitationOver, Invite, OfferTransfer, Outcome, TransferOver
from protocol.limits import INVITATION_SECONDS
from protocol.session import SessionState
from server.core import calls
from server.core import events as ev
from server.core.draft import Draft, Rules, Standing
from server.core.effects import WakeAt
from tests.support.playbook import CONSOLE, SESSION, facts, live, play, take

LIMIT_MS = round(INVITATION_SECONDS * 1000)
ONE, TWO, THREE = RequestId("call_1"), RequestId("call_2"), RequestId("call_3")


def test_what_nobody_answers_has_expired_each_at_its_time_g4() -> None:
    session = live()
    take(session, ev.Requested(1_000, CONSOLE, Invite(request_id=ONE, skill="Redes")))
    take(session, ev.Requested(2_000, CONSOLE, Invite(request_id=TWO, skill="Bases")))
    take(session, ev.Requested(3_000, CONSOLE, OfferTransfer(request_id=THREE, to_queue=QueueId("q_net"))))
    play(
        session,
        ev.Tick(1_000 + LIMIT_MS),
        InvitationOver(invitation_id=ONE, outcome=Outcome.EXPIRED),
        WakeAt(2_000 + LIMIT_MS),
        ev.Tick(2_000 + LIMIT_MS),
        InvitationOver(invitation_id=TWO, outcome=Outcome.EXPIRED),
        WakeAt(3_000 + LIMIT_MS),
        ev.Tick(2_999 + LIMIT_MS),
        ev.Tick(3_000 + LIMIT_MS),
        TransferOver(transfer_id=THREE, outcome=Outcome.EXPIRED),
    )
    assert facts(session, ev.Tick(9_000_000)) == []


def test_a_session_that_has_not_begun_has_no_calls_g1() -> None:
    draft = Draft(0, Rules(), SessionState(session_id=SESSION), Standing())
    calls.close_all(draft)
    calls.expire(draft)
    assert (draft.entries, list(calls.dues(draft))) == ([], [])
