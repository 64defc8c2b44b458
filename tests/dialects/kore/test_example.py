"""The bot of the demonstration."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot_files import datasets_of, written
from jobsite import Jobsite
from workshop import open_workshop

from stationmaster.dialects.kore import bots
from stationmaster.dialects.kore.files.bot import take_apart
from stationmaster.dialects.kore.files.reading import decode
from stationmaster.dialects.kore.resolving import Thresholds, resolve

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "kore" / "garden_centre.json"


def test_example_has_some_of_everything_and_comes_out_as_it_went_in() -> None:
    bot = take_apart(decode(EXAMPLE.read_bytes()))
    assert written(bot) == json.loads(EXAMPLE.read_bytes())
    en = datasets_of(bot)["en"]
    of_intents = Counter(utterance.intent for utterance in en.utterances)
    assert len(of_intents) == len(en.intents) == 5
    assert min(of_intents.values()) >= 8
    assert len(en.faqs) == 15
    assert all((en.entities, en.patterns, en.synonyms, en.traits, en.small_talk, en.none_utterances))


def test_example_is_trained_and_answers(tmp_path: Path) -> None:
    shop = open_workshop(tmp_path)
    site = Jobsite(shop=shop)
    app = site.imported(EXAMPLE.read_bytes())
    shop.run_waiting()
    with site.reading() as services:
        (version,) = bots.versions(services, app).values()
        models = services.prediction.serving(version)
        names = {faq.id: faq.questions[0] for faq in site.datasets(app)["en"].faqs}
    thresholds = Thresholds.of_documents(version.documents)

    def won(text: str) -> list[str]:
        prediction = next(models.predict_all([text], reference=datetime.now(UTC)))
        return [winner.name for winner in resolve(prediction, thresholds, names).winners]

    assert won("where is my delivery") == ["Track_Delivery"]
    assert won("I want to join a pruning workshop") == ["Book_Workshop"]
    assert won("When should I prune roses?") == ["When should I prune roses?"]
    shop.station.database.close()
