"""Work on the captured machine, each piece with its own prompt (SPEC J).

    `ask_work` ─▶ logged ─▶ `order_work` ─▶ `work_given` ─▶ logged ─▶ `work_logged` ─▶ `work_over` ─▶ logged

What a step down takes away is stopped with the order to go down, and not only when the machine has confirmed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from protocol.consent import Answer
from protocol.ids import PersonId, RequestId
from protocol.limits import TRANSFER_LIMIT_BYTES, WORKS_LIMIT
from protocol.modes import Allowed, Mode, allowed
from protocol.people import Presence
from protocol.restart import RestartEnd, RestartOver
from protocol.rights import Deed, may
from protocol.roles import Role
from protocol.session import State
from protocol.work import (
    ABILITY,
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    RebootWork,
    ScriptWork,
    ServiceWork,
    What,
    Work,
    WorkAnswered,
    WorkAsked,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import (
    AskWork,
    OrderWork,
    StopWork,
    StopWorkOrder,
    WorkGiven,
    WorkLogged,
    WorkOver,
)
from server.core import consent, rights
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn

STOPS_KEPT: Final = 16
"""Orders to stop that are said again to a machine that is back; an older one it has heard, or it is gone."""

_SAYS: Final[Mapping[type, str]] = {
    FilesWork: "send or fetch files",
    ClipboardWork: "use the customer's clipboard",
    RebootWork: "restart the customer's computer",
    ScriptWork: "run scripts on the customer's computer",
    ServiceWork: "start or stop services on the customer's computer",
    InspectionWork: "inspect the customer's computer",
    ElevationWork: "ask for administrator rights on the customer's computer",
}


def ask(draft: Draft, sender: Sender, said: AskWork) -> None:
    """Staff asks for work on the machine (SPEC J1). Said again, it is the same request.

    Raises:
        NotAllowed: the role never may, or the mode in force never does (SPEC J2).
        OutOfTurn: not now; the sentence says why.
    """
    if not may(sender.person.role, Deed.WORK):
        raise NotAllowed(_SAYS[type(said.what)])
    known = find(draft, said.request_id)
    if known is not None and (known.asked_by, known.what) == (sender.person.person_id, said.what):
        return
    if _cell(draft.state.mode, said.what) is Allowed.DROPPED:
        raise NotAllowed(f"{_SAYS[type(said.what)]} in this mode")
    if (obstacle := _obstacle(draft, said)) is not None:
        raise OutOfTurn(obstacle)
    asker = sender.person.person_id
    work = Work(request_id=said.request_id, what=said.what, asked_by=asker, asked_at=draft.at_ms)
    draft.happen(WorkAsked(work=work))
    _order(draft, work)


def _obstacle(draft: Draft, said: AskWork) -> str | None:
    state, what = draft.state, said.what
    obstacles = {
        "another request has this name already": find(draft, said.request_id) is not None,
        "the customer's computer is restarting": state.restart is not None,
        "the customer is being asked already": rights.prompt_is_open(state),
        "the customer's program is not connected": draft.open_machine() is None,
        "the last step down has not been confirmed yet": draft.standing.lowering is not None,
        "too much is under way already; wait until something is over": len(state.works) >= WORKS_LIMIT,
        "the script is not the one that its hash names": (
            isinstance(what, ScriptWork) and hashlib.sha256(what.text.encode()).hexdigest() != what.sha256
        ),
    }
    return next((sentence for sentence, stands in obstacles.items() if stands), None)


def _cell(mode: Mode | None, what: What) -> Allowed:
    return Allowed.DROPPED if mode is None else allowed(mode, ABILITY[type(what)])


def find(draft: Draft, request_id: RequestId) -> Work | None:
    """The work of this request, asked for or under way, or None."""
    return next((work for work in draft.state.works if work.request_id == request_id), None)


def _order(draft: Draft, work: Work) -> None:
    asker = draft.state.person(work.asked_by)
    assert asker is not None, "what is not answered yet goes with its asker"
    message = OrderWork(
        request_id=work.request_id,
        what=work.what,
        asked_by=consent.named(asker),
        organisation=draft.rules.organisation,
    )
    draft.order(message)


def answered_there(draft: Draft, sender: Sender, said: WorkGiven) -> None:
    """The machine says how the person there, or the mode in force there, answered (SPEC J1).

    An answer that is in the log already is acknowledged again; one to a question that is over is void, and
    so is a yes without a prompt where the mode wants one.

    Raises:
        NotAllowed: this peer is not the captured machine.
        OutOfTurn: the work is under way, and was not refused.
    """
    draft.require_machine(sender.peer)
    work = find(draft, said.request_id)
    if work is None:
        draft.order(StopWorkOrder(request_id=said.request_id))
    elif said.answer is not Answer.ALLOWED:
        if work.started_at is not None:
            raise OutOfTurn("this was allowed already")
        _answer(draft, work, said.answer)
    elif work.started_at is not None:
        draft.order(WorkLogged(request_id=said.request_id))
    elif not said.prompted and _cell(draft.state.mode, work.what) is not Allowed.SESSION:
        _stop(draft, work, "")
    else:
        draft.happen(WorkAnswered(request_id=work.request_id, answer=Answer.ALLOWED, prompted=said.prompted))
        draft.order(WorkLogged(request_id=said.request_id))


def over_there(draft: Draft, sender: Sender, said: WorkOver) -> None:
    """The machine says that work is over, by itself or stopped by the person there (SPEC J4).

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    draft.require_machine(sender.peer)
    stopping = tuple(one for one in draft.standing.stopping if one != said.request_id)
    draft.standing = replace(draft.standing, stopping=stopping)
    work = find(draft, said.request_id)
    if work is None:
        return
    if work.started_at is None:
        _answer(draft, work, Answer.WITHDRAWN)
        return
    total_bytes = None if said.total_bytes is None else min(said.total_bytes, TRANSFER_LIMIT_BYTES)
    fact = WorkEnded(
        request_id=said.request_id,
        end=said.end,
        sentence=said.sentence,
        exit_code=said.exit_code,
        total_bytes=total_bytes,
        sha256=said.sha256,
    )
    _end(draft, fact)


def stop(draft: Draft, sender: Sender, said: StopWork) -> None:
    """The asker, the owner, a supervisor or the customer stops work, or takes the question back (SPEC J4).

    Raises:
        NotAllowed: somebody else asked for it.
        OutOfTurn: it is over.
    """
    person, work = sender.person, find(draft, said.request_id)
    if person.role is not Role.CUSTOMER and not may(person.role, Deed.WORK):
        raise NotAllowed("stop this")
    if work is None:
        raise OutOfTurn("this is over already")
    above = person.role in (Role.CUSTOMER, Role.SUPERVISOR)
    if not above and person.person_id not in (work.asked_by, draft.state.owner_id):
        raise NotAllowed("stop what a colleague asked for")
    _stop(draft, work, "", person.person_id)


def stop_all(draft: Draft, sentence: str, *, but: RequestId | None = None) -> None:
    """Everything but this is stopped, and logged as that."""
    for work in draft.state.works:
        if work.request_id != but:
            _stop(draft, work, sentence)


def stop_what_the_mode_drops(draft: Draft) -> None:
    """What the mode in force, or the one that was ordered, does not allow any more is stopped (SPEC J4)."""
    lowering = draft.standing.lowering
    mode = draft.state.mode if lowering is None else lowering.mode
    for work in draft.state.works:
        if _cell(mode, work.what) is Allowed.DROPPED:
            _stop(draft, work, "The mode went down.")


def _stop(
    draft: Draft,
    work: Work,
    sentence: str,
    person_id: PersonId | None = None,
    answer: Answer = Answer.WITHDRAWN,
) -> None:
    stopping = (*draft.standing.stopping, work.request_id)[-STOPS_KEPT:]
    draft.standing = replace(draft.standing, stopping=stopping)
    draft.order(StopWorkOrder(request_id=work.request_id))
    if work.started_at is None:
        _answer(draft, work, answer)
        return
    stopped = WorkEnd.STOPPED
    _end(
        draft,
        WorkEnded(request_id=work.request_id, end=stopped, sentence=sentence, person_id=person_id),
    )


def _answer(draft: Draft, work: Work, answer: Answer) -> None:
    draft.happen(WorkAnswered(request_id=work.request_id, answer=answer))


def _end(draft: Draft, fact: WorkEnded) -> None:
    restart = draft.state.restart
    if restart is not None and restart.request_id == fact.request_id:
        done = fact.end is WorkEnd.DONE
        draft.happen(RestartOver(end=RestartEnd.RETURNED if done else RestartEnd.GIVEN_UP))
    draft.happen(fact)


def repeat(draft: Draft) -> None:
    """Say again what a machine that is back may not have heard; each of these is harmless twice.

    Not to begin a restart: that is said again when the machine asks again, for what it hears next makes it
    go down (SPEC R1).
    """
    for request_id in draft.standing.stopping:
        draft.order(StopWorkOrder(request_id=request_id))
    for work in draft.state.works:
        if work.started_at is None:
            _order(draft, work)
        elif not isinstance(work.what, RebootWork):
            draft.order(WorkLogged(request_id=work.request_id))


def answer_due_ms(draft: Draft) -> int | None:
    """When the open prompt, if any, has waited long enough."""
    return min((_due_ms(draft, work) for work in draft.state.works if work.started_at is None), default=None)


def _due_ms(draft: Draft, work: Work) -> int:
    return work.asked_at + draft.rules.consent_answer_ms


def settle(draft: Draft) -> None:
    """Work of who is gone is stopped; a prompt that nobody can answer, or did in time, is over (SPEC C5)."""
    stop_what_the_mode_drops(draft)
    machine = draft.state.machine
    gone = machine is None or machine.presence is Presence.AWAY or draft.state.state is State.INTERRUPTED
    restarting = draft.state.restart
    for work in draft.state.works:
        if restarting is not None and restarting.request_id == work.request_id:
            continue
        if draft.state.person(work.asked_by) is None:
            _stop(draft, work, "Who asked for it has left.")
        elif work.started_at is None and (gone or draft.at_ms >= _due_ms(draft, work)):
            _stop(draft, work, "", answer=Answer.EXPIRED)
