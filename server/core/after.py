"""After the end: talk in the customer's room for a while, and what becomes of the record (SPEC T5, N9)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from protocol.ids import PeerId
from protocol.limits import CHAT_AFTER_SECONDS
from protocol.link_messages import PeerKind
from protocol.session import State
from server.core import events as ev
from server.core import recording, rooms
from server.core.draft import Draft, Link
from server.core.effects import WelcomePeer
from server.errors import NotAllowed, SessionOver

_CHAT_AFTER_MS: Final = round(CHAT_AFTER_SECONDS * 1000)
_TALKERS: Final = frozenset({PeerKind.PAGE, PeerKind.CONSOLE})


def take(draft: Draft, event: ev.Event) -> None:
    """Take what an ended session takes: links to talk by, talk, and what becomes of the record.

    Raises:
        SessionOver: it is over, for this and in every respect.
        Refused: as the room says.
    """
    match event:
        case ev.LinkOpened():
            _open_link(draft, event)
        case ev.LinkLost(peer=peer) | ev.PeerLeft(peer=peer):
            _keep_links(draft, lambda other, _: other != peer)
        case ev.PersonGone(person_id=person_id):
            _keep_links(draft, lambda _, link: link.person_id != person_id)
        case ev.Requested(peer=peer, said=said):
            _, states = rooms.ROOMS[type(said)]
            if State.ENDED not in states or _is_too_late(draft):
                raise SessionOver
            rooms.take(draft, peer, said)
        case ev.Looked() | ev.Exported() | ev.Kept():
            recording.take(draft, event)
        case _:
            """Time alone changes nothing any more."""


def _open_link(draft: Draft, event: ev.LinkOpened) -> None:
    """Who was in it may come in to talk. A link that only comes back hears that it is over."""
    if event.resumed or event.kind not in _TALKERS or _is_too_late(draft):
        raise SessionOver
    person = draft.state.person(event.person.person_id)
    if person is None or (event.kind is PeerKind.PAGE) is not (person.person_id == draft.state.customer_id):
        raise NotAllowed("join this session")
    links = {**draft.standing.links, event.peer: Link(event.kind, person.person_id)}
    draft.standing = replace(draft.standing, links=links)
    draft.effects.append(WelcomePeer(event.peer))


def _keep_links(draft: Draft, wanted: Callable[[PeerId, Link], bool]) -> None:
    links = {peer: link for peer, link in draft.standing.links.items() if wanted(peer, link)}
    draft.standing = replace(draft.standing, links=links)


def _is_too_late(draft: Draft) -> bool:
    ended_at_ms = draft.standing.ended_at_ms
    assert ended_at_ms is not None, "an ended session knows when it ended"
    return draft.at_ms >= ended_at_ms + _CHAT_AFTER_MS
