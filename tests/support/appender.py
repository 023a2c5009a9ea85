"""Appends to a session's log for as long as it lives, and says each number once it was acknowledged.

    python -m tests.support.appender DATABASE_URL

Prints "ready N" when the log was loaded and its chain verified up to N, then "N" after each append.
"""

import asyncio
import sys

from protocol.facts import Entry, Joined, Left, Opened
from protocol.fold import fold
from protocol.ids import SessionId
from protocol.session import SessionState
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.errors import UnknownThing
from server.security.seal import Seal
from tests.support.sessions import AGENT, STORY

SESSION_ID = SessionId("s_killed")


async def append_for_ever(url: str) -> None:
    async with open_database(url) as database:
        log = SqlSessionLog(database, Seal(bytes(32)))
        try:
            state = fold(SessionState(session_id=SESSION_ID), await log.load(SESSION_ID))
        except UnknownThing:
            state = SessionState(session_id=SESSION_ID)
        say(f"ready {state.seq}")
        while True:
            fact: Opened | Joined | Left
            if state.seq == 0:
                assert isinstance(STORY[0], Opened)
                fact = STORY[0]
            elif state.person(AGENT.person_id) is None:
                fact = Joined(person=AGENT)
            else:
                fact = Left(person_id=AGENT.person_id)
            entry = Entry(seq=state.seq + 1, at=1_700_000_000_000 + state.seq, fact=fact)
            after = fold(state, [entry])
            await log.append(SESSION_ID, [entry], after)
            state = after
            say(str(entry.seq))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(append_for_ever(sys.argv[1]))
