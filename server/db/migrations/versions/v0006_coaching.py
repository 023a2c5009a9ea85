"""Notes about moments, their answers, and the library of clips."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "coaching_note",
        sa.Column("note_id", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("author_id", sa.String(40), nullable=False),
        sa.Column("about_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("note_id", name="pk_coaching_note"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_coaching_note"),
    )
    for column in ("session_id", "author_id", "about_id", "at_ms"):
        op.create_index(f"ix_coaching_note_{column}", "coaching_note", [column])
    op.create_table(
        "coaching_reply",
        sa.Column("reply_id", sa.String(40), nullable=False),
        sa.Column("note_id", sa.String(40), nullable=False),
        sa.Column("author_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("reply_id", name="pk_coaching_reply"),
        sa.ForeignKeyConstraint(["note_id"], ["coaching_note.note_id"], name="fk_coaching_reply"),
    )
    op.create_index("ix_coaching_reply_note_id", "coaching_reply", ["note_id"])
    op.create_table(
        "clip",
        sa.Column("clip_id", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("author_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("clip_id", name="pk_clip"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_clip"),
    )
    for column in ("session_id", "at_ms"):
        op.create_index(f"ix_clip_{column}", "clip", [column])
