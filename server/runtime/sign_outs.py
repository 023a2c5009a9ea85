"""Who was signed out since: what was begun before must not succeed after it (SPEC H4)."""

from dataclasses import dataclass, field

from protocol.ids import PersonId


@dataclass(slots=True)
class SignOuts:
    """Numbers the sign-outs of this process.

    Whoever turns a pass into something new (a ticket, a link) reads `number` before the pass, and asks
    `since` once the new thing is there: the pass may have been voided in between.
    """

    number: int = 0
    _latest: dict[PersonId, int] = field(default_factory=dict[PersonId, int])

    def happen(self, person_id: PersonId) -> None:
        """This person is signed out now."""
        self.number += 1
        self._latest[person_id] = self.number

    def since(self, person_id: PersonId, number: int) -> bool:
        """Whether this person was signed out after `number` was read."""
        return self._latest.get(person_id, 0) > number
