"""What is attached is what is kept (SPEC T7)."""

import pytest

from protocol.chat import Attachment, AttachmentId, Room
from protocol.chat_messages import Say
from protocol.ids import PersonId, RequestId, SessionId
from server.errors import NotAllowed, UnknownThing
from server.runtime.attaching import attached
from server.runtime.ports import Kept
from tests.support.fakes_people import FakeAttachmentStore

SESSION, ANA, BEN = SessionId("s_001"), PersonId("p_ana"), PersonId("p_ben")
PICTURE = AttachmentId("a_001")
KEPT = Kept(PICTURE, SESSION, Room.INNER, "photo.png", "image/png", 12, BEN, 5)


def store() -> FakeAttachmentStore:
    return FakeAttachmentStore(known={PICTURE: (KEPT, [b"x" * 12])})


def said(room: Room = Room.INNER) -> Say:
    lie = Attachment(attachment_id=PICTURE, name="bill.pdf", media_type="text/html", size_bytes=9)
    return Say(message_id=RequestId("m_001"), room=room, attachments=(lie,))


async def test_an_attachment_is_named_as_it_is_kept_t7() -> None:
    whole = await attached(store(), SESSION, BEN, said())
    assert whole.attachments == (
        Attachment(attachment_id=PICTURE, name="photo.png", media_type="image/png", size_bytes=12),
    )


async def test_one_of_another_session_is_unknown_t7() -> None:
    with pytest.raises(UnknownThing):
        await attached(store(), SessionId("s_002"), BEN, said())


async def test_neither_anothers_nor_one_of_the_other_room_is_sent_on_t7() -> None:
    with pytest.raises(NotAllowed):
        await attached(store(), SESSION, ANA, said())
    with pytest.raises(NotAllowed):
        await attached(store(), SESSION, BEN, said(Room.CUSTOMER))
