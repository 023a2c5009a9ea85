"""What records are found by. Sessions from before get their place now, and the rest at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and a row for every session there is."""
    op.create_table(
        "record",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("queue_id", sa.String(40), nullable=False),
        sa.Column("ended_by", sa.String(30)),
        sa.Column("modes", sa.Integer, nullable=False),
        sa.Column("recorded", sa.Boolean, nullable=False),
        sa.Column("interrupted", sa.Boolean, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("erased_at_ms", sa.BigInteger),
        sa.Column("erased_by", sa.String(40)),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("tags", sa.LargeBinary),
        sa.Column("projected", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_record"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_record"),
    )
    op.create_index("ix_record_session_id", "record", ["session_id"], unique=True)
    op.create_index("ix_record_opened_at_ms", "record", ["opened_at_ms"])
    op.create_table(
        "record_person",
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_record_person"),
        sa.ForeignKeyConstraint(["number"], ["record.number"], name="fk_record_person"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_person_number", "record_person", ["number"])
    for name, column in (("record_tag", "tag"), ("session_word", "word")):
        more = [sa.Column("inner", sa.Boolean, nullable=False)] if name == "session_word" else []
        op.create_table(
            name,
            sa.Column(column, sa.BigInteger, nullable=False, autoincrement=False),
            sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
            *more,
            sa.PrimaryKeyConstraint(column, "number", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["number"], ["record.number"], name=f"fk_{name}"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{name}_number", name, ["number"])
    op.execute(
        "INSERT INTO record (session_id, opened_at_ms, ended_at_ms, state, kind, door, queue_id, modes, "
        "recorded, interrupted, held, projected) "
        "SELECT session_id, opened_at_ms, ended_at_ms, state, 'help', 'page', 'q_default', 0, "
        "false, false, false, false FROM session ORDER BY opened_at_ms, session_id"
    )
