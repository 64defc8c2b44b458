import pytest

from stationmaster.learning.language import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order? I paid last week.", "en"),
        ("Die Rechnung für meine Bestellung ist falsch", "de"),
        ("Jeg får ikke logget inn på kontoen min", "no"),
        ("Jag kan inte logga in på mitt konto", "sv"),
        ("Jeg kan ikke logge ind, kan I hjælpe mig?", "da"),
        ("Je ne peux pas me connecter à mon compte", "fr"),
        ("No puedo acceder a mi cuenta desde ayer", "es"),
        ("Ik kan niet inloggen op mijn rekening", "nl"),
        ("En voi kirjautua sisään tililleni", "fi"),
        ("注文はどこですか", "ja"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert language_of(text) == language
    assert language in LANGUAGES


@pytest.mark.parametrize("text", ["", "   ", "ok", "0815 4711", "ORD-123-ABC", "👍👍👍", "\x00\ud800"])
def test_what_says_too_little_has_no_language(text: str) -> None:
    assert language_of(text) is None
