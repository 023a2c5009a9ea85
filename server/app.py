"""The house, put together: the only place that knows all names."""

import asyncio
import importlib.metadata
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from protocol.signalling import IceServer
from recordings.store import S3Place, Store
from server.core.draft import Rules
from server.db.alone import alone
from server.db.attachments import SqlAttachmentStore
from server.db.catalogue import SqlCatalogue
from server.db.catalogue_keeping import SqlRecordKeeping
from server.db.checkpoints import SqlCheckpointStore
from server.db.coaching import SqlCoachingStore
from server.db.engine import Database, open_database
from server.db.inspection_rules import SqlRuleStore
from server.db.inspections import SqlInspectionStore
from server.db.log_copies import FolderCopies
from server.db.passes import SqlPassStore
from server.db.people import SqlPeopleStore
from server.db.session_log import SqlSessionLog
from server.db.staff import SqlStaffStore
from server.db.values import SqlValues
from server.errors import Draining, NotReady, ServerError
from server.http.api import add_routes, with_border
from server.http.needs import House, Needs
from server.http.setup_token import SetupToken
from server.http.uploads import Uploads
from server.media.recorder import Recorder
from server.media.recorder_room import Limits, Room
from server.media.relay import Relay
from server.runtime.checkpointing import Checkpointing
from server.runtime.clips import Clips
from server.runtime.coaching import Coaching
from server.runtime.directory_now import DirectoryNow
from server.runtime.exporting import Exports
from server.runtime.exporting_forms import RecordingExporter
from server.runtime.hub import Hub, World
from server.runtime.keeping import EXPIRE_EVERY_SECONDS, TIDY_EVERY_SECONDS, Keeping
from server.runtime.records import KeepingRules, Records
from server.runtime.records_disk import RecordingShelf
from server.security.ca import OwnCa
from server.security.clock import SystemClock
from server.security.identity import Identity
from server.security.passwords import Passwords
from server.security.seal import Seal, checkpoint_key, derived_key, master_key
from server.security.secrets import SystemSecrets
from server.security.throttle import Throttle
from server.security.turn import turn_credentials
from server.settings import Settings
from server.ws.door import Sockets

log = logging.getLogger(__name__)

VERSION: Final = importlib.metadata.version("auxilio")
_PAGES: Final = Path(__file__).parent / "static"
_EVERYONES_QUEUE: Final = {"en": "Everyone", "es": "Todos"}
"""What the default queue is called until an administrator renames it."""
_READY_WITHIN_SECONDS: Final = 2.0
_SWEEP_EVERY_SECONDS: Final = 300.0
_RENEWAL_EVERY_SECONDS: Final = 12 * 3600.0


@dataclass
class Naming:
    """The organisation's name as everyone sees it now."""

    organisation: str


class Readiness:
    """Whether the server takes work: its database answers, and nobody is stopping it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_draining = False

    async def check(self) -> None:
        """Raises Draining or NotReady."""
        if self.is_draining:
            raise Draining
        try:
            async with asyncio.timeout(_READY_WITHIN_SECONDS):
                await self._database.check()
        except TimeoutError:
            raise NotReady("database") from None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready to be served.

    Attributes:
        asgi: The application, with its WebSockets, behind its border.
        tls: What to serve it with; None for plain HTTP, on loopback or behind a proxy.
        setup_token: To be printed once; None when there is an administrator.
        hub: All sessions.
        readiness: To be told when the server is stopped.
    """

    asgi: ASGIApp
    tls: ssl.SSLContext | None
    setup_token: str | None
    hub: Hub
    readiness: Readiness


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """The whole server, from its keys to its routes; ends in the reverse order. No session ends with it.

    Raises:
        SettingWrong, KeyUnusable, NotReady: it cannot start; the sentence says what to do.
    """
    master = await asyncio.to_thread(master_key, settings.key_folder)
    identity = Identity(settings)
    async with _alone(settings), open_database(settings.database) as database:
        seal = Seal(derived_key(master, "wrap"))
        session_log = SqlSessionLog(database, seal)
        clock = SystemClock(await session_log.latest_at_ms())
        secrets = SystemSecrets(derived_key(master, "digest"))
        context = await asyncio.to_thread(identity.context, clock.now_ms())
        passes, staff, values = SqlPassStore(database), SqlStaffStore(database), SqlValues(database)
        people = SqlPeopleStore(database, _EVERYONES_QUEUE[settings.language])
        directory = DirectoryNow(await people.directory())
        attachments = SqlAttachmentStore(database, seal, settings.data_folder / "attachments")
        await attachments.tidy()
        naming = Naming(await values.get("organisation") or settings.organisation)
        relay = Relay()
        keeping = SqlRecordKeeping(database, seal)
        room = Room(settings.recordings, _limits(settings))
        recorder = Recorder(relay, clock, keeping.recording_key, settings.recordings, room)
        checkpointing = Checkpointing(
            SqlCheckpointStore(database),
            FolderCopies(settings.recordings, settings.key_folder),
            await asyncio.to_thread(checkpoint_key, settings.key_folder),
            clock,
            recorder,
        )
        hub = Hub(
            World(
                checkpointing.watching(session_log),
                passes,
                staff,
                clock,
                secrets,
                inspections=SqlInspectionStore(database, seal),
                attachments=attachments,
                directory=directory,
            ),
            Rules(
                naming.organisation,
                interrupted_limit_ms=round(settings.interrupted_limit_seconds * 1000),
                recording_policy=settings.recording_policy,
            ),
            relay,
            _ice(settings, clock),
            recorder,
        )
        relay.connect(hub.tell_source)
        recorder.connect(hub.recording_failed)
        setup_token = None if await staff.any_admin() else secrets.token()
        readiness = Readiness(database)
        store = await asyncio.to_thread(_store, settings)
        shelf, coaching = RecordingShelf(settings.recordings, store), SqlCoachingStore(database, seal)
        records = Records(
            catalogue=SqlCatalogue(database, seal),
            keeping=keeping,
            shelf=shelf,
            shelf_keeping=shelf,
            log=session_log,
            notes=hub,
            attachments=attachments,
            talks=coaching,
            passes=passes,
            secrets=secrets,
            clock=clock,
            directory=directory,
            rules=KeepingRules(
                policy=settings.recording_policy,
                keep_days=settings.recordings_keep_days,
                log_keep_days=settings.log_keep_days,
                admins_may_replay=settings.admins_may_replay,
                is_remote=store is not None,
                warn_below_bytes=settings.recordings_warn_free_bytes,
            ),
        )
        records.watchers.append(hub.forget)
        talks = Coaching(coaching, records, secrets, clock)
        needs = Needs(
            house=await asyncio.to_thread(_house, settings, identity.own_ca),
            naming=naming,
            clock=clock,
            secrets=secrets,
            passwords=Passwords(),
            throttle=Throttle(),
            one_code_at_a_time=asyncio.Lock(),
            staff=staff,
            staff_list=staff,
            people=people,
            directory=directory,
            one_change_at_a_time=asyncio.Lock(),
            attachments=attachments,
            uploads=Uploads(),
            rules=SqlRuleStore(database),
            records=records,
            exports=Exports(records, RecordingExporter(), settings.data_folder / "exports"),
            coaching=talks,
            clips=Clips(talks, records),
            passes=passes,
            values=values,
            hub=hub,
            figures=lambda: {**hub.counts(), **relay.counts(), **recorder.counts(), **checkpointing.counts()},
            setup=SetupToken(setup_token),
            check_ready=readiness.check,
        )
        app = FastAPI(title="Auxilio", version=VERSION, docs_url=None, redoc_url=None)
        await asyncio.to_thread(add_routes, app, needs, _PAGES)
        sockets = Sockets(hub, relay, identity.addresses.origins, clock.monotonic_seconds)
        asgi = with_border(app, _Fork(app, sockets), identity.addresses, settings.trusted_proxies)
        await checkpointing.start(await session_log.unfinished())
        async with checkpointing.running(), _sessions(hub, recorder), _housekeeping(identity, context, needs):
            yield Running(asgi, context, setup_token, hub, readiness)


async def examine(settings: Settings) -> None:
    """Look at keys, certificate and database as a start would, beside a running server too; no session moves.

    Raises:
        SettingWrong, KeyUnusable, NotReady: what is broken; the sentence says what to do.
    """
    await asyncio.to_thread(master_key, settings.key_folder)
    await asyncio.to_thread(checkpoint_key, settings.key_folder)
    await asyncio.to_thread(Identity(settings).check)
    async with open_database(settings.database) as database:
        await Readiness(database).check()


def _house(settings: Settings, ca: OwnCa | None) -> House:
    return House(
        base_url=settings.base_url,
        is_secure=settings.is_secure,
        language=settings.language,
        version=VERSION,
        ca_pem=ca.ca_path.read_bytes() if ca else None,
        ca_sha256=ca.fingerprint() if ca else None,
        sign_in_ms=round(settings.sign_in_hours * 3_600_000),
        customer_ms=round(settings.customer_hours * 3_600_000),
        code_ms=round(settings.code_minutes * 60_000),
        trial_digest=settings.trial_digest,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.recordings_warn_free_bytes,
        settings.recordings_stop_free_bytes,
        settings.recordings_quota_bytes,
    )


def _ice(settings: Settings, clock: SystemClock) -> Callable[[], tuple[IceServer, ...]]:
    stun = (IceServer(urls=settings.stun_urls),) if settings.stun_urls else ()

    def servers() -> tuple[IceServer, ...]:
        if settings.turn_secret is None or not settings.turn_urls:
            return stun
        secret = settings.turn_secret.get_secret_value()
        username, credential = turn_credentials(secret, "auxilio", clock.now_ms())
        return (*stun, IceServer(urls=settings.turn_urls, username=username, credential=credential))

    return servers


def _store(settings: Settings) -> Store | None:
    if settings.recordings_s3_bucket is None:
        return None
    secret = settings.recordings_s3_secret_key
    return Store.s3(
        S3Place(
            bucket=settings.recordings_s3_bucket,
            region=settings.recordings_s3_region,
            access_key_id=settings.recordings_s3_key_id,
            secret_access_key=secret.get_secret_value() if secret is not None else "",
            endpoint=settings.recordings_s3_endpoint,
            prefix=settings.recordings_s3_prefix,
        )
    )


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    with ExitStack() as held:
        await asyncio.to_thread(held.enter_context, alone(settings.data_folder))
        yield


@asynccontextmanager
async def _sessions(hub: Hub, recorder: Recorder) -> AsyncIterator[None]:
    await recorder.start()
    await hub.start()
    try:
        yield
    finally:
        await hub.stop()
        await recorder.stop()


@asynccontextmanager
async def _housekeeping(
    identity: Identity, context: ssl.SSLContext | None, needs: Needs
) -> AsyncIterator[None]:
    async def sweep() -> None:
        await needs.passes.sweep(needs.clock.now_ms())

    keeping = Keeping(needs.records)

    async def renew() -> None:
        await asyncio.to_thread(identity.renew, context, needs.clock.now_ms())

    async def catch_up() -> None:
        try:
            await needs.records.keeping.catch_up(needs.records.log.load)
        except ServerError as failure:
            log.warning("old sessions are not all in the catalogue yet: %s", failure)

    await needs.exports.start()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_again(sweep, _SWEEP_EVERY_SECONDS), name="sweep passes"),
            group.create_task(_again(renew, _RENEWAL_EVERY_SECONDS), name="renew the certificate"),
            group.create_task(_again(keeping.tidy, TIDY_EVERY_SECONDS), name="tidy records"),
            group.create_task(_again(needs.exports.tidy, TIDY_EVERY_SECONDS), name="tidy exports"),
            group.create_task(_again(keeping.expire, EXPIRE_EVERY_SECONDS), name="expire records"),
            group.create_task(catch_up(), name="catch up with old sessions"),
        ]
        yield
        await needs.exports.stop()
        for task in tasks:
            task.cancel()


async def _again(work: Callable[[], Awaitable[object]], every_seconds: float) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await work()
        except ServerError as failure:
            log.warning("housekeeping failed, and is tried again later: %s", failure)


class _Fork:
    """WebSockets to their raw endpoint, everything else to the routes."""

    def __init__(self, routes: ASGIApp, sockets: Sockets) -> None:
        self._routes = routes
        self._sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        await (self._sockets if scope["type"] == "websocket" else self._routes)(scope, receive, send)
