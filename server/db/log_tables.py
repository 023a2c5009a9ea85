"""The table of signed checkpoints. Triggers refuse to change its rows, and those of `entry`."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from server.db.tables import METADATA

CHECKPOINT: Final = Table(
    "checkpoint",
    METADATA,
    Column("session_id", String(40), ForeignKey("session.session_id"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("log_seq", BigInteger, nullable=False),  # these two stand in `body` too
    Column("final", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signed_by", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index(None, "session_id", "log_seq"),
)
