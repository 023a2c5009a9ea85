"""What travels about work on the captured machine (SPEC J)."""

import enum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from protocol.consent import Answer
from protocol.control import Named
from protocol.ids import RequestIdField
from protocol.inspection import Section
from protocol.limits import INSPECTION_PARTS_LIMIT, OUTPUT_LIMIT_CHARS
from protocol.wire import Name, Sentence, Token, Wire
from protocol.work import Sha256, What, WorkEnd


class AskWork(Wire):
    """Staff asks for work on the machine; or the server asks the machine, naming who."""

    type: Literal["ask_work"] = "ask_work"
    request_id: RequestIdField
    what: What


class OrderWork(Wire):
    """Server to the captured machine: ask the person there, if the mode in force wants that."""

    type: Literal["order_work"] = "order_work"
    request_id: RequestIdField
    what: What
    asked_by: Named
    organisation: Name


class StopWork(Wire):
    """Staff takes the question back, or stops what is under way."""

    type: Literal["stop_work"] = "stop_work"
    request_id: RequestIdField


class StopWorkOrder(Wire):
    """Server to the captured machine: the question is over, or the work is to stop."""

    type: Literal["stop_work_order"] = "stop_work_order"
    request_id: RequestIdField


class WorkGiven(Wire):
    """The captured machine: the person there answered (`prompted`), or the mode in force answers for them."""

    type: Literal["work_given"] = "work_given"
    request_id: RequestIdField
    answer: Answer
    prompted: bool


class WorkLogged(Wire):
    """Server to the captured machine: the answer is on disk; begin."""

    type: Literal["work_logged"] = "work_logged"
    request_id: RequestIdField


class WorkOver(Wire):
    """The captured machine: it is over."""

    type: Literal["work_over"] = "work_over"
    request_id: RequestIdField
    end: WorkEnd
    sentence: Sentence = ""
    exit_code: int | None = None
    total_bytes: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    sha256: Sha256 | None = None


class OutputStream(enum.StrEnum):
    """Where a script wrote."""

    OUT = "out"
    ERR = "err"


class WorkOutput(Wire):
    """What a script has written; to the machine's server, and from there to the staff. Not logged."""

    type: Literal["work_output"] = "work_output"
    request_id: RequestIdField
    stream: OutputStream
    text: Annotated[str, StringConstraints(max_length=OUTPUT_LIMIT_CHARS)]


class InspectionPart(Wire):
    """One part of what the machine says of itself; part 0 of `parts` comes first."""

    type: Literal["inspection_part"] = "inspection_part"
    request_id: RequestIdField
    part: Annotated[int, Field(ge=0, lt=INSPECTION_PARTS_LIMIT)]
    parts: Annotated[int, Field(ge=1, le=INSPECTION_PARTS_LIMIT)]
    section: Section


class TransferTicketWanted(Wire):
    """A way in to the data of this work (files, clipboard): another ticket, please."""

    type: Literal["transfer_ticket_wanted"] = "transfer_ticket_wanted"
    request_id: RequestIdField


class TransferTicket(Wire):
    """Opens one transfer link, once (SPEC X)."""

    type: Literal["transfer_ticket"] = "transfer_ticket"
    request_id: RequestIdField
    ticket: Token


class ReturnTokenWanted(Wire):
    """The captured machine is about to restart: what lets it back in, once?"""

    type: Literal["return_token_wanted"] = "return_token_wanted"
    request_id: RequestIdField


class ReturnToken(Wire):
    """One machine, one session, one use, `RESTART_LIMIT_SECONDS` (SPEC R)."""

    type: Literal["return_token"] = "return_token"
    request_id: RequestIdField
    token: Token


class Restarting(Wire):
    """The captured machine: everything is prepared; it restarts once this is logged.

    `waits_for_sign_in`: it returns only when the person has signed in again.
    """

    type: Literal["restarting"] = "restarting"
    request_id: RequestIdField
    waits_for_sign_in: bool
