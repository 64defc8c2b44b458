"""The page of words is what the dialects answer with."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from stationmaster.dialects.kore import wording as kore
from stationmaster.dialects.superoffice import wording as superoffice
from stationmaster.domain.operations import OperationStatus
from stationmaster.domain.training import RunStatus

_SCRIPT = Path(__file__).parents[2] / "scripts" / "mapping.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mapping", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mapping"] = module
    spec.loader.exec_module(module)
    return module


def test_page_is_generated_from_the_tables() -> None:
    mapping = script()
    assert mapping.PAGE.read_text() == mapping.page()


def test_every_table_is_complete() -> None:
    runs, operations = set(RunStatus), set(OperationStatus)
    assert kore.ML_STATUS.keys() == kore.BUILDER_STATUS.keys() == kore.FAQ_STATUS.keys() == runs
    assert superoffice.STATUS.keys() == runs
    assert kore.FAQ_MESSAGE.keys() == set(kore.FAQ_STATUS.values())
    for table in (kore.IMPORT_STATUS, kore.DOCK_STATUS, kore.PUBLISH_STATUS):
        assert table.keys() == operations
