"""The rights that the captured machine's program has there (SPEC J7)."""

from protocol.control import ElevationIs
from protocol.facts import ElevationChanged
from server.core.draft import Draft
from server.core.sender import Sender


def changed_there(draft: Draft, sender: Sender, said: ElevationIs) -> None:
    """The program has its service's rights now, or not, or its person is being asked for them.

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    machine = draft.require_machine(sender.peer)
    if (machine.elevated, machine.asking_rights) != (said.elevated, said.asking):
        draft.happen(ElevationChanged(elevated=said.elevated, asking=said.asking))
