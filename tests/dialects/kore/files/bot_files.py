"""What the tests of bot files share: the real ones, and datasets as a database would give them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stationmaster.dialects.kore.files.bot import Bot, put_together, take_apart
from stationmaster.dialects.kore.files.reading import decode
from stationmaster.domain.dataset import ITEM_TYPES, Dataset, Item
from stationmaster.domain.facets import STREAMED

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "kore"
BOTS = sorted(DATA.glob("bot_*.json"))

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not part of this repository and not beside it"
)


def read_bot(document: Any) -> Bot:
    """A bot file, from its JSON."""
    return take_apart(decode(json.dumps(document).encode()))


def datasets_of(bot: Bot) -> dict[str, Dataset]:
    """The datasets that hold a bot's items."""
    return {language: dataset_of(language, items) for language, items in bot.items.items()}


def dataset_of(language: str, items: tuple[Item, ...]) -> Dataset:
    """A dataset of these items, each as it comes back from where it is stored."""
    stored = [msgspec.json.decode(msgspec.json.encode(item), type=type(item)) for item in items]
    facets = {
        facet.value: tuple(item for item in stored if isinstance(item, kind))
        for facet, kind in ITEM_TYPES.items()
        if facet not in STREAMED
    }
    return Dataset(culture=language, **facets)  # type: ignore[arg-type]


def written(bot: Bot, datasets: Mapping[str, Dataset] | None = None) -> Any:
    """The file that a bot is put together to, through the bytes that are stored."""
    skeleton = json.loads(json.dumps(bot.skeleton))
    return put_together(skeleton, datasets_of(bot) if datasets is None else datasets)


def with_item(dataset: Dataset, item: Item, **changes: Any) -> Dataset:
    """The dataset with one item changed, or removed if nothing is said of it."""
    kept = tuple(
        replace(each, **changes) if each is item else each
        for each in dataset.items(item.facet)
        if changes or each is not item
    )
    return replace(dataset, **{item.facet.value: kept})


def with_new(dataset: Dataset, item: Item) -> Dataset:
    """The dataset with one item more."""
    return replace(dataset, **{item.facet.value: (*dataset.items(item.facet), item)})
