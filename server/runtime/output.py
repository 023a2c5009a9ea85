"""What the captured machine says about work that is under way: for the staff, never logged (SPEC J5, J6)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from protocol.ids import RequestId, SessionId
from protocol.inspection import Section
from protocol.rights import Deed, may
from protocol.work import InspectionWork, ScriptWork
from protocol.work_messages import InspectionPart, WorkOutput
from server.core.session import Session
from server.errors import OutOfTurn
from server.runtime.peers import Peer, Peers
from server.runtime.pointing import check_machine, consoles
from server.runtime.ports import Clock, Inspection

Keep = Callable[[SessionId, Inspection], None]
"""What is done with a whole inspection; does not wait."""


@dataclass(slots=True)
class Parts:
    """What has come of one inspection."""

    request_id: RequestId
    parts: int
    sections: dict[int, Section] = field(default_factory=dict[int, Section])


@dataclass(slots=True)
class Output:
    """The way from the machine to whoever may ask for work."""

    peers: Peers
    clock: Clock
    keep: Keep
    _unfinished: dict[SessionId, Parts] = field(default_factory=dict[SessionId, Parts])

    def written(self, session: Session, sender: Peer, said: WorkOutput) -> None:
        """A script wrote something. Raises NotAllowed, OutOfTurn, as `inspected`."""
        _check(session, sender, said.request_id, ScriptWork)
        self._tell(session, said)

    def inspected(self, session: Session, sender: Peer, said: InspectionPart) -> None:
        """One part of what the machine says of itself; the last one that was missing makes it whole.

        Raises:
            NotAllowed: this peer is not the captured machine.
            OutOfTurn: no such work is under way.
        """
        _check(session, sender, said.request_id, InspectionWork)
        self._tell(session, said)
        session_id = session.state.session_id
        known = self._unfinished.get(session_id)
        if known is None or (known.request_id, known.parts) != (said.request_id, said.parts):
            known = self._unfinished[session_id] = Parts(said.request_id, said.parts)
        if said.part < said.parts:
            known.sections[said.part] = said.section
        if len(known.sections) == known.parts:
            del self._unfinished[session_id]
            sections = tuple(known.sections[part] for part in range(known.parts))
            self.keep(session_id, Inspection(self.clock.now_ms(), sections))

    def forget(self, session_id: SessionId) -> None:
        """This session is over."""
        self._unfinished.pop(session_id, None)

    def _tell(self, session: Session, said: WorkOutput | InspectionPart) -> None:
        for peer in consoles(self.peers, session):
            if may(peer.person.role, Deed.WORK):
                peer.send(said)


def _check(session: Session, sender: Peer, request_id: RequestId, kind: type) -> None:
    check_machine(session, sender)
    for work in session.state.works:
        if work.request_id == request_id and work.started_at is not None and isinstance(work.what, kind):
            return
    raise OutOfTurn("no such work is under way")
