"""What every `RuleStore` does: the fake, SQLite and PostgreSQL."""

import pytest

from server.db.engine import Database
from server.db.inspection_rules import SqlRuleStore
from server.desk.inspection import Rule
from server.runtime.ports import RuleStore
from tests.support.fakes_people import FakeRuleStore

OLD_READER = Rule("*reader*", "< 9.2", "Las firmas no se ven: instale la 9.2.")
OLD_KERNEL = Rule("kernel", ">= 6.1, < 6.1.5", "")


@pytest.fixture
def store(database: Database | None) -> RuleStore:
    return FakeRuleStore() if database is None else SqlRuleStore(database)


async def test_there_are_no_rules_to_begin_with(store: RuleStore) -> None:
    assert await store.rules() == ()


async def test_rules_are_kept_as_they_were_given_in_their_order_j6(store: RuleStore) -> None:
    await store.replace_rules([OLD_READER, OLD_KERNEL, OLD_READER])
    assert await store.rules() == (OLD_READER, OLD_KERNEL, OLD_READER)


async def test_new_rules_replace_all_that_were_there(store: RuleStore) -> None:
    await store.replace_rules([OLD_READER, OLD_KERNEL])
    await store.replace_rules([OLD_KERNEL])
    assert await store.rules() == (OLD_KERNEL,)
    await store.replace_rules([])
    assert await store.rules() == ()


async def test_the_longest_texts_that_are_taken_are_kept_whole(store: RuleStore) -> None:
    longest = Rule("\N{CJK UNIFIED IDEOGRAPH-65E5}" * 120, "<" + "1" * 119, "\N{GRINNING FACE}" * 500)
    await store.replace_rules([longest])
    assert await store.rules() == (longest,)
