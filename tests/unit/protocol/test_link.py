"""The client's side of a control link (SPEC K1-K7). Each play is its sequence diagram."""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import is_retried
from protocol.ids import PeerId, PersonId
from protocol.limits import HEARTBEAT_SECONDS, LINK_LOST_AFTER_SECONDS
from protocol.link import (
    BACKOFF_MOST_SECONDS,
    SLOW_TRY_EVERY,
    TICK_AT_LEAST_SECONDS,
    Drop,
    Link,
    LinkState,
    NeedTicket,
    Reopen,
    Say,
    Stop,
    back_off_seconds,
    open_within_seconds,
    replace_machine,
)
from protocol.link_messages import Hello, MachineHello, PeerKind, Ping, Pong, Welcome
from protocol.people import Abilities, Platform
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen

TICKET = "ticket_ticket_01"
CUT = 1006


def welcome(resume: str = "resume_token_001") -> Welcome:
    return Welcome(
        protocol=1,
        peer_id=PeerId("c_001"),
        person_id=PersonId("p_001"),
        role=Role.AGENT,
        kind=PeerKind.CONSOLE,
        organisation="Acme",
        resume=resume,
        at=1,
    )


def machine(epoch: int) -> MachineHello:
    monitor = Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=10, height_px=10)
    return MachineHello(
        platform=Platform.LINUX_X11,
        system="Debian",
        abilities=Abilities(capture=True, inject=True),
        screen=Screen(monitors=(monitor,)),
        epoch=epoch,
    )


def hello(link: Link, at_seconds: float = 0.0) -> Hello:
    (step,) = link.opened(at_seconds)
    assert isinstance(step, Say)
    assert isinstance(step.message, Hello)
    return step.message


def opened(at_seconds: float = 0.0) -> Link:
    link = Link(version="1.0", ticket=TICKET)
    hello(link, at_seconds)
    link.heard(welcome(), at_seconds)
    return link


def test_the_first_hello_brings_the_ticket_k1() -> None:
    link = Link(version="1.0", ticket=TICKET)
    assert hello(link) == Hello(protocol=1, version="1.0", ticket=TICKET)
    assert link.heard(welcome(), 0.1) == []
    assert link.state is LinkState.OPEN


def test_after_a_loss_the_newest_resume_token_opens_the_place_k5() -> None:
    link = opened()
    link.heard(welcome("resume_token_002"), 1.0)
    assert link.lost(CUT, 2.0, 0.0) == [Reopen(2.125)]
    assert hello(link, 2.2) == Hello(protocol=1, version="1.0", resume="resume_token_002")


def test_a_lost_welcome_leaves_the_former_token_in_use_k5() -> None:
    link = opened()
    link.lost(CUT, 1.0, 0.0)
    first = hello(link, 2.0).resume
    link.lost(CUT, 3.0, 0.0)
    assert hello(link, 4.0).resume == first


def test_a_ticket_that_was_said_is_not_said_again_k4() -> None:
    link = Link(version="1.0", ticket=TICKET)
    hello(link, 1.0)
    assert link.lost(CUT, 2.0, 0.0) == [NeedTicket(2.125)]
    link.renew("another_ticket_1")
    assert hello(link, 2.2).ticket == "another_ticket_1"


def test_a_ticket_that_was_never_said_is_used_again_k4() -> None:
    link = Link(version="1.0", ticket=TICKET)
    assert link.lost(CUT, 1.0, 0.0) == [Reopen(1.125)]
    assert hello(link, 2.0).ticket == TICKET


def test_without_a_key_no_socket_is_opened_k4() -> None:
    with pytest.raises(AssertionError, match="NeedTicket"):
        Link(version="1.0").opened(0.0)


def test_a_machine_says_at_each_hello_what_it_is_now_k1_c7() -> None:
    link = Link(version="1.0", ticket=TICKET, machine=machine(3))
    assert hello(link).machine == machine(3)
    link.heard(welcome(), 0.0)
    link.describe(machine(7))
    link.lost(CUT, 1.0, 0.0)
    assert hello(link, 2.0).machine == machine(7)


def test_the_epoch_of_a_machine_never_falls_c7() -> None:
    assert replace_machine(None, machine(2)).epoch == 2
    assert replace_machine(machine(5), machine(2)).epoch == 5
    assert replace_machine(machine(5), machine(9)).epoch == 9


def test_the_heart_beats_while_the_link_is_open_k6() -> None:
    link = opened()
    assert link.tick(1.9) == []
    assert link.tick(2.0) == [Say(Ping(number=1))]
    assert link.tick(2.1) == []
    link.heard(Pong(number=1), 2.1)
    assert link.tick(4.0) == [Say(Ping(number=2))]


def test_nothing_is_said_before_the_welcome_k6() -> None:
    link = Link(version="1.0", ticket=TICKET)
    assert link.tick(0.0) == []
    hello(link, 0.0)
    assert link.tick(4.0) == []
    assert link.tick(5.0) == [Drop()]


@given(
    ticks=st.lists(st.floats(0.01, TICK_AT_LEAST_SECONDS), min_size=30, max_size=60),
    heard_for=st.floats(0.0, 10.0),
)
def test_a_silence_is_noticed_within_six_seconds_k6(ticks: list[float], heard_for: float) -> None:
    link = opened()
    last_heard = 0.0
    for now in itertools.accumulate([*ticks, *[TICK_AT_LEAST_SECONDS] * 20]):
        steps = link.tick(now)
        if Drop() in steps:
            assert now - last_heard <= LINK_LOST_AFTER_SECONDS
            return
        if now < heard_for:
            last_heard = now
            link.heard(Pong(number=1), now)
    raise AssertionError("the silence was never noticed")


@given(answered_after=st.floats(0.0, 2.0))
def test_a_link_whose_pings_are_answered_is_never_dropped_k6(answered_after: float) -> None:
    link = opened()
    due: list[float] = []
    for now in (number * 0.5 for number in range(1, 200)):
        while due and due[0] <= now:
            link.heard(Pong(number=1), due.pop(0))
        steps = link.tick(now)
        assert Drop() not in steps
        if steps:
            due.append(now + answered_after)


@pytest.mark.parametrize("code", [code for code in range(1000, 5000, 1) if is_retried(code)])
def test_a_retried_code_opens_again_k7(code: int) -> None:
    assert opened().lost(code, 10.0, 0.5) == [Reopen(10.1875)]


@pytest.mark.parametrize("code", [1000, 1002, 4400, 4401, 4409, 4410, 4426])
def test_any_other_code_stops_the_link_k7(code: int) -> None:
    link = opened()
    assert link.lost(code, 10.0, 0.5) == [Stop(code)]
    assert link.state is LinkState.OVER
    assert link.lost(CUT, 11.0, 0.5) == []
    assert link.tick(20.0) == []


def test_who_left_does_not_come_back_k9() -> None:
    link = opened()
    link.left()
    assert link.lost(CUT, 1.0, 0.5) == []


def test_what_a_lost_socket_still_says_is_dropped_k7() -> None:
    link = opened()
    link.lost(CUT, 1.0, 0.0)
    assert link.heard(welcome("resume_token_002"), 1.1) == []
    assert link.state is LinkState.WAITING
    assert link.resume == "resume_token_001"


@given(tries=st.integers(0, 10_000), jitter=st.floats(0.0, 1.0, exclude_max=True))
def test_waits_are_spread_and_bounded_k7(tries: int, jitter: float) -> None:
    wait = back_off_seconds(tries, jitter)
    assert 0.125 <= wait <= BACKOFF_MOST_SECONDS
    assert wait <= back_off_seconds(tries + 1, jitter)
    assert back_off_seconds(tries, 0.0) * 2 >= wait


def test_a_welcome_starts_the_count_of_tries_anew_k7() -> None:
    link = opened()
    for _ in range(5):
        link.lost(CUT, 1.0, 0.0)
    hello(link, 2.0)
    link.heard(welcome(), 2.0)
    assert link.lost(CUT, 3.0, 0.0) == [Reopen(3.125)]


def test_every_fourth_try_may_take_long_for_a_long_way_k7() -> None:
    link = opened()
    withins = [
        step.within_seconds for _ in range(8) for step in link.lost(CUT, 1.0, 0.0) if isinstance(step, Reopen)
    ]
    assert withins == [2.0, 2.0, 2.0, 8.0] * 2
    assert open_within_seconds(SLOW_TRY_EVERY) > open_within_seconds(1)


def tries_of(
    link: Link, chance: random.Random, fails_at: Callable[[float, float], float]
) -> Iterator[tuple[float, float]]:
    """When each try begins, and when it is given up; `fails_at(begin, within)` says when."""
    now = 0.0
    while True:
        (step,) = link.lost(CUT, now, chance.random())
        assert isinstance(step, Reopen)
        now = fails_at(step.at_seconds, step.within_seconds)
        yield step.at_seconds, now


SYNS = (0.0, 1.0, 3.0, 7.0)
"""When TCP sends and repeats the packet that opens a connection, in seconds."""


@pytest.mark.parametrize("refused_at_once", [True, False], ids=["refused", "swallowed"])
def test_a_cut_is_mended_soon_after_it_heals_k7(refused_at_once: bool) -> None:
    """Half of all within 1 s, 99 in 100 within 4 s, for cuts of 2 to 60 s. Round trips not counted."""
    chance = random.Random(7)
    waits = []
    for number in range(2_000):
        healed = 2.0 + 58.0 * number / 2_000
        tries = tries_of(opened(), chance, lambda begin, within: begin if refused_at_once else begin + within)
        for begin, given_up in tries:
            syns = [begin + at for at in SYNS if begin + at <= given_up] if not refused_at_once else [begin]
            if through := [syn for syn in syns if syn >= healed]:
                waits.append(through[0] - healed)
                break
    waits.sort()
    assert waits[len(waits) // 2] <= 1.0
    assert waits[len(waits) * 99 // 100] <= 4.0


@pytest.mark.parametrize("accepted_per_second", [60, 200])
def test_five_hundred_clients_are_back_within_fifteen_seconds_k7(accepted_per_second: int) -> None:
    """The server is gone for 10 s, then takes so many links a second and puts the rest off."""
    chance = random.Random(500)
    back_at = 10.0
    links = [opened() for _ in range(500)]
    agenda: list[tuple[float, int]] = []

    def cut(number: int, code: int, at_seconds: float) -> None:
        (step,) = links[number].lost(code, at_seconds, chance.random())
        assert isinstance(step, Reopen)
        heapq.heappush(agenda, (step.at_seconds, number))

    for number in range(500):
        cut(number, CUT, 0.0)
    room, refilled_at, last = 0.0, back_at, 0.0
    while agenda:
        now, number = heapq.heappop(agenda)
        if now < back_at:
            cut(number, CUT, now)
            continue
        room = min(room + (now - refilled_at) * accepted_per_second, 20.0)
        refilled_at = now
        hello(links[number], now)
        if room < 1.0:
            cut(number, 4503, now)
            continue
        room -= 1.0
        links[number].heard(welcome(), now)
        last = now
    assert last - back_at <= 15.0
    assert {link.state for link in links} == {LinkState.OPEN}


def test_the_heart_beats_often_enough_to_be_heard_k6() -> None:
    noticed_after = LINK_LOST_AFTER_SECONDS - TICK_AT_LEAST_SECONDS
    assert noticed_after > HEARTBEAT_SECONDS + TICK_AT_LEAST_SECONDS
