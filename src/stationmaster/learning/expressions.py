"""Regular expressions in RE2's syntax, which no text can make slow: the one place that knows RE2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2

from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.tokens import encodable

#: What takes a single byte, of which a character may have several.
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")


class Expression:
    """A regular expression, compared without regard to case; threads may share it.

    :raises InvalidItem: with RE2's reason why it cannot be used
    """

    def __init__(self, pattern: str) -> None:
        if _BYTE.search(pattern):
            raise InvalidItem(r"the regular expression cannot be used: \C may end within a character")
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        try:
            self._compiled: Any = re2.compile(encodable(pattern), options)
        except re2.error as error:
            reason = error.args[0].decode("utf-8", "replace")
            raise InvalidItem(f"the regular expression cannot be used: {reason}") from error

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches, from left to right; no match is empty."""
        for match in self._compiled.finditer(encodable(text)):
            if match.start() < match.end():
                yield match.start(), match.end()


def check_regex(pattern: str) -> None:
    """Refuse what RE2 cannot run.

    :raises InvalidItem: with RE2's reason
    """
    Expression(pattern)
