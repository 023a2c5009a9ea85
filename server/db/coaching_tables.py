"""Notes about moments, their answers, and the library of clips."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, String, Table

from server.db.tables import METADATA

COACHING_NOTE: Final = Table(
    "coaching_note",
    METADATA,
    Column("note_id", String(40), primary_key=True),
    Column("session_id", String(40), ForeignKey("session.session_id"), nullable=False, index=True),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("author_id", String(40), nullable=False, index=True),
    Column("about_id", String(40), nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("text", LargeBinary, nullable=False),  # sealed
    Column("closed", Boolean, nullable=False),
)

COACHING_REPLY: Final = Table(
    "coaching_reply",
    METADATA,
    Column("reply_id", String(40), primary_key=True),
    Column("note_id", String(40), ForeignKey("coaching_note.note_id"), nullable=False, index=True),
    Column("author_id", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("text", LargeBinary, nullable=False),  # sealed
)

CLIP: Final = Table(
    "clip",
    METADATA,
    Column("clip_id", String(40), primary_key=True),
    Column("session_id", String(40), ForeignKey("session.session_id"), nullable=False, index=True),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("topic", String(120), nullable=False),
    Column("title", LargeBinary, nullable=False),  # sealed
    Column("author_id", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False, index=True),
)
