"""Who is here and who is away, and what that does to the session (SPEC S6, S7)."""

from collections.abc import Iterator
from dataclasses import replace

from protocol.facts import Ended, EndedBy, Interrupted, MachinePresenceChanged, PresenceChanged, Resumed
from protocol.people import Presence
from protocol.session import State
from server.core import captured, consent, floor, inner, lowering, recording, restart, work
from server.core.draft import Draft
from server.core.ending import end


def settle(draft: Draft) -> None:
    """Whatever is due at `at_ms` happens. Called after every event; a `Tick` does nothing else."""
    _forget_lost_links(draft)
    restart.settle(draft)
    _notice_absence(draft)
    inner.settle(draft)
    _interrupt_or_resume(draft)
    _give_up(draft)
    lowering.confirm(draft)
    floor.settle(draft)
    consent.expire(draft)
    work.settle(draft)
    consent.ask_for_view(draft)
    recording.settle(draft)


def next_due_ms(draft: Draft) -> int | None:
    """When something is due next, if nothing happens before."""
    return min(_dues(draft), default=None)


def _dues(draft: Draft) -> Iterator[int]:
    state, standing, rules = draft.state, draft.standing, draft.rules
    if state.state is State.ENDED:
        return
    yield from (
        link.lost_at_ms + rules.away_after_ms
        for link in standing.links.values()
        if link.lost_at_ms is not None
    )
    for person in state.people:
        since = standing.absent_since_ms.get(person.person_id)
        if since is not None and person.presence is Presence.PRESENT:
            yield since + rules.away_after_ms
    if state.question is not None:
        yield state.question.asked_at + rules.consent_answer_ms
    dues_ms = (
        _machine_away_at_ms(draft),
        state.restart.until if state.restart is not None else None,
        lowering.confirmed_at_ms(draft),
        floor.given_up_at_ms(draft),
        work.answer_due_ms(draft),
        recording.answer_due_ms(draft),
        state.interrupted_until,
        _abandoned_at_ms(draft),
    )
    yield from (due_ms for due_ms in dues_ms if due_ms is not None)
    yield from inner.dues(draft)


def _forget_lost_links(draft: Draft) -> None:
    kept = {
        peer: link
        for peer, link in draft.standing.links.items()
        if link.lost_at_ms is None or link.lost_at_ms + draft.rules.away_after_ms > draft.at_ms
    }
    draft.standing = replace(draft.standing, links=kept)


def _notice_absence(draft: Draft) -> None:
    limit_ms = draft.at_ms - draft.rules.away_after_ms
    for person in draft.state.people:
        since = draft.standing.absent_since_ms.get(person.person_id)
        if since is not None and since <= limit_ms and person.presence is Presence.PRESENT:
            draft.happen(PresenceChanged(person_id=person.person_id, presence=Presence.AWAY))
    away_at_ms = _machine_away_at_ms(draft)
    if away_at_ms is not None and draft.at_ms >= away_at_ms:
        draft.happen(MachinePresenceChanged(presence=Presence.AWAY))


def _machine_away_at_ms(draft: Draft) -> int | None:
    """When the machine will have been without a link too long; never while it restarts (SPEC R2)."""
    machine, since = draft.state.machine, draft.standing.machine_absent_since_ms
    present = machine is not None and machine.presence is Presence.PRESENT
    if since is None or not present or draft.state.restart is not None:
        return None
    return since + draft.rules.away_after_ms


def _interrupt_or_resume(draft: Draft) -> None:
    apart = captured.side_is_away(draft) or all(person.presence is Presence.AWAY for person in draft.staff())
    if apart and draft.state.state in (State.CLAIMED, State.LIVE):
        draft.happen(Interrupted(until=draft.at_ms + draft.rules.interrupted_limit_ms))
    elif not apart and draft.state.state is State.INTERRUPTED:
        draft.happen(Resumed())


def _give_up(draft: Draft) -> None:
    until, abandoned_at_ms = draft.state.interrupted_until, _abandoned_at_ms(draft)
    if until is not None and draft.at_ms >= until:
        end(draft, Ended(by=EndedBy.INTERRUPTED_TOO_LONG))
    elif abandoned_at_ms is not None and draft.at_ms >= abandoned_at_ms:
        end(draft, Ended(by=EndedBy.ABANDONED))


def _abandoned_at_ms(draft: Draft) -> int | None:
    """When a customer who waits and is away will have been away too long."""
    if draft.state.state is not State.WAITING:
        return None
    customer_id = draft.state.customer_id
    assert customer_id is not None, "only a customer waits"
    customer, since = draft.state.person(customer_id), draft.standing.absent_since_ms.get(customer_id)
    away = customer is not None and customer.presence is Presence.AWAY
    return since + draft.rules.interrupted_limit_ms if away and since is not None else None
