"""The tables. `entry` is the truth; `session` is its projection; migrations make both."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s",
    }
)

SESSION: Final = Table(
    "session",
    METADATA,
    Column("session_id", String(40), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("opened_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("owner_id", String(40)),
    Column("customer_id", String(40)),
    Column("language", String(35), nullable=False),
    Column("customer_name", LargeBinary),  # sealed
    Column("reason", LargeBinary),  # sealed
    Column("head_seq", BigInteger, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("node", String(60)),  # which server runs it, for the day when there are several
    Column("fence", BigInteger, nullable=False),  # rises with each change of `node`
    Column("wrapped_key", LargeBinary),  # None: erased
    Index(None, "state", "opened_at_ms"),
)

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("session_id", String(40), ForeignKey("session.session_id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

STAFF: Final = Table(
    "staff",
    METADATA,
    Column("person_id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_folded", String(254), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("language", String(35), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("disabled", Boolean, nullable=False),
)

PASS: Final = Table(
    "pass",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False, index=True),
    Column("person_id", String(40), index=True),
    Column("session_id", String(40), index=True),
    Column("peer_id", String(40)),
    Column("kind", String(20)),
    Column("role", String(20)),
    Column("csrf", String(128)),
)

SETTING: Final = Table(
    "setting",
    METADATA,
    Column("name", String(60), primary_key=True),
    Column("value", String(2000), nullable=False),
    Column("version", Integer, nullable=False),
)

TEAM: Final = Table(
    "team",
    METADATA,
    Column("team_id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("name_folded", String(360), nullable=False, unique=True),
)

QUEUE: Final = Table(
    "queue",
    METADATA,
    Column("queue_id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("name_folded", String(360), nullable=False, unique=True),
    Column("team_id", String(40), ForeignKey("team.team_id"), index=True),  # None: everyone works it
)

STAFF_TEAM: Final = Table(
    "staff_team",
    METADATA,
    Column("person_id", String(40), ForeignKey("staff.person_id"), primary_key=True),
    Column("team_id", String(40), ForeignKey("team.team_id"), primary_key=True, index=True),
)

STAFF_SKILL: Final = Table(
    "staff_skill",
    METADATA,
    Column("person_id", String(40), ForeignKey("staff.person_id"), primary_key=True),
    Column("skill_folded", String(360), primary_key=True),
    Column("skill", String(120), nullable=False),
)

ATTACHMENT: Final = Table(
    "attachment",
    METADATA,
    Column("attachment_id", String(40), primary_key=True),
    Column("session_id", String(40), ForeignKey("session.session_id"), nullable=False, index=True),
    Column("room", String(20), nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed
    Column("media_type", String(100), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("uploaded_by", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

INSPECTION: Final = Table(
    "inspection",
    METADATA,
    Column("session_id", String(40), ForeignKey("session.session_id"), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

INSPECTION_RULE: Final = Table(
    "inspection_rule",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(120), nullable=False),
    Column("versions", String(120), nullable=False),
    Column("why", String(500), nullable=False),
)
