"""Every table, in a form that SQLite and PostgreSQL share. Changes need a migration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; SQLite would lose the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=options.pop("nullable", False), **options)


tenant = sa.Table(
    "tenant",
    metadata,
    _id("id", primary_key=True),
    sa.Column("name", sa.String(128), nullable=False, unique=True),
    sa.Column("created_at", UtcTime, nullable=False),
    #: what its URLs in SuperOffice begin with
    sa.Column("context", sa.String(16), nullable=False, unique=True),
    #: the last number that an event of this tenant has
    sa.Column("events", sa.BigInteger, nullable=False, default=0),
    #: when a run of this tenant was last started: the turn order of fairness
    sa.Column("served", sa.BigInteger, nullable=False, default=0),
)

call_limit = sa.Table(
    "call_limit",
    metadata,
    _id("tenant_id", primary_key=True),
    sa.Column("kind", sa.String(32), primary_key=True),
    sa.Column("per_second", sa.Integer),
    sa.Column("per_month", sa.Integer),
)

user = sa.Table(
    "account",
    metadata,
    _id("id", primary_key=True),
    _id("tenant_id", index=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.UniqueConstraint("tenant_id", "email"),
)

credential = sa.Table(
    "credential",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    _id("tenant_id", index=True),
    _id("user_id"),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("region", sa.String(64)),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("until", UtcTime),
)

#: A user's name and password, for the dialects that take one.
login = sa.Table(
    "login",
    metadata,
    #: in one case, and no other user's of any tenant
    sa.Column("username", sa.String(512), primary_key=True),
    _id("tenant_id"),
    _id("user_id", unique=True),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
)

#: Programs that sign tokens: their secrets have to be known to verify those, so they are sealed.
client_app = sa.Table(
    "client_app",
    metadata,
    _id("id", primary_key=True),
    _id("tenant_id", index=True),
    _id("user_id"),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("algorithm", sa.String(8), nullable=False),
    sa.Column("sealed_secret", sa.LargeBinary, nullable=False),
    sa.Column("public_key", sa.Text),
    sa.Column("grants", sa.JSON, nullable=False),
    sa.Column("single_use", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)

#: Tokens that may not be used again, until they would be refused as expired.
used_token = sa.Table(
    "used_token",
    metadata,
    _id("client_app_id", primary_key=True),
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("until", UtcTime, nullable=False, index=True),
)

usage = sa.Table(
    "usage",
    metadata,
    _id("tenant_id", primary_key=True),
    sa.Column("kind", sa.String(32), primary_key=True),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("calls", sa.BigInteger, nullable=False),
)

app = sa.Table(
    "app",
    metadata,
    _id("id", primary_key=True),
    _id("tenant_id"),
    _id("owner_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("culture", sa.String(32), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("collaborators", sa.JSON, nullable=False),
    sa.Column("documents", sa.JSON, nullable=False),
    sa.Column("hits", sa.BigInteger, nullable=False, default=0),
    sa.Column("dialect", sa.String(16), nullable=False),
    sa.UniqueConstraint("tenant_id", "dialect", "name"),
)

version = sa.Table(
    "version",
    metadata,
    _id("id", primary_key=True),
    _id("tenant_id", index=True),
    _id("app_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("culture", sa.String(32), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    #: the last number that an item of this version has
    sa.Column("numbers", sa.BigInteger, nullable=False, default=0),
    sa.Column("documents", sa.JSON, nullable=False),
    sa.UniqueConstraint("app_id", "name"),
)

#: One row for each state of an item: the edits after which it began and ceased to be so.
item = sa.Table(
    "item",
    metadata,
    sa.Column("row", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    _id("version_id"),
    sa.Column("facet", sa.String(32), nullable=False),
    sa.Column("item_id", sa.String(128), nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("valid_from", sa.BigInteger, nullable=False),
    sa.Column("valid_to", sa.BigInteger),
    sa.Index("ix_item_order", "version_id", "facet", "position", "valid_from"),
    sa.Index("ix_item_id", "version_id", "facet", "item_id"),
    sa.Index("ix_item_from", "version_id", "valid_from"),
    sa.Index("ix_item_to", "version_id", "valid_to"),
    sa.Index("ix_item_label", "version_id", "facet", "label"),
)

edit = sa.Table(
    "edit",
    metadata,
    _id("version_id", primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True),
    _id("user_id"),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("items", sa.Integer, nullable=False),
)

aspect = sa.Table(
    "aspect",
    metadata,
    _id("version_id", primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("total", sa.String(64), nullable=False),
    sa.Column("members", sa.BigInteger, nullable=False),
)

training_run = sa.Table(
    "training_run",
    metadata,
    _id("id", primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    _id("tenant_id"),
    _id("app_id"),
    _id("version_id"),
    sa.Column("group", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("faults", sa.Integer, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("aspects", sa.LargeBinary, nullable=False),
    sa.Column("requested_at", UtcTime, nullable=False),
    sa.Column("started_at", UtcTime),
    sa.Column("ended_at", UtcTime),
    sa.Column("cancel_requested_at", UtcTime),
    sa.Column("snapshot", sa.String(64)),
    sa.Column("failure", sa.LargeBinary),
    sa.Column("progress", sa.LargeBinary),
    sa.Index("ix_training_run_version", "version_id", "group", "number"),
    sa.Index("ix_training_run_status", "status", "number"),
)

training_request = sa.Table(
    "training_request",
    metadata,
    _id("id", primary_key=True),
    _id("run_id", index=True),
    _id("user_id"),
    sa.Column("requested_at", UtcTime, nullable=False),
    sa.Column("joined", sa.Boolean, nullable=False),
)

artefact = sa.Table(
    "artefact",
    metadata,
    _id("id", primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    _id("version_id"),
    _id("target_id"),
    _id("run_id"),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Index("ix_artefact_target", "version_id", "target_id", "number"),
)

model_training = sa.Table(
    "model_training",
    metadata,
    _id("run_id", primary_key=True),
    _id("target_id", primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("target", sa.LargeBinary, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("examples", sa.BigInteger, nullable=False),
    sa.Column("reasons", sa.LargeBinary, nullable=False),
    _id("artefact_id", nullable=True),
    sa.Column("failure", sa.LargeBinary),
    sa.Column("started_at", UtcTime),
    sa.Column("ended_at", UtcTime),
)

evaluation = sa.Table(
    "evaluation",
    metadata,
    _id("run_id", primary_key=True),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

#: What the groups of a version that serve at once answer with.
serving = sa.Table(
    "serving",
    metadata,
    _id("version_id", primary_key=True),
    sa.Column("group", sa.String(16), primary_key=True),
    _id("current_run"),
    _id("previous_run", nullable=True),
)

#: Other long work than training: imports, exports, publishing, batch tests.
operation = sa.Table(
    "operation",
    metadata,
    _id("id", primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    _id("tenant_id"),
    _id("user_id"),
    sa.Column("email", sa.String(320), nullable=False),
    _id("app_id", nullable=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("arguments", sa.JSON, nullable=False),
    sa.Column("requested_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    sa.Column("started_at", UtcTime),
    sa.Column("ended_at", UtcTime),
    sa.Column("cancel_requested_at", UtcTime),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("log", sa.LargeBinary, nullable=False),
    sa.Column("outcome", sa.JSON),
    sa.Column("result", sa.String(64)),
    sa.Column("failure", sa.Text),
    sa.Index("ix_operation_app", "app_id", "kind", "number"),
    sa.Index("ix_operation_status", "status", "number"),
)

#: What a dialect carries of an app, by name: too large to be read with it.
document = sa.Table(
    "document",
    metadata,
    _id("app_id", primary_key=True),
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("blob", sa.String(64), nullable=False),
)

#: Files that a caller has sent, to be named by later calls.
upload = sa.Table(
    "upload",
    metadata,
    _id("id", primary_key=True),
    _id("tenant_id", index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

slot = sa.Table(
    "slot",
    metadata,
    _id("app_id", primary_key=True),
    sa.Column("name", sa.String(16), primary_key=True),
    _id("version_id"),
    sa.Column("version_name", sa.Text, nullable=False),
    _id("run_id"),
    sa.Column("published_at", UtcTime, nullable=False),
    _id("published_by"),
)

#: What moved, in the order in which it became visible.
event = sa.Table(
    "event",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    _id("tenant_id"),
    sa.Column("tenant_sequence", sa.BigInteger, nullable=False),
    _id("run_id", index=True),
    _id("target_id", nullable=True),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.UniqueConstraint("tenant_id", "tenant_sequence"),
)

#: One row for each number that the whole database shares.
counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("holder", sa.String(255), nullable=False),
    sa.Column("renewals", sa.BigInteger, nullable=False),
    sa.Column("workers", sa.Integer, nullable=False),
    sa.Column("renewed_at", UtcTime, nullable=False),
)
