"""What is attached to what somebody says: as it is kept, whatever the message says of it (SPEC T7)."""

from protocol.chat import Attachment
from protocol.chat_messages import Say
from protocol.ids import PersonId, SessionId
from server.errors import NotAllowed, UnknownThing
from server.runtime.ports import AttachmentStore


async def attached(store: AttachmentStore, session_id: SessionId, person_id: PersonId, said: Say) -> Say:
    """The message with its attachments as they are kept.

    Raises:
        UnknownThing: one of them is not in this session.
        NotAllowed: one of them is another person's, or was sent into the other room.
    """
    kept = [await store.meta(session_id, one.attachment_id) for one in said.attachments]
    found = [one for one in kept if one is not None]
    if len(found) != len(kept):
        raise UnknownThing("file or picture")
    if any(one.uploaded_by != person_id or one.room is not said.room for one in found):
        raise NotAllowed("send this file here")
    attachments = tuple(
        Attachment(
            attachment_id=one.attachment_id,
            name=one.name,
            media_type=one.media_type,
            size_bytes=one.size_bytes,
        )
        for one in found
    )
    return said.model_copy(update={"attachments": attachments})
