"""The private moment: the person here shows a black picture for as long as they want (SPEC N5)."""

from customer_client.core.effects import Cover, Effect, Send
from customer_client.core.force import InForce
from protocol.recording_messages import PrivateIs
from protocol.session import SessionState


class Private:
    """Begins and ends here alone; the server is told after it happened."""

    def __init__(self, force: InForce) -> None:
        self._force = force

    def here(self, *, on: bool) -> list[Effect]:
        """The person here wants it. Without a view there is nothing to cover."""
        force = self._force
        before, force.private = force.private, on and force.mode is not None
        said = self._said() if force.private is not before else []
        return [Cover(force.private), *said]

    def settled(self) -> list[Effect]:
        """With the view it is over: nobody sees anything, and the next view needs a click of its own."""
        if not self._force.private or self._force.mode is not None:
            return []
        return self.here(on=False)

    def linked(self, seen: SessionState) -> list[Effect]:
        """What was not heard is said again; a program that has just begun has none."""
        return self._said() if seen.private is not self._force.private else []

    def _said(self) -> list[Effect]:
        return [Send(PrivateIs(on=self._force.private))] if self._force.linked else []
