"""Credentials of all dialects, and what each tenant is called in SuperOffice"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stationmaster.storage.tables import UtcTime

revision = "0004"
down_revision = "0003"

FIRST_CONTEXT = 10_001


def upgrade() -> None:
    with op.batch_alter_table("credential") as batch_op:
        batch_op.add_column(sa.Column("until", UtcTime(), nullable=True))

    with op.batch_alter_table("tenant") as batch_op:
        batch_op.add_column(sa.Column("context", sa.String(length=16), nullable=True))
    tenant = sa.table("tenant", sa.column("id", sa.String), sa.column("context", sa.String))
    connection = op.get_bind()
    for number, row in enumerate(connection.execute(sa.select(tenant.c.id)).all(), FIRST_CONTEXT):
        named = sa.update(tenant).where(tenant.c.id == row.id).values(context=f"Cust{number}")
        connection.execute(named)
    with op.batch_alter_table("tenant") as batch_op:
        batch_op.alter_column("context", existing_type=sa.String(length=16), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_tenant_context"), ["context"])

    op.create_table(
        "login",
        sa.Column("username", sa.String(length=512), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_login")),
        sa.UniqueConstraint("user_id", name=op.f("uq_login_user_id")),
    )
    op.create_table(
        "client_app",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.String(length=8), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("single_use", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_app")),
    )
    with op.batch_alter_table("client_app") as batch_op:
        batch_op.create_index(batch_op.f("ix_client_app_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "used_token",
        sa.Column("client_app_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("client_app_id", "token_hash", name=op.f("pk_used_token")),
    )
    with op.batch_alter_table("used_token") as batch_op:
        batch_op.create_index(batch_op.f("ix_used_token_until"), ["until"], unique=False)
