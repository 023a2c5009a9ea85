"""The gate under every order of events that hypothesis finds (SPEC C1, I1-I9).

The model beside it is told only what happened; from that it knows what may pass. Both ways are checked:
nothing passes that must not, and everything passes that may.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customer_client.core.gate import HOLD_MS, Gate
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from customer_client.errors import NoInputInMode
from protocol.ids import PersonId
from protocol.input import At, Button, Input, InputEvent, Key, PointerButton, PointerMove, ReleaseAll, Text
from protocol.modes import Mode, has_input
from protocol.screen import Monitor, MonitorId, Screen

STAFF = st.sampled_from([PersonId("agent"), PersonId("expert")])
PEOPLE = st.sampled_from([PersonId("agent"), PersonId("expert"), PersonId("forger")])
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1000, height_px=500),))
HERE = At(monitor=MonitorId(0), x_norm=1, y_norm=2)
GONE = At(monitor=MonitorId(5), x_norm=1, y_norm=2)


@dataclass
class Model:
    """What the person at the machine has said and done."""

    mode: Mode | None = None
    holder: PersonId | None = None
    until_ms: int = 0
    asking: bool = False
    hand_until_ms: int = 0
    epoch: int = 0
    opened: list[int] = field(default_factory=list[int])
    panic: bool = False

    def may_pass(self, sender: PersonId, epoch: int, now_ms: int) -> bool:
        return (
            has_input(self.mode)
            and sender == self.holder
            and now_ms < self.until_ms
            and epoch == self.epoch
            and not self.asking
        )


def event(kind: str, seq: int, *, good: bool) -> InputEvent:
    match kind:
        case "move":
            return PointerMove(seq=seq, at=HERE if good else GONE)
        case "down" | "up":
            at = HERE if good else GONE
            return PointerButton(seq=seq, at=at, button=Button.LEFT, down=kind == "down")
        case "key":
            return Key(seq=seq, key="KeyA" if good else "Nonsense", down=True)
        case "text":
            return Text(seq=seq, text="ñ")
        case _:
            return ReleaseAll(seq=seq)


class GateMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate(SCREEN)
        self.model = Model()
        self.now_ms = 1_000_000
        self.next_seq = 1

    @initialize(mode=st.sampled_from([Mode.FULL_CONTROL, Mode.DESKTOP_SHARING]), allows=st.booleans())
    def a_session_begins(self, mode: Mode, allows: bool) -> None:
        if allows:
            self.the_session_opens(mode, PersonId("agent"), 1)

    @rule(
        mode=st.sampled_from(Mode),
        holder=STAFF,
        higher=st.sampled_from([1, 1, 1, 2, 5, 0, -1]),
        lasts_ms=st.sampled_from([RECONFIRM_MS, RECONFIRM_MS, 1, LEAVE_ALONE_MS, 2 * LEAVE_ALONE_MS]),
    )
    def the_session_opens(
        self, mode: Mode, holder: PersonId, higher: int, lasts_ms: int = RECONFIRM_MS
    ) -> None:
        epoch = max(self.model.epoch + higher, 0)
        try:
            opened = self.gate.open(mode, holder, epoch, self.now_ms, lasts_ms)
        except NoInputInMode:
            assert not has_input(mode)
            return
        assert has_input(mode)
        assert opened == (epoch > self.model.epoch and not self.model.panic)
        if opened:
            self.model.mode, self.model.holder, self.model.epoch = mode, holder, epoch
            self.model.until_ms = self.now_ms + min(lasts_ms, LEAVE_ALONE_MS)
            self.model.opened.append(epoch)
            self.next_seq = 1

    @rule(mode=st.sampled_from([None, *Mode]))
    def the_session_shuts(self, mode: Mode | None) -> None:
        self.model.epoch += 1
        self.gate.shut(mode, self.model.epoch)
        self.model.mode, self.model.holder, self.model.panic = mode, None, False

    @rule()
    def the_person_panics(self) -> None:
        self.gate.shut_now()
        self.model.holder, self.model.panic = None, True

    @rule()
    def the_session_knows_of_the_panic(self) -> None:
        self.gate.noted()
        self.model.panic = False

    @rule()
    def a_question_opens(self) -> None:
        self.gate.consent_opened()
        self.model.asking = True

    @rule()
    def the_question_closes(self) -> None:
        self.gate.consent_closed()
        self.model.asking = False

    @rule()
    def the_local_hand_moves(self) -> None:
        move = self.gate.local_hand(self.now_ms)
        assert move.begins == (self.now_ms >= self.model.hand_until_ms)
        sharing = self.model.mode is Mode.DESKTOP_SHARING and self.model.holder is not None
        assert move.takes_floor == (move.begins and sharing and not self.model.asking)
        if move.takes_floor:
            self.model.holder = None
        self.model.hand_until_ms = self.now_ms + HOLD_MS

    @rule(passed_ms=st.sampled_from([1, 100, HOLD_MS - 1, HOLD_MS, RECONFIRM_MS, LEAVE_ALONE_MS]))
    def time_passes(self, passed_ms: int) -> None:
        self.now_ms += passed_ms

    @rule(
        sender=PEOPLE,
        kind=st.sampled_from(["move", "down", "up", "key", "text", "release"]),
        epochs_ago=st.sampled_from([0, 0, 0, 1, 2, -1]),
        good=st.booleans(),
    )
    def somebody_sends(self, sender: PersonId, kind: str, epochs_ago: int, good: bool) -> None:
        epoch = max(self.model.epoch - epochs_ago, 0)
        sent = event(kind, self.next_seq, good=good or kind in ("text", "release"))
        expected = self.model.may_pass(sender, epoch, self.now_ms)
        if kind != "release":
            expected = expected and self.now_ms >= self.model.hand_until_ms and (good or kind == "text")
        verdict = self.gate.take(sender, Input(epoch=epoch, events=(sent,)), self.now_ms)
        assert verdict.passed == ((sent,) if expected else ())
        assert (verdict.held_back is None) == expected
        again = self.gate.take(sender, Input(epoch=epoch, events=(sent,)), self.now_ms)
        assert again.passed == (), "nothing passes twice"
        self.next_seq += 1
        self.now_ms += 1

    @precondition(lambda self: self.model.holder is not None)
    @rule()
    def the_holder_sends_with_everything_right(self) -> None:
        self.somebody_sends(self.model.holder or PersonId("nobody"), "key", 0, good=True)

    @invariant()
    def epochs_only_rise(self) -> None:
        assert self.model.opened == sorted(set(self.model.opened))
        assert self.gate.epoch == self.model.epoch

    @invariant()
    def a_grant_stands_exactly_when_the_person_gave_it(self) -> None:
        assert (self.gate.grant.holder if self.gate.grant else None) == self.model.holder
        assert self.gate.grant is None or has_input(self.gate.mode)


TestGateMachine = pytest.mark.timeout(1_200)(GateMachine.TestCase)
