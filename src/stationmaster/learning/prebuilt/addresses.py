"""E-mail addresses and URLs."""

import re
from collections.abc import Iterator

from stationmaster.learning.prebuilt.recognised import Recognised

_EMAIL = re.compile(
    r"(?<![-a-z0-9_+.@])[a-z0-9_+][-a-z0-9_+.]{0,63}@[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?", re.IGNORECASE
)
_EMAIL_DOMAIN_END = re.compile(r"\.[a-z]{2,24}\Z", re.IGNORECASE)

_REST = r"(?P<rest>(?::\d{1,5})?(?:[/#?][-a-z0-9:%_+.~#?!&/=@(),;'*$]*)?)"
_HOST = r"[a-z0-9][-a-z0-9._]{0,254}"
_URL = re.compile(
    rf"(?<![\w@./-])(?:(?P<scheme>https?|ftp)://(?P<host>{_HOST}){_REST}"
    rf"|(?P<bare>{_HOST}){_REST.replace('rest', 'bare_rest')})",
    re.IGNORECASE,
)
_DOTTED_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_TOP_LEVEL = re.compile(r"[a-z]{2,18}", re.IGNORECASE)
_GOES_ON = frozenset("@+%=~")
_MERIDIEM = re.compile(r"\d{1,2}\.[ap]m", re.IGNORECASE)


def recognise_emails(text: str) -> Iterator[Recognised]:
    """`builtin.email`."""
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        if _EMAIL_DOMAIN_END.search(match.group()):
            yield _address("builtin.email", text, match.start(), match.end())


def recognise_urls(text: str) -> Iterator[Recognised]:
    """`builtin.url`: with a scheme, or a bare host that ends like a domain."""
    if "." not in text and "://" not in text:
        return
    for match in _URL.finditer(text):
        end = _url_end(text, match)
        if end:
            yield _address("builtin.url", text, match.start(), end)


def _url_end(text: str, match: re.Match[str]) -> int:
    """Where the URL ends; 0 when it is none."""
    bare = match["bare"]
    host, rest = (bare, match["bare_rest"]) if bare else (match["host"], match["rest"])
    end = match.end()
    if not rest:
        end -= len(host) - len(host.rstrip("-._"))
        host = host.rstrip("-._")
    if text[end : end + 1] in _GOES_ON:
        return 0
    if match["scheme"] and (host.lower() == "localhost" or _DOTTED_NUMBER.fullmatch(host)):
        return end
    name, dot, top_level = host.rpartition(".")
    if not dot or not name or not _TOP_LEVEL.fullmatch(top_level) or _MERIDIEM.fullmatch(host):
        return 0
    return end


def _address(kind: str, text: str, start: int, end: int) -> Recognised:
    return Recognised(type=kind, start=start, end=end, resolution={"value": text[start:end].lower()})
