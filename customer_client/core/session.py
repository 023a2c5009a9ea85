"""The session as the captured machine decides it: what is allowed here, to whom, under which epoch (SPEC C).

                 asked                   allowed                    logged
    (nothing) ─────────▶ question open ─────────▶ consent pending ─────────▶ in force
        ▲                      │ no, or no answer        │ taken back            │
        └──────────────────────┴─────────────────────────┴──── lowered ◀─────────┘

Rules that are decided here:

- C2: what the person allows is in force only after the server has logged it. Until then nothing opens.
- C4: lowering needs nobody. The gate closes first, then it is journalled here, then it is said; when the link
  is cut it is said as soon as it is back.
- C5: while a question is open the gate passes nothing, and nobody can allow it within 3 s.
- C6: the consent covers the staff whom the window named. Who joins later holds nothing without a new click.
- C8: the *path* of the holder's input is the server's link or any direct path of the holder. One may die and
  the other live: control goes on, and what is sent again over it is dropped by the gate as a repeat.
  When the last one dies, control is released at once and needs a new click; the mode and the view stay.
- C9: when the server is lost while a direct path of the holder lives, nothing is released for
  `BROKER_LOST_GRACE_SECONDS`; after that control is, the mode and the view stay.
- C10: control ends after `RECONFIRM_CONTROL_SECONDS` and needs a new click.
- O: the floor moves among those whom the consent covers; see `floor`.
- N: recording has a question of its own, and what the person wants of it is said until it is heard; a private
  moment is theirs alone; see `recording`, `private`.
- J, R: what the mode drops is not done; work and the restart are asked for one by one; see `work`, `restart`.

Time is this machine's own monotonic milliseconds.
"""

from typing import assert_never

from customer_client.core import events as ev
from customer_client.core.cuts import Cuts
from customer_client.core.effects import CloseDirect, Effect, Finish, Kept, Notice, Send, Tell, Wrote
from customer_client.core.floor import Floor
from customer_client.core.force import InForce, Moved
from customer_client.core.lowering import Lowering
from customer_client.core.private import Private
from customer_client.core.question import Consent, Question, RecordingPrompt, Right
from customer_client.core.raising import Raising
from customer_client.core.recording import Recordings
from customer_client.core.restart import Restart
from customer_client.core.welcome import Welcome
from customer_client.core.work import WorkPrompt, Works
from protocol.chat import Room, Said
from protocol.consent import Answer, LoweredBy
from protocol.control import EndSession
from protocol.demo import SessionKind
from protocol.facts import Ended, Entry, Left, PresenceChanged, Requeued
from protocol.fold import apply
from protocol.ids import PersonId
from protocol.link_messages import Leave
from protocol.modes import Mode
from protocol.recording import Recording
from protocol.recording_messages import RecordingDeed, RecordingHere
from protocol.session import SessionState, State
from protocol.work_messages import OrderWork


class Session:
    """The decisions of one captured machine in one session. One event after the other; not safe to share.

    Args:
        epoch: The highest ever minted on this machine, from its journal; the next one is higher.
        can_inject: Whether this machine's pointer and keys can be moved; else control is not asked for.
        returning: What was in force before the restart that this program comes back from (SPEC R3).
        wish: What the person wanted of the recording and the server has not heard (SPEC N4).
    """

    def __init__(
        self,
        *,
        epoch: int = 0,
        can_inject: bool = True,
        returning: Kept | None = None,
        wish: RecordingHere | None = None,
    ) -> None:
        self._force = InForce(epoch, can_inject)
        self._restart = Restart(self._force)
        self._works = Works(self._force, self._restart)
        self._private = Private(self._force)
        self._recordings = Recordings(self._force, self._works, wish)
        self._lowering = Lowering(self._force, self._works, self._private)
        self._raising = Raising(self._force, self._lowering, self._works)
        self._floor = Floor(self._force, self._lowering)
        self._cuts = Cuts(self._force, self._lowering)
        self._welcome = Welcome(
            self._force, self._lowering, self._raising, self._floor, self._works, self._restart, returning
        )

    def handle(self, event: ev.Event) -> list[Effect]:  # noqa: C901, PLR0912  a flat dispatch
        """Take one event.

        Returns:
            What to do now, in order. After `Finish` nothing follows any more.
        """
        if self.over:
            return []
        match event:
            case ev.Welcomed():
                return self._welcomed(event)
            case ev.LinkLost(at_ms=at_ms):
                return self._cuts.link_lost(at_ms)
            case ev.LinkOver():
                return self._end(Notice.SESSION_OVER)
            case ev.Heard(entry=entry):
                return self._heard(entry)
            case ev.Asked(at_ms=at_ms, ask=ask):
                return self._raising.asked(ask, at_ms)
            case ev.QuestionWithdrawn(request_id=request_id):
                return [*self._raising.withdrawn(request_id), *self._recordings.withdrawn(request_id)]
            case ev.Answered():
                return self._answered(event)
            case ev.Logged():
                return self._logged(event)
            case ev.Ordered():
                return self._lowering.ordered(event)
            case ev.TakenBack(at_ms=at_ms, mode=mode, by=by):
                return [*self._take_back(mode, by), *self._raising.offer_presenting(at_ms)]
            case ev.EndedHere():
                return self._leave(EndSession())
            case ev.ProgramEnds():
                return self._ends()
            case (
                ev.DirectWanted() | ev.DirectOpened() | ev.DirectLost() | ev.ViewerGone() | ev.HolderLinked()
            ):
                return self._cuts.path_changed(event)
            case ev.FrontLost():
                return self._take_back(self.mode, LoweredBy.LOCAL_PERSON)
            case ev.FloorOrdered(move=move):
                return self._floor.ordered(move)
            case ev.FloorGiven(to=to):
                return self._floor.given(to)
            case ev.Refused(request_id=request_id):
                return [*self._floor.refused(request_id), *self._recordings.refused(request_id)]
            case ev.LocalHandMoved():
                return self._floor.taken_by_hand()
            case ev.Tick(at_ms=at_ms):
                return self._tick(at_ms)
            case ev.RecordingOrdered() | ev.RecordingChosen() | ev.RecordingDone() | ev.PrivateHere():
                return self._record(event)
            case _:
                return self._work(event)

    def _record(
        self, event: ev.RecordingOrdered | ev.RecordingChosen | ev.RecordingDone | ev.PrivateHere
    ) -> list[Effect]:
        match event:
            case ev.RecordingOrdered(at_ms=at_ms, order=order):
                return self._recordings.ordered(order, at_ms)
            case ev.RecordingChosen(at_ms=at_ms):
                return [*self._recordings.answered(event), *self._raising.offer_presenting(at_ms)]
            case ev.RecordingDone(deed=deed):
                return self._recordings.done(deed)
            case ev.PrivateHere(on=on):
                return self._private.here(on=on)
            case _:
                assert_never(event)

    def _work(
        self,
        event: ev.WorkOrdered
        | ev.WorkAnswered
        | ev.WorkLogged
        | ev.WorkStopped
        | ev.WorkDone
        | ev.TokenCame
        | ev.ReturnPrepared,
    ) -> list[Effect]:
        match event:
            case ev.WorkOrdered(at_ms=at_ms, order=order):
                return self._works.ordered(order, at_ms)
            case ev.WorkAnswered():
                return self._works.answered(event)
            case ev.WorkLogged(request_id=request_id):
                return self._works.logged(request_id)
            case ev.WorkStopped(request_id=request_id):
                return self._works.stopped(request_id)
            case ev.WorkDone(request_id=request_id, outcome=outcome):
                return self._works.done(request_id, outcome)
            case ev.TokenCame(request_id=request_id, token=token):
                return self._restart.token_came(request_id, token)
            case ev.ReturnPrepared(request_id=request_id, waits_for_sign_in=waits):
                return self._restart.prepared(request_id, waits_for_sign_in=waits)
            case _:
                assert_never(event)

    # What there is to see

    @property
    def mode(self) -> Mode | None:
        """What is in force."""
        return self._force.mode

    @property
    def holder(self) -> PersonId | None:
        """Who has control."""
        return self._force.holder

    @property
    def covered(self) -> tuple[PersonId, ...]:
        """Whom the consent to control covers."""
        return self._force.covered

    @property
    def epoch(self) -> int:
        """The highest ever minted here."""
        return self._force.epoch

    @property
    def mirror(self) -> SessionState | None:
        """The session as the server tells it."""
        return self._force.mirror

    @property
    def organisation(self) -> str:
        """Whose help desk it is."""
        return self._force.organisation

    @property
    def question(self) -> Question | None:
        """What stands in front of the person, if it is about a mode."""
        return self._force.question

    @property
    def work_prompt(self) -> WorkPrompt | None:
        """What stands in front of the person, if it is about work."""
        return self._works.prompt

    @property
    def recording_prompt(self) -> RecordingPrompt | None:
        """What stands in front of the person, if it is about recording."""
        return self._force.recording_prompt

    @property
    def recording(self) -> Recording | None:
        """How the recording stands, as the server tells it."""
        return self._force.mirror.recording if self._force.mirror is not None else None

    @property
    def recording_wish(self) -> RecordingDeed | None:
        """What the person wants of it, and the server has not shown yet."""
        return self._recordings.wish.deed if self._recordings.wish is not None else None

    @property
    def recording_begins(self) -> bool:
        """Whether the person said yes, and the server has not answered yet."""
        return self._recordings.begins

    @property
    def private(self) -> bool:
        """Whether everyone gets a black picture."""
        return self._force.private

    @property
    def works(self) -> tuple[OrderWork, ...]:
        """What goes on here."""
        return self._works.under_way

    @property
    def pending(self) -> Consent | Moved | None:
        """What goes up when the server has logged it."""
        return self._force.pending

    @property
    def floor_is_here(self) -> bool:
        """Whether in desktop sharing the person here has the floor."""
        return self._force.floor_is_here

    @property
    def linked(self) -> bool:
        """Whether the server can be reached."""
        return self._force.linked

    @property
    def restarting(self) -> bool:
        """Whether this machine goes down now, as it was ordered and allowed."""
        return self._force.restarting

    @property
    def over(self) -> bool:
        """Whether the session has ended here, for good."""
        return self._force.over

    @property
    def since_ms(self) -> int | None:
        """Since when there is a view; None without one."""
        return self._force.since_ms

    @property
    def can_inject(self) -> bool:
        """Whether control can be given at all."""
        return self._force.can_inject

    @can_inject.setter
    def can_inject(self, can: bool) -> None:
        self._force.can_inject = can

    # The link

    def _welcomed(self, event: ev.Welcomed) -> list[Effect]:
        force = self._force
        force.linked = force.paths.holder_linked = True
        force.mirror, force.organisation = event.state, event.organisation
        if event.state.state is State.ENDED:
            return self._end(Notice.SESSION_OVER)
        effects = self._welcome.taken(event.state, event.at_ms)
        return [*effects, *self._recordings.linked(), *self._private.linked(event.state)]

    def _heard(self, entry: Entry) -> list[Effect]:
        force = self._force
        if force.mirror is None:
            return []
        force.mirror = apply(force.mirror, entry)
        return [*self._recordings.heard(), *self._followed(entry)]

    def _followed(self, entry: Entry) -> list[Effect]:
        force = self._force
        match entry.fact:
            case Left(person_id=person_id):
                return self._left(person_id)
            case Requeued():
                return self._lowering.lower(None, LoweredBy.HOLDER_LEFT)
            case PresenceChanged(person_id=force.holder) if not force.path_lives:
                return self._lowering.lower(self.mode, LoweredBy.PATH_LOST)
            case Ended():
                return self._end(Notice.SESSION_OVER)
            case Said():
                return self._wrote(entry.fact)
            case _:
                return []

    def _wrote(self, said: Said) -> list[Effect]:
        """In a demo the presenter reads at their console: what is shown here everybody would see."""
        seen = self._force.mirror
        author = self._force.person(said.person_id)
        if seen is None or seen.kind is SessionKind.DEMO or author is None or not said.text:
            return []
        theirs = said.person_id != seen.customer_id and said.room is Room.CUSTOMER
        return [Wrote(author.name, said.text)] if theirs else []

    def _left(self, person_id: PersonId) -> list[Effect]:
        force = self._force
        force.covered = tuple(covered for covered in force.covered if covered != person_id)
        gone = force.paths.left(person_id)
        by = LoweredBy.HOLDER_LEFT
        lowered = self._lowering.lower(self.mode, by) if person_id == self.holder else []
        return [*lowered, *self._works.left(person_id), *(CloseDirect(peer) for peer in gone)]

    # Up

    def _answered(self, event: ev.Answered) -> list[Effect]:
        question = self.question
        effects = self._raising.answered(event)
        presents = question is not None and question.right is Right.PRESENT and self.question is None
        return effects if not presents or event.allowed else [*effects, *self._leave(Leave())]

    def _logged(self, event: ev.Logged) -> list[Effect]:
        if self._floor.is_of_the_past(event.request_id, event.epoch):
            return []
        return self._raising.logged(event)

    # Down

    def _take_back(self, mode: Mode | None, by: LoweredBy) -> list[Effect]:
        """Rights, and whatever is being asked."""
        lowered = self._lowering.lower(mode, by)
        refused = [*self._raising.refuse(Answer.REFUSED), *self._works.refuse(), *self._recordings.refuse()]
        return [*lowered, *refused]

    def _ends(self) -> list[Effect]:
        """The program is told to go; for the restart that was ordered it leaves nothing and nobody (R2)."""
        if not self._force.restarting:
            return self._leave(Leave())
        self._force.over = True
        return [Finish()]

    def _leave(self, word: EndSession | Leave) -> list[Effect]:
        by = LoweredBy.PROGRAM_ENDED if isinstance(word, Leave) else LoweredBy.LOCAL_PERSON
        effects = [effect for effect in self._take_back(None, by) if not isinstance(effect, Tell)]
        self._force.over = True
        return [*effects, *([Send(word)] if self.linked else []), Finish()]

    def _end(self, notice: Notice) -> list[Effect]:
        self._force.linked = False
        effects = self._take_back(None, LoweredBy.STAFF)
        effects = [effect for effect in effects if not isinstance(effect, Tell)]
        self._force.over = True
        return [*effects, Tell(notice), Finish()]

    def _tick(self, at_ms: int) -> list[Effect]:
        effects = [*self._raising.tick(at_ms), *self._works.tick(at_ms), *self._recordings.tick(at_ms)]
        effects += self._cuts.tick(at_ms)
        if self.holder is not None and at_ms >= self._force.control_until_ms:
            effects += self._lowering.lower(self.mode, LoweredBy.RECONFIRM)
        return effects
