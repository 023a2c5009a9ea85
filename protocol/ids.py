"""Names for things: opaque, made by the server (or, for requests, by who asks), never shown, never a path."""

from typing import Annotated, NewType

from pydantic import StringConstraints

_OPAQUE = StringConstraints(min_length=4, max_length=40, pattern=r"^[a-z0-9_]+$")

SessionId = NewType("SessionId", str)
"""One support session, from the ask for help to its end."""

PersonId = NewType("PersonId", str)
"""One person in a session: the customer, an agent, a supervisor."""

PeerId = NewType("PeerId", str)
"""One connected end: a browser tab, a desktop program. A person may have several."""

TeamId = NewType("TeamId", str)
"""A team: the only partition of an organisation."""

QueueId = NewType("QueueId", str)
"""A queue in which customers wait; a team works it."""

RequestId = NewType("RequestId", str)
"""One question, so that its answer finds it; made by who asks."""

SessionIdField = Annotated[SessionId, _OPAQUE]
PersonIdField = Annotated[PersonId, _OPAQUE]
PeerIdField = Annotated[PeerId, _OPAQUE]
TeamIdField = Annotated[TeamId, _OPAQUE]
QueueIdField = Annotated[QueueId, _OPAQUE]
RequestIdField = Annotated[RequestId, _OPAQUE]
