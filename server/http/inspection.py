"""What the organisation knows not to work, kept by an administrator; and what of an inspection it flags."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from protocol.errors import ErrorCode
from protocol.inspection import Section
from protocol.wire import Name, Sentence, cleaned_line
from server.desk.inspection import Concern, Rule, conditions_in, flagged
from server.http.needs import AdminHere, NeedsHere
from server.http.problems import refusals
from server.http.shapes import Asked, Told
from server.runtime.ports import RuleStore

ROUTER = APIRouter(prefix="/api/inspection", tags=["inspection"])

RULES_LIMIT: Final = 100
"""Each is held against thousands of rows."""
VERSIONS_LIMIT_CHARS: Final = 120


def _readable(versions: str) -> str:
    conditions_in(versions)
    return versions


Versions = Annotated[
    str,
    StringConstraints(max_length=VERSIONS_LIMIT_CHARS),
    BeforeValidator(cleaned_line),
    AfterValidator(_readable),
]


class RuleAsked(Asked):
    """One thing that does not work: a name with * for any text, its versions (none: all), and why."""

    name: Name
    versions: Versions = ""
    why: Sentence = ""


class RulesAsked(Asked):
    """All of them, in place of what was there."""

    rules: Annotated[list[RuleAsked], Field(max_length=RULES_LIMIT)]


class ToldRule(Told):
    """One of them."""

    name: str
    versions: str
    why: str


class ToldRules(Told):
    """All of them, in the order in which they were given."""

    rules: list[ToldRule]


class ToldFlag(Told):
    """One thing to look at. `why` is the rule's sentence, or the version to be had."""

    concern: Concern
    name: str
    version: str
    why: str


@ROUTER.get("/rules", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED))
async def see_rules(_who: AdminHere, needs: NeedsHere) -> ToldRules:
    """What is known not to work."""
    return _told(await needs.rules.rules())


@ROUTER.put("/rules", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.TRY_LATER))
async def replace_rules(asked: RulesAsked, _who: AdminHere, needs: NeedsHere) -> ToldRules:
    """These and no others from now on; 422 when the versions of one cannot be read."""
    rules = tuple(Rule(one.name, one.versions, one.why) for one in asked.rules)
    await needs.rules.replace_rules(rules)
    return _told(rules)


async def flags_in(sections: tuple[Section, ...], store: RuleStore) -> list[ToldFlag]:
    """What of these sections somebody should look at."""
    # In a thread: thousands of rows against a hundred rules take longer than a session may wait.
    found = await asyncio.to_thread(flagged, sections, await store.rules())
    return [ToldFlag(concern=one.concern, name=one.name, version=one.version, why=one.why) for one in found]


def _told(rules: tuple[Rule, ...]) -> ToldRules:
    return ToldRules(rules=[ToldRule(name=one.name, versions=one.versions, why=one.why) for one in rules])
