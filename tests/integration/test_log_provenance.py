"""Each entry is kept with where it came from, by link and by request, and nobody in the session sees it."""

import pytest

from protocol.chat import Room
from protocol.chat_messages import Say
from protocol.control import EndSession, Happened
from protocol.facts import Ended
from protocol.ids import RequestId, SessionId
from protocol.link_messages import Welcome
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.runtime.log_ports import Told
from server.security.seal import Seal, derived_key, master_key
from tests.support.console_link import console
from tests.support.server_process import ServerProcess, server_process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.blocks("starts and waits for processes"),
]

CUSTOMERS, STAFFS = "192.0.2.7", "203.0.113.9"


async def told(server: ServerProcess, session_id: SessionId) -> list[Told]:
    key = derived_key(master_key(server.folder / "keys"), "wrap")
    async with open_database(f"sqlite+aiosqlite:///{server.folder / 'data' / 'auxilio.db'}") as database:
        return await SqlSessionLog(database, Seal(key)).told(session_id)


async def test_who_came_by_which_link_and_from_where_is_sealed_in_the_log() -> None:
    with server_process(trusted_proxies="127.0.0.1") as server:
        async with server.visitor() as customer, server.visitor() as staff:
            customer.client.headers["x-forwarded-for"] = CUSTOMERS
            staff.client.headers["x-forwarded-for"] = f"10.9.9.9, {STAFFS}"
            await staff.set_up(server.setup_token)
            session_id = SessionId((await customer.ask_for_help())["session_id"])
            assert (await staff.post(f"/api/sessions/{session_id}/claim")).is_success
            async with console(server, staff, session_id) as link:
                welcome = await link.hear(Welcome)
                await link.say(Say(message_id=RequestId("req_hola"), room=Room.CUSTOMER, text="Hola"))
                await link.say(EndSession())
                await link.hear(Happened, lambda one: isinstance(one.entry.fact, Ended))
                heard = repr(link.heard)
        entries = await told(server, session_id)
    causes = {one.entry.fact.type: one.cause for one in entries}
    assert (causes["opened"].address, causes["opened"].peer) == (CUSTOMERS, None)
    assert (causes["claimed"].address, causes["claimed"].peer) == (STAFFS, None)
    assert (causes["said"].address, causes["said"].peer) == ("127.0.0.1", welcome.peer_id), "no proxy there"
    assert causes["ended"].peer == welcome.peer_id
    moments = [one.cause.mono_ms for one in entries]
    assert moments == sorted(moments)
    assert moments[0] > 0
    assert CUSTOMERS not in heard
    assert STAFFS not in heard
