"""The open calls of a session: invitations and a transfer, and how they end unanswered (SPEC G1, G2, G4)."""

from collections.abc import Iterator
from typing import Final

from protocol.ids import PersonId
from protocol.inner import Inner, Invitation, InvitationOver, Outcome, Transfer, TransferOver
from protocol.limits import INVITATION_SECONDS
from server.core.draft import Draft

_OPEN_FOR_MS: Final = round(INVITATION_SECONDS * 1000)


def invitations(draft: Draft) -> tuple[Invitation, ...]:
    """Every open invitation, oldest first."""
    return (draft.state.inner or Inner()).invitations


def transfer(draft: Draft) -> Transfer | None:
    """The open transfer."""
    return (draft.state.inner or Inner()).transfer


def close_invitation(
    draft: Draft, invitation: Invitation, outcome: Outcome, person_id: PersonId | None = None
) -> None:
    """This invitation is over; `person_id` is who answered it or took it back."""
    over = InvitationOver(invitation_id=invitation.invitation_id, outcome=outcome, person_id=person_id)
    draft.happen(over)


def close_transfer(draft: Draft, outcome: Outcome, person_id: PersonId | None = None) -> None:
    """The open transfer, if any, is over; `person_id` is who answered it or took it back."""
    if (offered := transfer(draft)) is not None:
        draft.happen(TransferOver(transfer_id=offered.transfer_id, outcome=outcome, person_id=person_id))


def close_all(draft: Draft) -> None:
    """Nobody is called any more: the session is over, or nobody has the customer."""
    for invitation in invitations(draft):
        close_invitation(draft, invitation, Outcome.WITHDRAWN)
    close_transfer(draft, Outcome.WITHDRAWN)


def expire(draft: Draft) -> None:
    """What nobody answered in time is over."""
    for invitation in invitations(draft):
        if draft.at_ms >= invitation.at + _OPEN_FOR_MS:
            close_invitation(draft, invitation, Outcome.EXPIRED)
    offered = transfer(draft)
    if offered is not None and draft.at_ms >= offered.at + _OPEN_FOR_MS:
        close_transfer(draft, Outcome.EXPIRED)


def dues(draft: Draft) -> Iterator[int]:
    """When what is open now expires."""
    yield from (invitation.at + _OPEN_FOR_MS for invitation in invitations(draft))
    if (offered := transfer(draft)) is not None:
        yield offered.at + _OPEN_FOR_MS
