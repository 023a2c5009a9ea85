"""Start, run, end: in this order, so that ending is leaving the blocks backwards."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from typing import Final, TypeVar

from customer_client.app.coming import Coming
from customer_client.app.equip import equip
from customer_client.app.hand import RemoteHand
from customer_client.app.hearing import Hearing
from customer_client.app.program import Program, now_ms
from customer_client.app.returns import Whence
from customer_client.core import events as ev
from customer_client.core.picture import EncodedFrame, Pointer
from customer_client.core.session import Session
from customer_client.encode.studio import Outlet, Studio
from customer_client.errors import ClientError, FrontError, LinkEnded
from customer_client.inject.guarded import Guarded
from customer_client.inject.injector import Injector
from customer_client.link.control import ControlLink
from customer_client.link.directs import DirectPaths
from customer_client.link.join import Entrance
from customer_client.link.media import MediaLink
from customer_client.link.pictures import Pictures
from customer_client.platform.choose import open_local_hand
from customer_client.platform.journal import Journal
from customer_client.platform.local_hand import Listeners, LocalHand
from customer_client.platform.power import PowerWatch
from customer_client.platform.preflight import Preflight
from customer_client.settings import Settings
from customer_client.tasks import spawn
from customer_client.ui.front import Front, OnAct
from customer_client.ui.qt_front import open_windows
from customer_client.ui.text import TextFront
from customer_client.ui.words import Language
from protocol.control import ScreenIs
from protocol.errors import CloseCode
from protocol.link_messages import MachineHello
from protocol.screen import Screen

log = logging.getLogger(__name__)
T = TypeVar("T")

FRONT_REVIVALS: Final = 2
ACTIVITY_SECONDS: Final = 1.0
LAST_WORDS_SECONDS: Final = 2.0
FAREWELL_SECONDS: Final = 4.0
"""How long the person can read that the session is over."""


async def run(
    coming: Coming, flight: Preflight, settings: Settings, language: Language, *, text: bool
) -> None:
    """Come in, and stay until the session is over, the person ends it, or the program is told to go.

    Raises:
        ClientError: it could not begin; the sentence says what to do.
    """
    journal = await asyncio.to_thread(Journal, settings.state_dir)
    injector = await asyncio.to_thread(Guarded, flight.injector) if flight.injector is not None else None
    program = _program(coming, flight, injector, journal, language)
    hand = program.hand
    loop = asyncio.get_running_loop()
    hearing = Hearing(program)

    program.front = await _open_front(language, program.act, text=text)
    studio = Studio(flight.capture, _outlet(program, loop))
    studio.pause()
    local: LocalHand | None = None
    whence = Whence(coming.server, coming.proxy, language.value, text)
    unequip = await asyncio.to_thread(equip, program, settings, whence)
    try:
        entrance = await coming.enter(language.value)
        program.organisation = entrance.organisation
        local = _listen(program, hand)
        _connect(program, hearing, entrance, studio, flight.screen)
        program.revive_front = _reviver(program, language, text=text)
        program.show_banner()
        await _live(program, hearing)
        if hearing.close_code not in (None, CloseCode.OVER):
            raise LinkEnded(hearing.close_code)
    finally:
        hand.close()
        if local is not None:
            local.close()
        await program.works.close()
        await asyncio.to_thread(unequip)
        await asyncio.to_thread(studio.close)
        if program.farewell:
            await asyncio.sleep(FAREWELL_SECONDS)
        await program.front.close()


def _program(
    coming: Coming, flight: Preflight, injector: Injector | None, journal: Journal, language: Language
) -> Program:
    def failed(error: Exception) -> None:
        log.error("the desktop takes no input: %s", error)
        program.without_control()

    def taken(at_ms: int) -> None:
        program.floor_taken(at_ms)

    epoch = max(journal.epoch, coming.kept.epoch if coming.kept is not None else 0)
    machine = MachineHello(
        platform=flight.platform,
        system=flight.system,
        abilities=flight.abilities,
        screen=flight.screen,
        epoch=epoch,
    )
    hand = RemoteHand(injector, flight.screen, epoch, now_ms, failed, taken)
    session = Session(epoch=epoch, can_inject=hand.can_inject, returning=coming.kept, wish=journal.wish)
    program = Program(session, hand, journal, machine, language)
    return program


def _outlet(program: Program, loop: asyncio.AbstractEventLoop) -> Outlet:
    def deliver(frame: EncodedFrame) -> None:
        program.pictures.deliver(frame)

    def point(pointer: Pointer) -> None:
        program.pictures.point(pointer)

    def rearrange(screen: Screen) -> None:
        program.pictures.rearrange(screen)
        program.hand.show(screen)
        program.machine = program.machine.model_copy(update={"screen": screen})
        program.control.describe(program.machine)
        program.control.say(ScreenIs(screen=screen))

    return Outlet(
        deliver=_in_loop(loop, deliver),
        pointer=_in_loop(loop, point),
        screen=_in_loop(loop, rearrange),
        failed=lambda _: program.post_from_thread(ev.ProgramEnds(now_ms())),
    )


def _connect(program: Program, hearing: Hearing, entrance: Entrance, studio: Studio, screen: Screen) -> None:
    program.door = entrance.door
    program.control = ControlLink(
        entrance.door, entrance.ticket, version("auxilio"), program.machine, hearing
    )
    program.directs = DirectPaths(
        hearing,
        program.control.say,
        lambda: program.pictures.first,
        lambda: hearing.ice,
    )
    hearing.media = MediaLink(
        entrance.door,
        hearing.media_ticket,
        hearing.key_wanted,
        studio.set_congestion,
    )
    program.pictures = Pictures(studio, hearing.media, program.directs, screen)


async def _live(program: Program, hearing: Hearing) -> None:
    loop = asyncio.get_running_loop()
    ending = [signal.SIGTERM, signal.SIGINT]
    if sys.platform != "win32":
        ending.append(signal.SIGHUP)
    for number in ending:
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, lambda: program.post(ev.ProgramEnds(now_ms())))
    keeping = [
        spawn(program.control.run(), name="control link"),
        spawn(hearing.media.run(), name="media link"),
        spawn(_tell_activity(program), name="activity"),
    ]
    power = await asyncio.to_thread(PowerWatch, lambda _: _renew(loop, program))
    mailbox = spawn(program.run(), name="mailbox")
    for task in (mailbox, *keeping):
        task.add_done_callback(lambda _: program.finished.set())  # one that ends or crashes ends the program
    try:
        await program.finished.wait()
    finally:
        program.hand.shut_now()
        program.pictures.stop()
        await asyncio.to_thread(power.close)
        await program.directs.close_all()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await program.control.leave()
        for task in (mailbox, *keeping):
            task.cancel()
        await asyncio.wait((mailbox, *keeping), timeout=LAST_WORDS_SECONDS)


async def _tell_activity(program: Program) -> None:
    """Every second in which the holder's hand did something (SPEC Y4)."""
    while True:
        await asyncio.sleep(ACTIVITY_SECONDS)
        activity = program.hand.activity.take()
        if activity is not None:
            program.control.say(activity)


def _renew(loop: asyncio.AbstractEventLoop, program: Program) -> None:
    """This machine slept: its links are dead, whatever their sockets believe."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(program.control.renew)


def _listen(program: Program, hand: RemoteHand) -> LocalHand | None:
    """Notice the person's own hand, and their keys; without that nobody may inject here."""

    def unheard(error: Exception) -> None:
        log.error("the person's own hand goes unnoticed: control ends", exc_info=error)
        program.without_control()

    listeners = Listeners(hand.local_hand, program.panic, unheard, program.attend)
    if hand.can_inject:
        return open_local_hand(listeners, now_ms)
    with suppress(ClientError):  # the keys are worth something without injection too
        return open_local_hand(listeners, now_ms)
    return None


async def _open_front(language: Language, on_act: OnAct, *, text: bool) -> Front:
    if text:
        return TextFront(sys.stdin, sys.stdout, language, on_act)
    return await open_windows(language, on_act)


def _reviver(program: Program, language: Language, *, text: bool) -> Callable[[], None]:
    left = 0 if text else FRONT_REVIVALS

    async def revive() -> None:
        try:
            program.front = await _open_front(language, program.act, text=text)
        except FrontError as error:
            log.error("nobody can be asked any more: %s", error)  # noqa: TRY400  the sentence says it all
            program.post(ev.ProgramEnds(now_ms()))
            return
        program.forget_banner()

    def begin() -> None:
        nonlocal left
        if left == 0:
            program.post(ev.ProgramEnds(now_ms()))
            return
        left -= 1
        _ = spawn(revive(), name="revive the windows")

    return begin


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[T], None]) -> Callable[[T], None]:
    """`call`, for another thread; what comes after the loop's end is dropped."""

    def call_there(value: T) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(call, value)

    return call_there
