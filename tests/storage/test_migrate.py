from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from workshop import open_workshop, small_app

from stationmaster.domain.aspects import ASPECT_RULES
from stationmaster.domain.errors import SchemaTooNew
from stationmaster.storage import tables
from stationmaster.storage.database import open_engine
from stationmaster.storage.migrate import _SCRIPTS, migrate

OF_THE_FIRST_SCHEMA = (
    "INSERT INTO tenant (id, name, created_at, events, served) VALUES (:id, :name, :at, 0, 0)",
    "INSERT INTO credential (secret_hash, tenant_id, user_id, kind, created_at) "
    "VALUES ('hash of ' || :name, :id, 'user', 'luis.authoring', :at)",
)


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return open_engine(tmp_path / "test.db")


def test_migrations_make_exactly_the_tables_that_the_code_expects(engine: sa.Engine, tmp_path: Path) -> None:
    migrate(engine, lock=tmp_path / "lock")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    migrate(engine, lock=tmp_path / "lock")
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        own = sa.update(tables.counter).where(tables.counter.c.name != "aspects")
        connection.execute(own.values(value=7))
    migrate(engine, lock=tmp_path / "lock")
    with engine.connect() as connection:
        kept = {row.name: row.value for row in connection.execute(sa.select(tables.counter))}
    assert kept.pop("aspects") == ASPECT_RULES
    assert set(kept.values()) == {7}
    engine.dispose()


def test_a_database_of_the_first_schema_keeps_its_rows(engine: sa.Engine, tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.update(tables.counter).values(value=7))
        for name in ("acme", "globex"):
            values = {"id": f"id of {name}", "name": name, "at": "2026-01-01 00:00:00.000000"}
            for statement in OF_THE_FIRST_SCHEMA:
                connection.execute(sa.text(statement), values)
    migrate(engine, lock=tmp_path / "lock")
    with engine.connect() as connection:
        counters = {row.name: row.value for row in connection.execute(sa.select(tables.counter))}
        assert {counters[name] for name in ("event", "run", "artefact", "turn")} == {7}
        assert connection.execute(sa.select(tables.evaluation)).all() == []
        tenants = {row.name: row.context for row in connection.execute(sa.select(tables.tenant))}
        assert sorted(tenants) == ["acme", "globex"]
        assert sorted(tenants.values()) == ["Cust10001", "Cust10002"]
        keys = {row.secret_hash: row.until for row in connection.execute(sa.select(tables.credential))}
        assert keys == {"hash of acme": None, "hash of globex": None}
    engine.dispose()


def test_database_of_a_newer_version_is_refused_and_left_alone(engine: sa.Engine, tmp_path: Path) -> None:
    migrate(engine, lock=tmp_path / "lock")
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match="9999"):
        migrate(engine, lock=tmp_path / "lock")
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "9999"
    engine.dispose()


def test_aspects_that_other_rules_summed_up_are_summed_up_anew(tmp_path: Path) -> None:
    shop = open_workshop(tmp_path)
    version = shop.new_version(*small_app())
    with shop.station.database.reading() as stores:
        right = stores.for_tenant(shop.owner.tenant_id).datasets.aspects(version.id)
    engine = open_engine(shop.station.settings.database_path)
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        connection.execute(sa.update(tables.aspect).values(total="7"))
        connection.execute(sa.update(tables.counter).filter_by(name="aspects").values(value=0))
    migrate(engine, lock=tmp_path / "lock")
    with shop.station.database.reading() as stores:
        assert stores.for_tenant(shop.owner.tenant_id).datasets.aspects(version.id) == right
    engine.dispose()
    shop.station.database.close()
