"""Settings: read once, passed as arguments from there on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

MEGABYTE = 1_000_000
DATA_DIR_VARIABLE = "STATIONMASTER_DATA_DIR"


def default_data_dir() -> Path:
    """The folder of the environment variable, or the platform's folder for a user's data."""
    named = os.environ.get(DATA_DIR_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_data_dir("stationmaster"))


def default_workers() -> int:
    """As many as there are cores, at most four."""
    return min(4, os.cpu_count() or 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything that an operator can set."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8750
    workers: int = 1
    worker_memory_bytes: int = 2_000 * MEGABYTE
    training_limit_seconds: float = 3600.0  #: for one learner in one attempt
    region: str | None = None  #: a key that names another region is refused
    max_body_bytes: int = 10 * MEGABYTE
    max_import_bytes: int = 50 * MEGABYTE
    loaded_sets: int = 64  #: published sets kept in memory
    kore_tells_reason: bool = False  #: whether a header says why Kore.ai credentials were refused
    superoffice_with_username: bool = True  #: which of SuperOffice's ways to log in are taken
    superoffice_with_ticket: bool = True
    superoffice_with_implicit: bool = True
    superoffice_cors_origin: str = ""  #: origins that blanks part, whose pages may call; `*` for every one
    superoffice_base_zone: str = "UTC"  #: in which its times are told where no zone is asked for
    superoffice_strict_accept: bool = False
    superoffice_most_tickets: int = 0  #: the most that one training reads; the vendor's is 5,000; 0: all
    kore_is_limited: bool = False  #: whether bots may be called only as often as Kore.ai lets them

    @property
    def database_path(self) -> Path:
        return self.data_dir / "stationmaster.db"

    @property
    def blob_dir(self) -> Path:
        return self.data_dir / "blobs"

    @property
    def vector_dir(self) -> Path:
        return self.data_dir / "vectors"

    @property
    def scratch_dir(self) -> Path:
        return self.data_dir / "scratch"

    def to_json(self) -> str:
        """For another process of this server."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """The settings that were written so."""
        values = json.loads(text)
        return cls(**{**values, "data_dir": Path(values["data_dir"])})
