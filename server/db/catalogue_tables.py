"""The tables that records are found by: derived from the log, and filled in its transaction."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from server.db.tables import METADATA

RECORD: Final = Table(
    "record",
    METADATA,
    Column("number", Integer, primary_key=True),  # rises with the sessions: newest first is highest first
    Column("session_id", String(40), ForeignKey("session.session_id"), nullable=False),
    Column("opened_at_ms", BigInteger, nullable=False, index=True),
    Column("ended_at_ms", BigInteger),
    Column("state", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("door", String(20), nullable=False),
    Column("queue_id", String(40), nullable=False),
    Column("ended_by", String(30)),
    Column("modes", Integer, nullable=False),  # one bit each
    Column("recorded", Boolean, nullable=False),
    Column("interrupted", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("erased_at_ms", BigInteger),
    Column("erased_by", String(40)),
    Column("size_bytes", BigInteger),  # None: nobody has looked yet
    Column("tags", LargeBinary),  # sealed
    Column("projected", Boolean, nullable=False),  # False: from before this table, and not read yet
    Index(None, "session_id", unique=True),
)

RECORD_PERSON: Final = Table(
    "record_person",
    METADATA,
    Column("person_id", String(40), primary_key=True),
    Column("number", Integer, ForeignKey("record.number"), primary_key=True, autoincrement=False),
    Column("role", String(20), nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed
    Index(None, "number"),
    sqlite_with_rowid=False,
)

RECORD_TAG: Final = Table(
    "record_tag",
    METADATA,
    Column("tag", BigInteger, primary_key=True, autoincrement=False),  # blind
    Column("number", Integer, ForeignKey("record.number"), primary_key=True, autoincrement=False),
    Index(None, "number"),
    sqlite_with_rowid=False,
)

SESSION_WORD: Final = Table(
    "session_word",
    METADATA,
    Column("word", BigInteger, primary_key=True, autoincrement=False),  # blind
    Column("number", Integer, ForeignKey("record.number"), primary_key=True, autoincrement=False),
    Column("inner", Boolean, nullable=False),  # it was said in the inner room alone
    Index(None, "number"),
    sqlite_with_rowid=False,
)
