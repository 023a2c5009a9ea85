"""Setting up the direct path: WebRTC descriptions, carried by the server, not read by it (SPEC D1).

The machine with the picture offers, once the view is allowed; candidates travel inside the descriptions.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from protocol.ids import PeerIdField
from protocol.limits import SDP_LIMIT_CHARS
from protocol.wire import Seq, Wire

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=SDP_LIMIT_CHARS)]


class IceServer(Wire):
    """A STUN or TURN server; its credentials live an hour at most."""

    urls: Annotated[tuple[Annotated[str, Field(max_length=300)], ...], Field(min_length=1, max_length=8)]
    username: Annotated[str, Field(max_length=300)] | None = None
    credential: Annotated[str, Field(max_length=300)] | None = None


class DirectWanted(Wire):
    """A viewer asks the captured machine for an offer; `attempt` rises with each try; older ones are void."""

    type: Literal["direct_wanted"] = "direct_wanted"
    attempt: Seq


class Offer(Wire):
    """The captured machine offers a direct path to one viewer."""

    type: Literal["offer"] = "offer"
    peer: PeerIdField
    attempt: Seq
    sdp: Sdp
    turn_refused: bool = False
    """The TURN server gave the machine no address: wrong credentials, or out of reach (SPEC D6)."""


class Answer(Wire):
    """The viewer's answer to an offer."""

    type: Literal["answer"] = "answer"
    attempt: Seq
    sdp: Sdp


class DirectClosed(Wire):
    """One side gave the direct path up; the viewer is back on the relay."""

    type: Literal["direct_closed"] = "direct_closed"
    peer: PeerIdField | None = None
    attempt: Seq
