"""The server as a process, behind its one port: certificates, proxies, plain HTTP, kill and drain."""

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from websockets import Origin
from websockets.asyncio.client import ClientConnection, connect

from protocol.errors import CloseCode
from server.security.ca import OwnCa
from tests.support.server_process import ServerProcess, free_port, server_process
from tests.support.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90), pytest.mark.blocks("starts and waits for processes")]

NAME = "auxilio.test"


async def test_a_browser_that_trusts_the_own_ca_comes_in_under_any_of_its_names() -> None:
    with server_process(names=NAME) as server:
        for name in ("localhost", "127.0.0.1", NAME):
            url = f"https://{name}:{server.port}"
            transport = to_loopback(server.trust())
            async with Visitor(url, transport=transport) as visitor:
                assert (await visitor.get("/readyz")).status_code == 200
                assert await visitor.ask_for_help()


async def test_nobody_else_trusts_it_and_old_tls_is_refused() -> None:
    with server_process() as server:
        async with httpx2.AsyncClient(trust_env=False) as stranger:
            with pytest.raises(httpx2.ConnectError):
                await stranger.get(f"{server.url}/healthz")
        old = server.trust()
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", server.port)) as plain, pytest.raises(ssl.SSLError):
            old.wrap_socket(plain, server_hostname="localhost")


async def test_a_given_certificate_is_served_and_links_carry_no_fingerprint(tmp_path: Path) -> None:
    given = OwnCa(tmp_path / "given")
    given.renew([NAME], int(time.time_ns() / 1_000_000))
    with server_process(
        tls="given",
        tls_certificate=str(given.chain_path),
        tls_key=str(given.key_path),
        public_url=f"https://{NAME}:{{port}}",
    ) as server:
        trust = ssl.create_default_context(cafile=str(given.ca_path))
        async with Visitor(server.url, transport=to_loopback(trust)) as visitor:
            help_ = await visitor.ask_for_help()
            link = help_["program"]["join_link"]
            assert link == f"{server.url}/join#{help_['program']['code']}"
            assert (await visitor.get("/ca.pem")).status_code == 404


async def test_plain_http_works_on_loopback_and_its_cookie_needs_no_tls() -> None:
    with server_process(tls="off") as server:
        async with server.visitor() as visitor:
            await visitor.set_up(server.setup_token)
            assert "auxilio" in visitor.client.cookies
            assert (await visitor.get("/api/me")).status_code == 200
            assert "strict-transport-security" not in (await visitor.get("/healthz")).headers


async def test_a_trusted_proxy_says_who_comes_and_by_which_name() -> None:
    with server_process(
        tls="proxy", trusted_proxies="127.0.0.1", public_url="https://help.example.org"
    ) as server:
        said = {"x-forwarded-proto": "https", "x-forwarded-host": "help.example.org"}
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as proxy:
            about = await proxy.get("/api/about", headers=said)
            assert about.status_code == 200
            assert about.headers["strict-transport-security"]
            asked = await proxy.post(
                "/api/help",
                json={"name": "Carmen", "reason": ""},
                headers={**said, "x-forwarded-for": "203.0.113.7", "origin": "https://help.example.org"},
            )
            assert asked.status_code == 201
            assert "Secure" in asked.headers["set-cookie"]
            from_afar = await proxy.get("/metrics", headers={**said, "x-forwarded-for": "203.0.113.7"})
            assert from_afar.status_code == 404
            forged = await proxy.get(
                "/metrics", headers={**said, "x-forwarded-for": "127.0.0.1, 203.0.113.7"}
            )
            assert forged.status_code == 404
            assert (await proxy.get("/api/about")).status_code == 403, "its own name is not the public one"


async def test_a_stranger_who_claims_to_be_a_proxy_is_not_believed() -> None:
    with server_process(tls="off") as server:
        async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as stranger:
            answer = await stranger.get("/api/about", headers={"x-forwarded-host": "evil.example"})
            assert answer.status_code == 200, "the header is taken away, the real name counts"
            forged = {"x-forwarded-for": "203.0.113.7"}
            assert (await stranger.get("/metrics", headers=forged)).status_code == 200


async def test_what_was_set_up_survives_a_kill_and_the_certificate_stays() -> None:
    with server_process() as server:
        async with server.visitor() as visitor:
            await visitor.set_up(server.setup_token)
            session_id = (await visitor.ask_for_help())["session_id"]
        ca = server.ca_path.read_bytes()
        server.kill()
        server.start()
        assert server.setup_token == ""
        assert server.ca_path.read_bytes() == ca
        async with server.visitor() as visitor:
            assert (await visitor.sign_in()).status_code == 200
            assert [one["session_id"] for one in (await visitor.get("/api/queue")).json()["waiting"]] == [
                session_id
            ]


async def test_a_drain_says_so_at_once_closes_sockets_to_be_reopened_and_ends_with_0() -> None:
    with server_process(drain_seconds="1.5") as server:
        async with server.visitor() as visitor, page(server, visitor) as socket_:
            began = time.monotonic()
            assert server.process is not None
            server.process.send_signal(signal.SIGTERM)
            while (ready := (await visitor.get("/readyz")).status_code) == 200:
                pass
            assert (ready, time.monotonic() - began < 0.5) == (503, True)
            assert (await visitor.get("/healthz")).status_code == 200
            async with asyncio.timeout(10):
                await socket_.wait_closed()
            assert socket_.close_code == CloseCode.GOING_AWAY
        assert server.stop() == 0
        assert time.monotonic() - began < 60


async def test_the_name_of_the_first_start_is_in_the_next_welcome() -> None:
    with server_process() as server:
        async with server.visitor() as ana, server.visitor() as carmen:
            body = {"token": server.setup_token, "name": "Ana", "email": "a@b.org", "password": PASSWORD}
            await ana.post("/api/setup", {**body, "organisation": "Ayuda S. L."})
            async with page(server, carmen, "Ayuda S. L."):
                pass
        server.kill()
        server.start()
        async with server.visitor() as later:
            assert (await later.get("/api/about")).json()["organisation"] == "Ayuda S. L."


async def test_no_secret_stands_in_the_log() -> None:
    with server_process(log_level="debug", log_format="json") as server:
        async with server.visitor() as visitor:
            await visitor.set_up(server.setup_token)
            help_ = await visitor.ask_for_help()
            wrong = "a wrong passphrase"
            await visitor.sign_in(password=wrong)
            cookies = list(visitor.client.cookies.jar)
        server.stop()
        assert all(isinstance(json.loads(line), dict) for line in server.log.splitlines())
        secrets = [
            server.setup_token,
            wrong,
            help_["ticket"],
            help_["csrf"],
            help_["program"]["code"],
            "correct horse battery",
            "Carmen",
            *(str(cookie.value) for cookie in cookies),
        ]
        assert not [secret for secret in secrets if secret in server.log]


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"host": "192.0.2.1", "tls": "off"}, "in the clear"),
        ({"tls": "given"}, "AUXILIO_TLS_CERTIFICATE"),
        ({"tls": "nonsense"}, "AUXILIO_TLS is not usable"),
        ({"port": "taken"}, "cannot be opened"),
        ({"database_url": "postgresql+asyncpg://nobody@127.0.0.1:9/none"}, "database does not answer"),
    ],
)
def test_a_start_that_cannot_be_is_refused_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], part: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1] if settings.get("port") == "taken" else free_port()
        given = {
            "data_folder": str(tmp_path / "d"),
            "key_folder": str(tmp_path / "k"),
            **settings,
            "port": port,
        }
        done = subprocess.run(
            [sys.executable, "-m", "server", "run"],
            env={f"AUXILIO_{name.upper()}": str(value) for name, value in given.items()},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert part in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def to_loopback(trust: ssl.SSLContext) -> httpx2.AsyncBaseTransport:
    """Goes to 127.0.0.1 whatever the name; the certificate is checked for the name."""
    return _ToLoopback(verify=trust, trust_env=False)


class _ToLoopback(httpx2.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        name = request.url.host
        request.extensions = {**request.extensions, "sni_hostname": name}
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


@contextlib.asynccontextmanager
async def page(
    server: ServerProcess, visitor: Visitor, organisation: str = "Auxilio"
) -> AsyncIterator[ClientConnection]:
    """A customer's page with its control link open."""
    ticket = (await visitor.ask_for_help())["ticket"]
    url = f"{server.url.replace('http', 'ws', 1)}/ws"
    async with connect(url, ssl=server.trust(), origin=Origin(server.url), compression=None) as opened:
        await opened.send(json.dumps({"type": "hello", "protocol": 1, "ticket": ticket, "version": "test"}))
        welcome = json.loads(await opened.recv())
        assert (welcome["type"], welcome["organisation"]) == ("welcome", organisation)
        yield opened
