"""Evaluations of trained sets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stationmaster.storage.tables import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_evaluation")),
    )
