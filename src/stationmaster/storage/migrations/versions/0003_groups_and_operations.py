"""Apps of several dialects, groups that serve at once, operations and uploads"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stationmaster.storage.tables import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("app") as batch_op:
        batch_op.add_column(sa.Column("dialect", sa.String(length=16), nullable=False, server_default="luis"))
        batch_op.drop_constraint("uq_app_tenant_id_name", type_="unique")
        batch_op.create_unique_constraint("uq_app_tenant_id_dialect_name", ["tenant_id", "dialect", "name"])

    op.create_table(
        "serving",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=16), nullable=False),
        sa.Column("current_run", sa.String(length=64), nullable=False),
        sa.Column("previous_run", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("version_id", "group", name=op.f("pk_serving")),
    )

    op.create_table(
        "operation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("app_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("modified_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("cancel_requested_at", UtcTime(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("log", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("number", name=op.f("uq_operation_number")),
    )
    with op.batch_alter_table("operation") as batch_op:
        batch_op.create_index("ix_operation_app", ["app_id", "kind", "number"], unique=False)
        batch_op.create_index("ix_operation_status", ["status", "number"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("app_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("app_id", "name", name=op.f("pk_document")),
    )

    op.execute("INSERT INTO counter (name, value) VALUES ('operation', 0)")
