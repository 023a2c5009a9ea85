"""Signed checkpoints; from here on the database itself refuses to change or to remove what is in a log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEYS = {"entry": ("session_id", "seq"), "checkpoint": ("session_id", "number")}


def upgrade() -> None:
    """Make the table and the triggers."""
    op.create_table(
        "checkpoint",
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("log_seq", sa.BigInteger, nullable=False),
        sa.Column("final", sa.Boolean, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signed_by", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_checkpoint"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_checkpoint"),
    )
    op.create_index("ix_checkpoint_session_id_log_seq", "checkpoint", ["session_id", "log_seq"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION auxilio_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what is in a log is never changed or removed'; END $$"
    )
    for table in _KEYS:
        op.execute(
            f"CREATE OR REPLACE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION auxilio_never_changed()"
        )


def _guard_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what is in a log is never changed or removed'); END"
    for table, (first, second) in _KEYS.items():
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_never_changed_by_{deed.lower()} "
                f"BEFORE {deed} ON {table} {refuse}"
            )
        # INSERT OR REPLACE removes a row without asking a trigger of removals.
        found = f"SELECT 1 FROM {table} WHERE {first} = NEW.{first} AND {second} = NEW.{second}"  # noqa: S608
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_never_changed_by_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS ({found}) {refuse}"
        )
