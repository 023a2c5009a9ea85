"""Answers to relayed input, merged."""

import asyncio

from customer_client.link.seen import EVERY_SECONDS, SeenAnswers
from protocol.control import InputSeenFor
from protocol.ids import PeerId
from protocol.input import HeldBack, InputSeen

ANA = PeerId("r_ana1")


async def test_the_first_answer_goes_at_once_and_the_next_ones_as_one() -> None:
    said: list[InputSeenFor] = []
    answers = SeenAnswers(said.append)
    for seq in range(5):
        answers.tell(ANA, InputSeen(epoch=1, seq=seq))
    assert [answer.seen.seq for answer in said] == [0]
    await asyncio.sleep(EVERY_SECONDS * 1.5)
    assert [answer.seen.seq for answer in said] == [0, 4]


async def test_why_something_was_held_back_is_not_lost_in_merging() -> None:
    said: list[InputSeenFor] = []
    answers = SeenAnswers(said.append)
    answers.tell(ANA, InputSeen(epoch=1, seq=0))
    answers.tell(ANA, InputSeen(epoch=1, seq=1, held_back=HeldBack.LOCAL_HAND))
    answers.tell(ANA, InputSeen(epoch=1, seq=2))
    await asyncio.sleep(EVERY_SECONDS * 1.5)
    assert said[-1].seen == InputSeen(epoch=1, seq=2, held_back=HeldBack.LOCAL_HAND)
