"""Brings a database to this version's schema when the server starts."""

from __future__ import annotations

import fcntl
import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from stationmaster.domain.errors import SchemaTooNew
from stationmaster.storage.recount import recount_if_needed

logger = logging.getLogger(__name__)

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: sa.Engine, *, lock: Path) -> None:
    """Run the missing migrations; of several processes that start at once, one does it.

    :raises SchemaTooNew: the database holds a revision that this version does not know
    """
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS))
        scripts = ScriptDirectory.from_config(config)
        with engine.execution_options(writes=True).connect() as connection, connection.begin():
            current = MigrationContext.configure(connection).get_current_revision()
            if current is not None and current not in {
                script.revision for script in scripts.walk_revisions()
            }:
                raise SchemaTooNew(
                    f"the database has schema {current}, which this version of Stationmaster does not know"
                )
            if current != scripts.get_current_head():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            if recount_if_needed(connection):
                logger.info("the aspects of all versions were summed up by the rules of this version")
