"""Dates in Spanish, French and German: what is told apart, and what the originals misread."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.learning.prebuilt import RECOGNISED, recognise

SUNDAY = datetime.fromisoformat("2026-11-22T10:00:00")


def dates(culture: str, text: str) -> list[tuple[str, str, Any]]:
    return [
        (
            entity.type.removeprefix("builtin.datetimeV2."),
            text[entity.start : entity.end],
            entity.resolution["values"],
        )
        for entity in recognise(["datetimeV2"], text, culture=culture, reference=SUNDAY)
    ]


@pytest.mark.parametrize(
    ("culture", "text", "kind", "span"),
    [
        ("es-es", "nos vemos mañana", "date", "mañana"),
        ("es-es", "a las 7 de la mañana", "time", "7 de la mañana"),
        ("es-es", "el viernes a las 9 de la noche", "datetime", "viernes a las 9 de la noche"),
        ("es-es", "en 20 minutos", "datetime", "en 20 minutos"),
        ("es-es", "la semana que viene", "daterange", "la semana que viene"),
        ("es-es", "ayer por la tarde", "datetimerange", "ayer por la tarde"),
        ("es-es", "dos horas", "duration", "dos horas"),
        ("es-es", "todos los lunes", "set", "todos los lunes"),
        ("fr-fr", "on se voit après-demain", "date", "après-demain"),
        ("fr-fr", "à 14h35", "time", "14h35"),
        ("fr-fr", "demain à 9h30", "datetime", "demain à 9h30"),
        ("fr-fr", "la semaine prochaine", "daterange", "la semaine prochaine"),
        ("fr-fr", "demain matin", "datetimerange", "demain matin"),
        ("fr-fr", "de 9h à 11h", "timerange", "de 9h à 11h"),
        ("fr-fr", "trois jours", "duration", "trois jours"),
        ("fr-fr", "toutes les deux semaines", "set", "toutes les deux semaines"),
        ("de-de", "bis übermorgen", "daterange", "bis übermorgen"),
        ("de-de", "am 5. Mai", "date", "5. Mai"),
        ("de-de", "um halb vier", "time", "halb vier"),
        ("de-de", "Montag um 4 Uhr nachmittags", "datetime", "Montag um 4 Uhr nachmittags"),
        ("de-de", "nächste Woche", "daterange", "nächste Woche"),
        ("de-de", "gestern Abend", "datetimerange", "gestern Abend"),
        ("de-de", "von 9 bis 11 Uhr", "timerange", "von 9 bis 11 Uhr"),
        ("de-de", "jeden Freitag", "set", "jeden Freitag"),
    ],
)
def test_every_subtype_is_told_apart(culture: str, text: str, kind: str, span: str) -> None:
    ((found, where, _),) = dates(culture, text)
    assert (found, where) == (kind, span)


@pytest.mark.parametrize(
    ("culture", "text", "edge", "value"),
    [
        ("es-es", "el 1/4", "value", "2026-04-01"),
        ("es-es", "el mes pasado", "start", "2026-10-01"),
        ("es-es", "a las diez menos cuarto", "value", "09:45:00"),
        ("es-es", "a las 17h", "value", "17:00:00"),
        ("es-es", "antes de las 6", "end", "06:00:00"),
        ("fr-fr", "la semaine dernière", "start", "2026-11-09"),
        ("fr-fr", "demain soir", "start", "2026-11-23 16:00:00"),
        ("fr-fr", "les dernières 24 heures", "start", "2026-11-21 10:00:00"),
        ("fr-fr", "lundi à 9h30 du matin", "value", "2026-11-16 09:30:00"),
        ("de-de", "letzten Monat", "start", "2026-10-01"),
        ("de-de", "zwischen dem 1. März und dem 15. April", "start", "2026-04-01"),
        ("de-de", "die letzte Woche im Mai", "start", "2026-05-25"),
        ("de-de", "am 15.5.", "value", "2026-05-15"),
        ("de-de", "um fünf vor zwölf", "value", "11:55:00"),
    ],
)
def test_values_are_those_of_the_text(culture: str, text: str, edge: str, value: str) -> None:
    ((_, _, values),) = dates(culture, text)
    assert values[0][edge] == value


@pytest.mark.parametrize(
    ("culture", "text"),
    [
        ("es-es", "mi pedido no llega"),
        ("es-es", "buenos días"),
        ("es-es", "quiero las 2 cajas"),
        ("fr-fr", "bonjour, il me faut un autre mot de passe"),
        ("fr-fr", "elle habite près de la mer"),
        ("de-de", "der Preis stieg auf 3,5 Prozent"),
        ("de-de", "guten Tag"),
    ],
)
def test_text_without_dates_has_none(culture: str, text: str) -> None:
    assert dates(culture, text) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("le mois dernier", ["le mois"]),
        ("les trois derniers jours", ["derniers jours"]),
        ("elle a quatre-vingts disques", ["quatre"]),
        ("le 1er choix", ["1er"]),
        ("lundi à 4 heures de l'après-midi", ["lundi à 4 heures", "de l'après-midi"]),
        ("mardi et jeudi", ["mardi et jeudi"]),
        ("avant le 15 mai", ["15 mai"]),
        ("en mars", []),
        ("à midi", []),
        ("2 à 3 jours", ["3 jours"]),
        ("vos heures d'ouverture", ["heures"]),
        ("je cherche un hôtel", ["un h"]),
        ("pour le 16 ?", ["pour le 16"]),
        ("du lundi au vendredi de 9h à 18h", ["du lundi au vendredi", "vendredi de 9h à 18h"]),
    ],
)
def test_french_is_cut_where_the_original_cuts_it(text: str, spans: list[str]) -> None:
    assert [span for _, span, _ in dates("fr-fr", text)] == spans


def test_the_first_of_a_month_stays_open_in_french() -> None:
    open_day = {"timex": "XXXX-01-00", "type": "date", "value": "not resolved"}
    open_moment = {"timex": "XXXX-01-00T10", "type": "datetime", "value": "not resolved"}
    open_days = {"timex": "(XXXX-01-00,XXXX-04-15,PXD)", "type": "daterange", "value": "not resolved"}
    assert dates("fr-fr", "avant 1er mars") == [
        ("daterange", "avant 1er mars", [open_day | {"type": "daterange"}])
    ]
    assert dates("fr-fr", "le 1er mars") == [("date", "1er mars", [open_day])]
    assert dates("fr-fr", "1er mars à 10h") == [("datetime", "1er mars à 10h", [open_moment])]
    assert dates("fr-fr", "du 1er mars au 15 avril") == [
        ("daterange", "du 1er mars au 15 avril", [open_days])
    ]


def test_french_weekends_are_this_month_and_have_no_timex() -> None:
    ((_, span, (weekend,)),) = dates("fr-fr", "on part le week-end prochain")
    assert (span, weekend) == (
        "le week-end",
        {"type": "daterange", "start": "2026-11-01", "end": "2026-12-01"},
    )
    ((_, span, (since,)),) = dates("fr-fr", "depuis le week-end")
    assert (span, "timex" in since, since["start"]) == ("depuis le week-end", False, "2026-11-01")


PIECES = {
    "es-es": "a las de la mañana el lunes que viene pasado 5 30 de mayo : y media cuarto menos cada todos los "
    "dos mil tercio años hora hasta antes del desde próximo semana fin 2027 / - , € kg % ahora 😀",
    "fr-fr": "à heures demain lundi prochain dernier 5 30 mai : et demie quart moins le chaque tous les de du "
    "soir l' après-midi d' deux mille tiers ans jusqu'à avant 2027 / - , € kg % maintenant 😀 semaine quatre-vingt "
    "depuis week-end l'année moment 1er mars dernière jours matin hier et a chaque cent hôtel été fin 9h",
    "de-de": "um uhr morgen abend nächsten letzten montag am 5 . 30 mai : halb viertel nach vor jeden alle von "
    "bis zwischen und zweitausend drittel jahre 2027 / - , € kg % jetzt 😀 woche eine",
}


@settings(max_examples=150, deadline=None)
@given(
    drawn=st.sampled_from(sorted(PIECES)).flatmap(
        lambda culture: st.tuples(
            st.just(culture), st.lists(st.sampled_from(PIECES[culture].split()), max_size=25)
        )
    ),
    glue=st.sampled_from([" ", "", "  "]),
    reference=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
)
def test_any_text_gives_spans_inside_it_and_json(
    drawn: tuple[str, list[str]], glue: str, reference: datetime
) -> None:
    culture, pieces = drawn
    text = glue.join(pieces)
    for entity in recognise(RECOGNISED, text, culture=culture, reference=reference):
        assert 0 <= entity.start < entity.end <= len(text)
        assert json.loads(json.dumps(entity.resolution)) == entity.resolution
