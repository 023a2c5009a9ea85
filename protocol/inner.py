"""What the staff of a session arranges among itself: invitations, transfers, who owns it (SPEC G).

Everything here but `OwnerChanged` is the staff's business: it is never sent to the customer or a viewer.
"""

import enum
from typing import Annotated, Literal

from pydantic import Field

from protocol.ids import PersonIdField, QueueIdField, RequestIdField, TeamIdField
from protocol.limits import INVITATIONS_LIMIT
from protocol.wire import AtMs, Name, Sentence, Wire


class Invitation(Wire):
    """An expert is wanted: one person, or whoever has the skill. Ownership stays: it is help."""

    invitation_id: RequestIdField
    by: PersonIdField
    to: PersonIdField | None = None
    skill: Name | None = None
    name: Name
    """Whom or what is asked for, as people read it."""
    note: Sentence = ""
    at: AtMs


class Transfer(Wire):
    """The owner wants to hand the customer over: to a person, a team or a queue (exactly one)."""

    transfer_id: RequestIdField
    by: PersonIdField
    to_person: PersonIdField | None = None
    to_team: TeamIdField | None = None
    to_queue: QueueIdField | None = None
    name: Name
    note: Sentence = ""
    at: AtMs


class Outcome(enum.StrEnum):
    """What became of an invitation or a transfer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OwnerHow(enum.StrEnum):
    """How a session came to its owner, after the first claim."""

    TRANSFER = "transfer"
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    INHERITED = "inherited"
    """The owner was lost for good; the staff member who is here longest has it."""


class Inner(Wire):
    """The staff's part of a session's state."""

    invitations: Annotated[tuple[Invitation, ...], Field(max_length=INVITATIONS_LIMIT)] = ()
    transfer: Transfer | None = None


class Supervising(Wire):
    """Somebody joined who was not invited, and why."""

    type: Literal["supervising"] = "supervising"
    person_id: PersonIdField
    reason: Sentence


class Invited(Wire):
    """An expert was invited."""

    type: Literal["invited"] = "invited"
    invitation: Invitation


class InvitationOver(Wire):
    """An invitation was answered, taken back, or has run out."""

    type: Literal["invitation_over"] = "invitation_over"
    invitation_id: RequestIdField
    outcome: Outcome
    person_id: PersonIdField | None = None


class TransferOffered(Wire):
    """The customer is to be handed over; until somebody takes them nothing changes."""

    type: Literal["transfer_offered"] = "transfer_offered"
    transfer: Transfer


class TransferOver(Wire):
    """The transfer was answered, taken back, or has run out."""

    type: Literal["transfer_over"] = "transfer_over"
    transfer_id: RequestIdField
    outcome: Outcome
    person_id: PersonIdField | None = None


class OwnerChanged(Wire):
    """Somebody else looks after the customer now; everyone hears of it."""

    type: Literal["owner_changed"] = "owner_changed"
    owner_id: PersonIdField
    how: OwnerHow
    by: PersonIdField | None = None


class Invite(Wire):
    """Ask an expert: by name, or by skill (exactly one)."""

    type: Literal["invite"] = "invite"
    request_id: RequestIdField
    person_id: PersonIdField | None = None
    skill: Name | None = None
    name: Name | None = None
    """How people read it: the server says it, whatever came in here."""
    note: Sentence = ""


class WithdrawInvitation(Wire):
    """Nobody is needed any more."""

    type: Literal["withdraw_invitation"] = "withdraw_invitation"
    invitation_id: RequestIdField


class OfferTransfer(Wire):
    """Hand the customer over: to a person, a team or a queue (exactly one)."""

    type: Literal["offer_transfer"] = "offer_transfer"
    request_id: RequestIdField
    to_person: PersonIdField | None = None
    to_team: TeamIdField | None = None
    to_queue: QueueIdField | None = None
    name: Name | None = None
    """How people read it: the server says it, whatever came in here."""
    note: Sentence = ""


class WithdrawTransfer(Wire):
    """The customer stays."""

    type: Literal["withdraw_transfer"] = "withdraw_transfer"


class TakeOver(Wire):
    """A supervisor becomes the owner."""

    type: Literal["take_over"] = "take_over"
    request_id: RequestIdField


class HandBack(Wire):
    """Who took over gives the customer back to the owner before them."""

    type: Literal["hand_back"] = "hand_back"
    request_id: RequestIdField
