"""The floor: who of those whom the consent covers has control now (SPEC O)."""

import enum
from typing import Literal

from protocol.ids import PersonIdField, RequestIdField
from protocol.wire import Epoch, Wire


class FloorBy(enum.StrEnum):
    """Why the floor moved."""

    GIVEN = "given"
    """Its owner gave it."""
    TAKEN = "taken"
    """A supervisor took it."""
    CUSTOMER_GAVE = "customer_gave"
    LOCAL_HAND = "local_hand"
    """The person at the machine took it by moving, in desktop sharing."""
    RETURNED = "returned"
    """The machine is back from a restart that admin mode ordered."""


class FloorMoved(Wire):
    """`holder` has the floor now, under `epoch`; None: the customer. Mode and consent are as before."""

    type: Literal["floor_moved"] = "floor_moved"
    holder: PersonIdField | None = None
    epoch: Epoch
    by: FloorBy
    person_id: PersonIdField | None = None


class FloorWanted(Wire):
    """Somebody asks for the floor, or does not any more."""

    type: Literal["floor_wanted"] = "floor_wanted"
    person_id: PersonIdField
    wanted: bool


class AskFloor(Wire):
    """Staff asks for the floor; `take`: a supervisor takes it from colleagues without asking."""

    type: Literal["ask_floor"] = "ask_floor"
    request_id: RequestIdField
    take: bool = False


class UnaskFloor(Wire):
    """Staff does not want the floor any more."""

    type: Literal["unask_floor"] = "unask_floor"


class GiveFloor(Wire):
    """The owner of the floor gives it to somebody; None: to the customer ("you try now")."""

    type: Literal["give_floor"] = "give_floor"
    request_id: RequestIdField
    to: PersonIdField | None = None


class MoveFloor(Wire):
    """Server to the captured machine: close the gate, mint an epoch, and say `floor_is`."""

    type: Literal["move_floor"] = "move_floor"
    request_id: RequestIdField
    to: PersonIdField | None = None
    by: FloorBy
    person_id: PersonIdField | None = None


class FloorIs(Wire):
    """The captured machine: the floor is to be `holder`'s under this epoch; `raise_logged` opens the gate.

    Also unasked: the local hand took it, the person here gave it, or the machine is back from a restart.
    """

    type: Literal["floor_is"] = "floor_is"
    request_id: RequestIdField
    holder: PersonIdField | None = None
    epoch: Epoch
    by: FloorBy
    person_id: PersonIdField | None = None
