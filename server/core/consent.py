"""Questions to the person at the captured machine, and their answers (SPEC C)."""

from protocol.consent import Answer, Question
from protocol.control import AskConsent, ConsentGiven, Named, RaiseLogged, StopAsking
from protocol.demo import SessionKind
from protocol.facts import ConsentAnswered, ConsentAsked
from protocol.ids import PeerId, PersonId, RequestId
from protocol.modes import Mode, has_input, is_raise
from protocol.people import Person, Presence
from protocol.rights import Deed, may
from protocol.session import State
from server.core import rights
from server.core.draft import Draft
from server.errors import NotAllowed, OutOfTurn


def ask(draft: Draft, person_id: PersonId, request_id: RequestId, mode: Mode) -> None:
    """Staff asks to go up, or to hold control again in the mode in force (SPEC C3).

    Raises:
        NotAllowed: the person's role never may.
        OutOfTurn: not now; the sentence says why.
    """
    person = draft.state.person(person_id)
    if person is None or not may(person.role, Deed.HOLD if has_input(mode) else Deed.ASK_MODE):
        raise NotAllowed("ask the customer for this")
    if (obstacle := _obstacle(draft, mode)) is not None:
        raise OutOfTurn(obstacle)
    _put(draft, person, request_id, mode)


def ask_for_floor(draft: Draft, person: Person, request_id: RequestId) -> None:
    """Staff whom the consent does not cover asks to have control in the mode in force (SPEC O3).

    Raises:
        OutOfTurn: not now; the sentence says why.
    """
    mode = draft.state.mode
    assert mode is not None, "there is no floor without a mode"
    if (obstacle := _obstacle(draft, mode, from_holder=True)) is not None:
        raise OutOfTurn(obstacle)
    _put(draft, person, request_id, mode)


def _obstacle(draft: Draft, mode: Mode, *, from_holder: bool = False) -> str | None:
    state = draft.state
    held = state.mode is mode and state.holder_id is not None and not from_holder
    obstacles = {
        "in a demo the presenter shows their own screen; nothing is asked for": (
            mode is Mode.DEMO or state.kind is SessionKind.DEMO
        ),
        "the customer's computer is restarting": state.restart is not None,
        "the customer is being asked already": rights.prompt_is_open(state),
        "control is being moved just now": draft.standing.moving is not None,
        "the customer's program is not connected": draft.open_machine() is None,
        "the last step down has not been confirmed yet": draft.standing.lowering is not None,
        "the customer's computer cannot show its screen": not _can(draft, capture=True),
        "the customer's computer cannot be controlled": has_input(mode) and not _can(draft, inject=True),
        "the customer has not shown the screen yet": state.mode is None and mode is not Mode.OBSERVER,
        "somebody has control in this mode already": held,
        "this mode is in force already": state.mode is mode and not has_input(mode),
        "that is less than now; go down instead": not _gives_more(state.mode, mode),
    }
    return next((sentence for sentence, stands in obstacles.items() if stands), None)


def _gives_more(before: Mode | None, mode: Mode) -> bool:
    return before is mode or is_raise(before, mode)


def _can(draft: Draft, *, capture: bool = False, inject: bool = False) -> bool:
    if draft.state.machine is None:
        return False
    able = draft.state.machine.abilities
    return (able.capture or not capture) and (able.inject or not inject)


def ask_for_view(draft: Draft) -> None:
    """Ask for the view in the owner's name: once for each owner and machine, as soon as both are there."""
    state = draft.state
    owner = state.person(state.owner_id) if state.owner_id else None
    if state.state is not State.CLAIMED or owner is None or owner.presence is Presence.AWAY:
        return
    if not draft.standing.asked_view and state.mode is None and _obstacle(draft, Mode.OBSERVER) is None:
        _put(draft, owner, RequestId(f"view_{state.seq + 1}"), Mode.OBSERVER)


def _put(draft: Draft, asker: Person, request_id: RequestId, mode: Mode) -> None:
    question = Question(request_id=request_id, mode=mode, asked_by=asker.person_id, asked_at=draft.at_ms)
    draft.happen(ConsentAsked(question=question))
    repeat(draft)


def repeat(draft: Draft) -> None:
    """Say the open question to the machine (again): the same `request_id` is the same question."""
    question = draft.state.question
    asker = draft.state.person(question.asked_by) if question else None
    if question is None or asker is None:
        return
    draft.order(
        AskConsent(
            request_id=question.request_id,
            mode=question.mode,
            asked_by=named(asker),
            people=tuple(named(person) for person in draft.staff()),
            organisation=draft.rules.organisation,
        )
    )


def named(person: Person) -> Named:
    """This person, as windows on the customer's desktop name them."""
    return Named(person_id=person.person_id, name=person.name, role=person.role)


def answer(draft: Draft, peer: PeerId, given: ConsentGiven) -> None:
    """The machine says how the person there answered (SPEC C2).

    An answer that is in the log already is acknowledged again: the machine may not have heard of it. A
    yes to the view alone, where control was asked for, is less and therefore good. A yes that crosses a step
    down is void.

    Raises:
        NotAllowed: this peer is not the captured machine.
        OutOfTurn: the question is over, or the grant does not fit it.
    """
    draft.require_machine(peer)
    state, allowed = draft.state, given.answer is Answer.ALLOWED
    if (
        allowed
        and draft.standing.last_raise == (given.request_id, given.epoch)
        and state.epoch == given.epoch
    ):
        draft.order(RaiseLogged(request_id=given.request_id, epoch=given.epoch))
        return
    if allowed and state.kind is SessionKind.DEMO:
        _present(draft, given)
        return
    if state.question is None or state.question.request_id != given.request_id:
        raise OutOfTurn("this question is over")
    if not allowed:
        _close(draft, state.question, given.answer)
        return
    if draft.standing.lowering is not None:
        stop(draft, Answer.WITHDRAWN)
        return
    if (misfit := _misfit(draft, state.question, given)) is not None:
        raise OutOfTurn(misfit)
    _grant(draft, given)


def _present(draft: Draft, given: ConsentGiven) -> None:
    """The presenter shows their own screen: that is their yes, and no question is asked for it (SPEC V3)."""
    misfits = {
        "in a demo there is no other mode": given.mode is not Mode.DEMO,
        "in a demo nobody but the presenter has control": given.holder is not None,
        "the epoch is not above the last one": given.epoch <= draft.state.epoch,
        "the answer covers people who are not here": not _all_here(draft, given),
    }
    if (misfit := next((sentence for sentence, stands in misfits.items() if stands), None)) is not None:
        raise OutOfTurn(misfit)
    if draft.standing.lowering is None:
        _grant(draft, given)


def _all_here(draft: Draft, given: ConsentGiven) -> bool:
    return set(given.covered) <= {person.person_id for person in draft.staff()}


def _grant(draft: Draft, given: ConsentGiven) -> None:
    fact = ConsentAnswered(
        request_id=given.request_id,
        answer=given.answer,
        mode=given.mode,
        holder=given.holder,
        epoch=given.epoch,
        covered=given.covered,
        leave_alone=given.leave_alone,
    )
    draft.happen(fact)
    draft.order(RaiseLogged(request_id=given.request_id, epoch=given.epoch))


def _misfit(draft: Draft, question: Question, given: ConsentGiven) -> str | None:
    holder = question.asked_by if has_input(given.mode) else None
    person = draft.state.person(holder) if holder is not None else None
    misfits = {
        "the answer names another mode than the question": given.mode not in (question.mode, Mode.OBSERVER),
        "the epoch is not above the last one": given.epoch <= draft.state.epoch,
        "the answer covers people who are not here": not _all_here(draft, given),
        "the holder has to be who asked": given.holder != holder,
        "the holder is not covered by the answer": holder is not None and holder not in given.covered,
        "the holder may not have control": person is not None and not may(person.role, Deed.HOLD),
    }
    return next((sentence for sentence, stands in misfits.items() if stands), None)


def withdraw(draft: Draft, person_id: PersonId) -> None:
    """Staff takes the open question back. Raises OutOfTurn: none is open. NotAllowed: they only watch."""
    person = draft.state.person(person_id)
    if person is None or not may(person.role, Deed.ASK_MODE):
        raise NotAllowed("take this question back")
    if draft.state.question is None:
        raise OutOfTurn("nobody is being asked")
    stop(draft, Answer.WITHDRAWN)


def stop(draft: Draft, how: Answer) -> None:
    """The open question, if any, is over without the person's answer."""
    question = draft.state.question
    if question is not None:
        draft.order(StopAsking(request_id=question.request_id))
        _close(draft, question, how)


def _close(draft: Draft, question: Question, how: Answer) -> None:
    draft.happen(
        ConsentAnswered(
            request_id=question.request_id, answer=how, mode=question.mode, epoch=draft.state.epoch
        )
    )


def expire(draft: Draft) -> None:
    """A question that nobody can answer any more, or nobody did in time, is over (SPEC C5)."""
    question, machine = draft.state.question, draft.state.machine
    if question is None:
        return
    gone = machine is None or machine.presence is Presence.AWAY or draft.state.state is State.INTERRUPTED
    if gone or draft.at_ms >= question.asked_at + draft.rules.consent_answer_ms:
        stop(draft, Answer.EXPIRED)
