"""Teams, queues, skills, attachments and inspections."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them all."""
    op.create_table(
        "team",
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_folded", sa.String(360), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_team"),
        sa.UniqueConstraint("name_folded", name="uq_team_name_folded"),
    )
    op.create_table(
        "queue",
        sa.Column("queue_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_folded", sa.String(360), nullable=False),
        sa.Column("team_id", sa.String(40)),
        sa.PrimaryKeyConstraint("queue_id", name="pk_queue"),
        sa.UniqueConstraint("name_folded", name="uq_queue_name_folded"),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_queue"),
    )
    op.create_index("ix_queue_team_id", "queue", ["team_id"])
    op.create_table(
        "staff_team",
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "team_id", name="pk_staff_team"),
        sa.ForeignKeyConstraint(["person_id"], ["staff.person_id"], name="fk_staff_team_staff"),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_staff_team_team"),
    )
    op.create_index("ix_staff_team_team_id", "staff_team", ["team_id"])
    op.create_table(
        "staff_skill",
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("skill_folded", sa.String(360), nullable=False),
        sa.Column("skill", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "skill_folded", name="pk_staff_skill"),
        sa.ForeignKeyConstraint(["person_id"], ["staff.person_id"], name="fk_staff_skill"),
    )
    _sealed()


def _sealed() -> None:
    op.create_table(
        "attachment",
        sa.Column("attachment_id", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("room", sa.String(20), nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("uploaded_by", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_attachment"),
    )
    op.create_index("ix_attachment_session_id", "attachment", ["session_id"])
    op.create_table(
        "inspection",
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_inspection"),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_inspection"),
    )
