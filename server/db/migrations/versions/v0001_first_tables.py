"""The first tables: sessions and their log, staff, passes, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them all."""
    op.create_table(
        "session",
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("owner_id", sa.String(40)),
        sa.Column("customer_id", sa.String(40)),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("customer_name", sa.LargeBinary),
        sa.Column("reason", sa.LargeBinary),
        sa.Column("head_seq", sa.BigInteger, nullable=False),
        sa.Column("head_hash", sa.LargeBinary, nullable=False),
        sa.Column("node", sa.String(60)),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.PrimaryKeyConstraint("session_id", name="pk_session"),
    )
    op.create_index("ix_session_state_opened_at_ms", "session", ["state", "opened_at_ms"])
    op.create_table(
        "entry",
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "seq", name="pk_entry"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_entry"),
    )
    op.create_index("ix_entry_at_ms", "entry", ["at_ms"])
    _people()


def _people() -> None:
    op.create_table(
        "staff",
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_folded", sa.String(254), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_staff"),
        sa.UniqueConstraint("email_folded", name="uq_staff_email_folded"),
    )
    op.create_table(
        "pass",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.String(40)),
        sa.Column("session_id", sa.String(40)),
        sa.Column("peer_id", sa.String(40)),
        sa.Column("kind", sa.String(20)),
        sa.Column("role", sa.String(20)),
        sa.Column("csrf", sa.String(128)),
        sa.PrimaryKeyConstraint("digest", name="pk_pass"),
    )
    for column in ("expires_at_ms", "person_id", "session_id"):
        op.create_index(f"ix_pass_{column}", "pass", [column])
    op.create_table(
        "setting",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.String(2000), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.execute("INSERT INTO setting (name, value, version) VALUES ('readiness', '', 0)")
