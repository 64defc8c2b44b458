"""By which rules the aspects were summed up"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("INSERT INTO counter (name, value) VALUES ('aspects', 0)")
