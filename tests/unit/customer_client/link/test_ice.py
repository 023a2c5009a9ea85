"""Which STUN and TURN servers a try uses (SPEC D6)."""

from customer_client.link.ice import servers_for, turn_is_refused
from protocol.signalling import IceServer

STUN = IceServer(urls=("stun:a.example", "stun:b.example"))
UDP, TCP = "turn:a.example?transport=udp", "turns:a.example:443?transport=tcp"
TURN = IceServer(urls=(UDP, TCP), username="u", credential="c")


def urls(attempt: int, *ice: IceServer) -> list[object]:
    return [server.urls for server in servers_for(attempt, ice)]


def test_each_try_takes_one_stun_and_another_turn_server() -> None:
    assert urls(1, STUN, TURN) == ["stun:a.example", UDP]
    assert urls(2, STUN, TURN) == ["stun:a.example", TCP]
    assert urls(3, STUN, TURN) == ["stun:a.example", UDP]
    assert servers_for(1, [TURN])[0].credential == "c"


def test_without_servers_there_are_none() -> None:
    assert urls(1) == []
    assert urls(1, STUN) == ["stun:a.example"]


def test_a_turn_server_that_gives_no_address_is_noticed_d6() -> None:
    host = "a=candidate:1 1 udp 1 192.0.2.1 5 typ host\r\n"
    relayed = "a=candidate:2 1 udp 1 192.0.2.1 6 typ relay raddr 192.0.2.1 rport 7\r\n"
    assert turn_is_refused(host, [STUN, TURN])
    assert not turn_is_refused(host + relayed, [STUN, TURN])
    assert not turn_is_refused(host, [STUN])
