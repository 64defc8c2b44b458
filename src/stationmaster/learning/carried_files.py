"""Files of weights that installed packages carry: found without importing anything, and known by their hash."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
from pathlib import Path

from stationmaster.domain.errors import ModelUnusable

logger = logging.getLogger(__name__)


def carried_file(package: str, name: str) -> Path | None:
    """Where a file of a package lies, or nothing where the package is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / name


def is_pinned(path: Path | None, sha256: str, *, of: str) -> bool:
    """Whether a file is there and is the one with this hash; of one that is not, the log tells.

    :param of: what cannot be used without the file
    """
    if path is None:
        return False
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        logger.warning("no %s: %s cannot be read", of, path)
        return False
    if found != sha256:
        logger.warning("no %s: %s is not the file it should be", of, path)
    return found == sha256


class MissingWeights(ModelUnusable):
    """A model in service was trained with weights that are not here: bring them back, or train its version again."""
