"""The restart that admin mode ordered, from the log's yes to the last word (SPEC R1).

logged ──▶ token wanted ──▶ token ──▶ prepared here ──▶ `restarting` said ──▶ logged again ──▶ down
"""

import enum
from dataclasses import dataclass
from typing import assert_never

from customer_client.core.effects import (
    CloseGate,
    Effect,
    ForgetReturn,
    Kept,
    PrepareReturn,
    RestartMachine,
    Send,
)
from customer_client.core.force import InForce
from protocol.ids import RequestId
from protocol.modes import Ability, Allowed, allowed
from protocol.session import SessionState
from protocol.work_messages import Restarting, ReturnTokenWanted


class _Step(enum.Enum):
    WANTS_TOKEN = enum.auto()
    PREPARES = enum.auto()
    SAID = enum.auto()


@dataclass(slots=True)
class _Order:
    request_id: RequestId
    step: _Step = _Step.WANTS_TOKEN
    waits_for_sign_in: bool = False


class Restart:
    """At most one restart; it is work like any other until it is said."""

    def __init__(self, force: InForce) -> None:
        self._force = force
        self._order: _Order | None = None

    def logged(self, request_id: RequestId) -> list[Effect]:
        """The first time: prepare. Once more, after `restarting` was said: go."""
        force, order = self._force, self._order
        if order is None:
            self._order = _Order(request_id)
            return self._token_wanted()
        seen = force.mirror.restart if force.mirror is not None else None
        began = seen is not None and seen.request_id == request_id
        if order.request_id != request_id or order.step is not _Step.SAID or force.restarting or not began:
            return []
        force.restarting = True
        force.holder = force.pending = None
        return [CloseGate(force.mode, force.epoch), RestartMachine(request_id)]

    def token_came(self, request_id: RequestId, token: str) -> list[Effect]:
        """What lets this program back in, once."""
        force, order = self._force, self._order
        if order is None or order.request_id != request_id or order.step is not _Step.WANTS_TOKEN:
            return []
        assert force.mode is not None, "work stops when the view ends"
        order.step = _Step.PREPARES
        kept = Kept(force.mode, force.holder, force.covered, force.epoch, force.leave_alone)
        return [PrepareReturn(request_id, token, kept)]

    def prepared(self, request_id: RequestId, *, waits_for_sign_in: bool) -> list[Effect]:
        """File and autostart entry are on the disk; taken away again if the restart was stopped meanwhile."""
        order = self._order
        if order is None or order.request_id != request_id:
            return [ForgetReturn()]
        order.step, order.waits_for_sign_in = _Step.SAID, waits_for_sign_in
        return self._said()

    def stopped(self, request_id: RequestId) -> list[Effect]:
        """It does not happen."""
        if self._order is None or self._order.request_id != request_id:
            return []
        self._order = None
        self._force.restarting = False
        return [ForgetReturn()]

    def linked(self, seen: SessionState) -> list[Effect]:
        """What was said while the link was cut is said again; what the server logged meanwhile counts."""
        order = self._order
        if order is None or self._force.restarting:
            return []
        if seen.restart is not None and seen.restart.request_id == order.request_id:
            return self.logged(order.request_id)
        match order.step:
            case _Step.WANTS_TOKEN:
                return self._token_wanted()
            case _Step.PREPARES:
                return []
            case _Step.SAID:
                return self._said()
            case _:
                assert_never(order.step)

    def _token_wanted(self) -> list[Effect]:
        assert self._order is not None
        wanted = ReturnTokenWanted(request_id=self._order.request_id)
        return [Send(wanted)] if self._force.linked else []

    def _said(self) -> list[Effect]:
        assert self._order is not None
        said = Restarting(request_id=self._order.request_id, waits_for_sign_in=self._order.waits_for_sign_in)
        return [Send(said)] if self._force.linked else []


def fits(kept: Kept, seen: SessionState) -> bool:
    """Whether the server waits for what was kept: else nothing is in force any more (SPEC R3, R4)."""
    restart = seen.restart
    before = seen.holder_id if restart is None else restart.holder_id
    return (
        before == kept.holder
        and (restart is not None or before is None)
        and seen.mode is kept.mode
        and seen.epoch == kept.epoch
        and allowed(kept.mode, Ability.REBOOT) is not Allowed.DROPPED
    )
