"""The program while it runs: one mailbox of events, and what the session's decisions do to the world."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final, assert_never

from customer_client.app.hand import RemoteHand
from customer_client.app.marks import Marks
from customer_client.app.returns import Returns
from customer_client.app.works import Works
from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.question import offers_leave_alone
from customer_client.core.runner import Outcome
from customer_client.core.session import Session
from customer_client.link.control import ControlLink
from customer_client.link.direct import Viewer
from customer_client.link.directs import DirectPaths
from customer_client.link.door import Door
from customer_client.link.pictures import Pictures
from customer_client.platform.journal import Journal
from customer_client.ui.banner import banner_of, others_of
from customer_client.ui.front import (
    Act,
    BannerView,
    Chose,
    ChoseRecording,
    ChoseWork,
    ConsentView,
    EndAll,
    Front,
    FrontCrashed,
    GiveFloorTo,
    GoPrivate,
    RecordingView,
    Someone,
    StopControl,
    StopWorkHere,
    TellRecording,
    WorkView,
)
from customer_client.ui.words import NOTICES, Language
from protocol.consent import LoweredBy
from protocol.ids import RequestId
from protocol.link_messages import MachineHello
from protocol.modes import Mode

log = logging.getLogger(__name__)

MAILBOX_LIMIT: Final = 2_000
"""Events that wait; the server sends 50 messages a second, so this is never reached by an honest one."""


def now_ms() -> int:
    """This machine's clock, in milliseconds that never run back."""
    return time.monotonic_ns() // 1_000_000


class Program:
    """Takes events in order, and carries out what follows from each before the next.

    Args:
        session: Decides.
        hand: Moves pointer and keys.
        journal: Keeps what was decided.
        machine: What the hello says of this machine.
        language: Of what the person reads.
    """

    def __init__(
        self, session: Session, hand: RemoteHand, journal: Journal, machine: MachineHello, language: Language
    ) -> None:
        self.session = session
        self.hand = hand
        self.machine = machine
        self.organisation = ""
        self.place: int | None = None
        self.finished = asyncio.Event()
        self.farewell = False
        """Whether the end came from elsewhere, so that the person has to be told."""
        self.door: Door
        self.control: ControlLink
        self.pictures: Pictures
        self.directs: DirectPaths
        self.works: Works
        self.returns: Returns
        self.marks: Marks
        self.drop_rights: Callable[[], None]
        self.front: Front
        self.revive_front: Callable[[], None]
        self._journal = journal
        self._language = language
        self._loop = asyncio.get_running_loop()
        self._mailbox: asyncio.Queue[ev.Event] = asyncio.Queue(MAILBOX_LIMIT)
        self._banner: BannerView | None = None
        self._since = ""
        self._covers = 0
        """Private moments that were begun and that the session has not taken note of yet."""

    def post(self, event: ev.Event) -> None:
        """Queue an event, in the loop."""
        try:
            self._mailbox.put_nowait(event)
        except asyncio.QueueFull:
            log.critical("more events than anybody can mean: the program ends")
            self.finished.set()

    def post_from_thread(self, event: ev.Event) -> None:
        """Queue an event, from any other thread."""
        self._loop.call_soon_threadsafe(self.post, event)

    def act(self, act: Act) -> None:
        """The person did something."""
        at_ms = now_ms()
        match act:
            case Chose() | ChoseWork() | ChoseRecording():
                self.post(_answer(at_ms, act))
            case GiveFloorTo(person_id=person_id):
                self.post(ev.FloorGiven(at_ms, person_id))
            case StopWorkHere(request_id=request_id):
                self.works.stop(RequestId(request_id))
                self.post(ev.WorkStopped(at_ms, RequestId(request_id)))
            case TellRecording(deed=deed):
                self.post(ev.RecordingDone(at_ms, deed))
            case GoPrivate(on=on):
                self._go_private(at_ms, on=on)
            case StopControl():
                # Closed here and now, before whatever waits in the mailbox.
                self.hand.shut_now()
                self.post(ev.TakenBack(at_ms, Mode.OBSERVER, LoweredBy.LOCAL_PERSON))
            case EndAll():
                self.hand.shut_now()
                self.pictures.stop()
                self.post(ev.EndedHere(at_ms))
            case FrontCrashed():
                self.hand.shut_now()
                self.post(ev.FrontLost(at_ms))
                self.revive_front()
            case _:
                assert_never(act)

    def _go_private(self, at_ms: int, *, on: bool) -> None:
        """Begun here and now, before whatever waits in the mailbox; ended when it is its turn."""
        if on:
            self._covers += 1
        if on and self.session.mode is not None:
            self.hand.obey(ef.Cover(on=True))
            self.pictures.cover()
        self.post(ev.PrivateHere(at_ms, on))

    def attend(self) -> None:
        """The key that leads to the banner was pressed; called in the listener's thread."""
        self._loop.call_soon_threadsafe(lambda: self.front.attend())  # noqa: PLW0108  there may be another then

    def panic(self, at_ms: int) -> None:
        """The panic key was pressed; called in the listener's thread."""
        self.hand.shut_now()
        self.post_from_thread(ev.TakenBack(at_ms, None, LoweredBy.PANIC_KEY))

    def floor_taken(self, at_ms: int) -> None:
        """The local hand took the floor, and the gate has shut; called in the listener's thread."""
        self.post_from_thread(ev.LocalHandMoved(at_ms))

    def work_done(self, request_id: RequestId, outcome: Outcome) -> None:
        """A piece of work has ended by itself."""
        self.post(ev.WorkDone(now_ms(), request_id, outcome))

    def without_control(self) -> None:
        """Control can no longer be given here, from now on; called in any thread."""
        self.hand.shut_now()
        self._loop.call_soon_threadsafe(self._give_no_control)

    async def run(self) -> None:
        """Take events until the session wants no more."""
        while not self.finished.is_set():
            event = await self._mailbox.get()
            if isinstance(event, ev.PrivateHere) and event.on:
                self._covers -= 1
            for effect in self.session.handle(event):
                await self._perform(effect)
            if isinstance(event, ev.TakenBack | ev.FrontLost):
                self.hand.noted()
            self.show_banner()

    def show_banner(self) -> None:
        """Keep what stands on top true."""
        view = banner_of(self.session, self.organisation, self._since, self.place)
        if view != self._banner:
            self._banner = view
            self.front.show(view)

    def forget_banner(self) -> None:
        """A new front shows nothing yet."""
        self._banner = None
        self.show_banner()

    async def _perform(self, effect: ef.Effect) -> None:
        match effect:
            case ef.Journal() | ef.KeepWish():
                await self._keep(effect)
            case ef.OpenGate() | ef.CloseGate() | ef.HoldInput() | ef.PassInput():
                self.hand.obey(effect)
            case ef.ShowConsent() | ef.ShowWork() | ef.ShowRecording() | ef.CloseConsent():
                self._ask(effect)
            case ef.BeginWork() | ef.StopWork() | ef.DropRights():
                self._work(effect)
            case ef.PrepareReturn() | ef.ForgetReturn() | ef.RestartMachine():
                self.returns.obey(effect)
            case ef.StartPicture() | ef.StopPicture() | ef.OfferDirect() | ef.CloseDirect():
                self._picture(effect)
            case _:
                self._do(effect)

    def _do(self, effect: ef.Cover | ef.Tell | ef.Wrote | ef.Send | ef.WakeAt | ef.Finish) -> None:
        match effect:
            case ef.Cover(on=on):
                self._cover(on=on)
            case ef.Tell() | ef.Wrote():
                self._tell(effect)
            case ef.Send(message=message):
                self.control.say(message)
            case ef.WakeAt(at_ms=at_ms):
                self._loop.call_later(max(0, at_ms - now_ms()) / 1000 + 0.001, self._wake)
            case ef.Finish():
                self.finished.set()
            case _:
                assert_never(effect)

    async def _keep(self, effect: ef.Journal | ef.KeepWish) -> None:
        """On the disk when this returns."""
        match effect:
            case ef.Journal(epoch=epoch, mode=mode, by=by):
                await asyncio.to_thread(self._journal.write, epoch, mode, by)
                self.machine = self.machine.model_copy(update={"epoch": epoch})
                self.control.describe(self.machine)
            case ef.KeepWish(wish=wish):
                await asyncio.to_thread(self._journal.keep_wish, wish)
            case _:
                assert_never(effect)

    def _cover(self, *, on: bool) -> None:
        if on:
            self.hand.obey(ef.Cover(on=True))
            self.pictures.cover()
        elif not self._covers:  # else one more has begun meanwhile
            self.pictures.uncover()
            self.hand.obey(ef.Cover(on=False))

    def _ask(self, effect: ef.ShowConsent | ef.ShowWork | ef.ShowRecording | ef.CloseConsent) -> None:
        match effect:
            case ef.ShowConsent(ask=ask, right=right):
                asked_by = Someone(ask.asked_by.name, ask.asked_by.role)
                offers = offers_leave_alone(ask, right)
                view = ConsentView(ask.request_id, right, asked_by, others_of(ask), ask.organisation, offers)
                self.front.ask(view)
            case ef.ShowWork(order=order):
                asked_by = Someone(order.asked_by.name, order.asked_by.role)
                self.front.ask_work(WorkView(order.request_id, order.what, asked_by, order.organisation))
            case ef.ShowRecording(order=wanted):
                named = wanted.asked_by
                by = Someone(named.name, named.role) if named is not None else None
                self.front.ask_recording(RecordingView(wanted.request_id, by, wanted.organisation))
            case ef.CloseConsent():
                self.front.withdraw()
            case _:
                assert_never(effect)

    def _tell(self, effect: ef.Tell | ef.Wrote) -> None:
        match effect:
            case ef.Wrote(name=name, text=text):
                self.front.said(name, text)
            case ef.Tell(notice=notice):
                self.farewell = notice is ef.Notice.SESSION_OVER
                self.front.tell(NOTICES[self._language][notice])
            case _:
                assert_never(effect)

    def _work(self, effect: ef.BeginWork | ef.StopWork | ef.DropRights) -> None:
        match effect:
            case ef.BeginWork(job=job):
                self.works.begin(job)
            case ef.StopWork(request_id=request_id):
                self.works.stop(request_id)
            case ef.DropRights():
                self.drop_rights()
            case _:
                assert_never(effect)

    def _picture(self, effect: ef.StartPicture | ef.StopPicture | ef.OfferDirect | ef.CloseDirect) -> None:
        match effect:
            case ef.StartPicture():
                self._since = time.strftime("%H:%M")
                self.show_banner()  # everyone who sees is named before the first frame
                self.pictures.start()
            case ef.StopPicture():
                self.pictures.stop()
                self.marks.clear()
            case ef.OfferDirect(peer=peer, person_id=person_id, attempt=attempt):
                self.directs.offer(Viewer(peer, person_id, attempt))
            case ef.CloseDirect(peer=peer):
                self.directs.close(peer)
            case _:
                assert_never(effect)

    def _give_no_control(self) -> None:
        self.session.can_inject = False
        self.post(ev.TakenBack(now_ms(), Mode.OBSERVER, LoweredBy.LOCAL_PERSON))

    def _wake(self) -> None:
        self.post(ev.Tick(now_ms()))


def _answer(at_ms: int, chose: Chose | ChoseWork | ChoseRecording) -> ev.Event:
    match chose:
        case Chose(request_id=request_id, right=right, allowed=allowed, leave_alone=leave_alone):
            return ev.Answered(at_ms, RequestId(request_id), right, allowed, leave_alone)
        case ChoseWork(request_id=request_id, allowed=allowed, paths=paths):
            return ev.WorkAnswered(at_ms, RequestId(request_id), allowed, paths)
        case ChoseRecording(request_id=request_id, allowed=allowed):
            return ev.RecordingChosen(at_ms, RequestId(request_id), allowed)
        case _:
            assert_never(chose)
