"""What the staff arranges among itself: invitations, transfers, ownership (SPEC G)."""

from protocol.inner import HandBack, Invite, OfferTransfer, TakeOver, WithdrawInvitation, WithdrawTransfer
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def invite(draft: Draft, sender: Sender, said: Invite) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def withdraw_invitation(draft: Draft, sender: Sender, said: WithdrawInvitation) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def offer_transfer(draft: Draft, sender: Sender, said: OfferTransfer) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def withdraw_transfer(draft: Draft, sender: Sender, said: WithdrawTransfer) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def take_over(draft: Draft, sender: Sender, said: TakeOver) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def hand_back(draft: Draft, sender: Sender, said: HandBack) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
