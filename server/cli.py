"""The commands of `auxilio-server`."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer
import uvicorn

from protocol.facts import Entry
from protocol.fold import apply, fold
from protocol.ids import PersonId, SessionId
from protocol.limits import MEDIA_FRAME_LIMIT_BYTES
from protocol.recording import Exported
from protocol.session import SessionState, State
from recordings.checkpoint import public_half, to_pem
from recordings.cli import lines_of
from server import log
from server.app import VERSION, Running, examine, running
from server.db.catalogue_keeping import SqlRecordKeeping
from server.db.engine import open_database
from server.db.passes import SqlPassStore
from server.db.session_log import SqlSessionLog
from server.db.staff import SqlStaffStore
from server.db.verifying import Verifier
from server.errors import OutOfTurn, ServerError, SettingWrong, UnknownThing
from server.security.clock import SystemClock
from server.security.passwords import Passwords
from server.security.seal import Seal, checkpoint_key, derived_key, master_key
from server.settings import LogFormat, Settings, load
from server.tasks import spawn

_TCP_USER_TIMEOUT_MS: Final = 30_000
"""Unacknowledged data for so long: the peer is gone, and a blocked send ends."""
_CLOSE_WITHIN_SECONDS: Final = 20
_BACKLOG: Final = 512

APP = typer.Typer(help="The Auxilio session server.", no_args_is_help=True, pretty_exceptions_enable=False)
ADMIN = typer.Typer(help="What only somebody at this machine may do.", no_args_is_help=True)
APP.add_typer(ADMIN, name="admin")


def main() -> None:
    """Run one command; a refusal is one sentence and exit code 2."""
    try:
        APP()
    except ServerError as refusal:
        _stop(str(refusal))


@APP.command()
def run() -> None:
    """Serve until SIGTERM or Ctrl+C. Settings come from AUXILIO_* and .env: see docs/settings.md."""
    settings = load()
    log.set_up(settings.log_level, as_json=settings.log_format is LogFormat.JSON)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings))


@APP.command("version")
def show_version() -> None:
    """Say which version this is."""
    print(VERSION)


@APP.command("self-test")
def self_test() -> None:
    """Check settings, keys, certificate and database as a start would, and say what is broken."""
    settings = load()
    asyncio.run(examine(settings))
    print(f"All is well: keys, certificate, database. People come in at {settings.base_url}/")


@APP.command("checkpoint-key")
def show_checkpoint_key() -> None:
    """Print the public half of the key that signs checkpoints: whoever verifies a log needs it."""
    print(to_pem(public_half(checkpoint_key(load().key_folder))), end="")


@APP.command("verify")
def verify_logs(
    session_id: Annotated[str | None, typer.Argument(help="Only this session; none: all of them.")] = None,
) -> None:
    """Check logs, checkpoints, recordings and witness, beside a running server too; 1 when damaged."""
    if not asyncio.run(_verify(load(), session_id)):
        raise typer.Exit(1)


async def _verify(settings: Settings, session_id: str | None) -> bool:
    key = public_half(checkpoint_key(settings.key_folder))
    sessions = damaged = 0
    async with open_database(settings.database) as database:
        keep_ms = round(settings.recordings_keep_days * 86_400_000)
        verifier = Verifier(
            database,
            settings.recordings,
            settings.key_folder,
            key,
            is_remote=settings.recordings_s3_bucket is not None,
            kept_since_ms=SystemClock(0).now_ms() - keep_ms if keep_ms else 0,
        )
        if session_id is not None:
            report = await verifier.one(SessionId(session_id))
            print("\n".join(lines_of(report, session_id)))
            return report.is_whole
        async for report in verifier.every():
            sessions += 1
            if not report.is_whole:
                damaged += 1
                print("\n".join(lines_of(report, report.session_id)))
    print(f"{sessions} sessions verified, {damaged} of them damaged.")
    return damaged == 0


@ADMIN.command("reset-password")
def reset_password(email: Annotated[str, typer.Argument(help="Whose password.")]) -> None:
    """Give a staff member a new password, typed here; all of their sign-ins end at their next request."""
    settings = load()
    password = typer.prompt("New password (10 characters or more)", hide_input=True, confirmation_prompt=True)
    if len(password) < 10:
        raise SettingWrong("That password is shorter than 10 characters.", "Take a longer one.")
    asyncio.run(_reset(settings, email, password))
    print(f"{email} signs in with the new password from now on.")


@ADMIN.command("recording-key")
def show_recording_key(
    session_id: Annotated[str, typer.Argument(help="Of a session that is over.")],
    reason: Annotated[str, typer.Argument(help="Why; it is kept in the session's log.")],
) -> None:
    """Print what `python -m recordings export` opens a recording with; that it was taken is logged first."""
    print(asyncio.run(_take_key(load(), SessionId(session_id), reason)))


async def _take_key(settings: Settings, session_id: SessionId, reason: str) -> str:
    seal = Seal(derived_key(await asyncio.to_thread(master_key, settings.key_folder), "wrap"))
    async with open_database(settings.database) as database:
        session_log = SqlSessionLog(database, seal)
        entries = await session_log.load(session_id)
        state = fold(SessionState(session_id=session_id), entries)
        if state.state is not State.ENDED:
            raise OutOfTurn("the session goes on; end it first")
        console = PersonId("p_console")
        fact = Exported(person_id=console, name="At the server's console", form="key", reason=reason)
        entry = Entry(seq=state.seq + 1, at=max(SystemClock(0).now_ms(), entries[-1].at), fact=fact)
        await session_log.append(session_id, [entry], apply(state, entry))
        return (await SqlRecordKeeping(database, seal).recording_key(session_id)).hex()


async def _reset(settings: Settings, email: str, password: str) -> None:
    async with open_database(settings.database) as database:
        staff = SqlStaffStore(database)
        known = await staff.by_email(email)
        if known is None:
            raise UnknownThing("staff member")
        await staff.replace(replace(known, password_hash=await Passwords().hash(password), disabled=False))
        await SqlPassStore(database).drop_person(known.person_id)


async def _serve(settings: Settings) -> None:
    listening = _listen(settings)
    async with running(settings) as server:
        context = server.tls
        config = uvicorn.Config(
            server.asgi,
            http="httptools",
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # pictures do not get smaller, and it costs 5 ms a frame
            ws_max_size=MEDIA_FRAME_LIMIT_BYTES,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # server.http.border reads them, from the proxies in the settings only
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=_CLOSE_WITHIN_SECONDS,
            ssl_context_factory=None if context is None else lambda _config, _default: context,
        )
        _greet(settings, server)
        await _Server(config, server, settings.drain_seconds).serve(sockets=[listening])


class _Server(uvicorn.Server):
    """Drains before it stops: not ready at once, then every socket closed, to be opened again elsewhere."""

    def __init__(self, config: uvicorn.Config, server: Running, drain_seconds: float) -> None:
        super().__init__(config)
        self._server = server
        self._drain_seconds = drain_seconds
        self._draining: asyncio.Task[object] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the server in order, and the process then ends with 0."""
        loop = asyncio.get_running_loop()

        def stop(_number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._stop)

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self) -> None:
        if self._server.readiness.is_draining:  # asked twice: now
            self.should_exit = self.force_exit = True
            return
        self._server.readiness.is_draining = True
        self._draining = spawn(self._drain(), name="drain")

    async def _drain(self) -> None:
        await asyncio.sleep(self._drain_seconds)
        await self._server.hub.stop()
        self.should_exit = True


def _greet(settings: Settings, server: Running) -> None:
    lines = [f"Auxilio {VERSION} is at {settings.base_url}/"]
    if server.setup_token is not None:
        lines += [
            "There is no administrator yet. Open that page and enter this token (it is shown here only):",
            f"Set-up token: {server.setup_token}",
        ]
    print("\n".join(lines), flush=True)


def _listen(settings: Settings) -> socket.socket:
    family, kind, number, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, number)
    if sys.platform != "win32":  # there it would let two servers share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _TCP_USER_TIMEOUT_MS)
    try:
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as taken:
        listening.close()
        raise SettingWrong(
            f"Port {settings.port} on {settings.host} cannot be opened: {taken.strerror}.",
            "Stop what uses it, or set AUXILIO_PORT.",
        ) from taken
    listening.setblocking(False)  # noqa: FBT003  the library's own signature
    return listening


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
