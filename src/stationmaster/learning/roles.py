"""Which part an entity plays, told by the words beside it: for entities that are matched, not learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import Entity, Utterance
from stationmaster.learning.tokens import Token, covering, folded, tokenise

NO_ROLE = ""
_REACH = 3  #: words looked at on each side
_SMOOTHING = 0.5


class RoleClassifier:
    """Naive Bayes over neighbouring words; it says nothing of words that it never saw.

    :param examples: how many labels each role has
    :param seen: with how many labels of each role (column) each word (row) was seen
    """

    def __init__(
        self, *, roles: Sequence[str], words: Sequence[str], examples: NDArray[Any], seen: NDArray[Any]
    ) -> None:
        self._roles = tuple(roles)
        self._words = tuple(words)
        self._examples = examples
        self._seen = seen
        self._rows = {word: row for row, word in enumerate(words)}
        self._prior = np.log(examples / examples.sum())
        self._given = np.log((seen + _SMOOTHING) / (examples + 2 * _SMOOTHING))

    def role_of(self, tokens: Sequence[Token], start: int, end: int) -> str | None:
        """The likeliest role of the stretch `[start, end)`, or None."""
        rows = sorted(self._rows[word] for word in _context(tokens, start, end) if word in self._rows)
        if not rows:
            return None
        role = self._roles[int(np.argmax(self._prior + self._given[rows].sum(axis=0)))]
        return role or None

    def manifest(self) -> dict[str, Any]:
        """The names that belong to the arrays."""
        return {"roles": self._roles, "words": self._words}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The counts that this was made from."""
        return {"role_examples": self._examples, "role_seen": self._seen}

    @classmethod
    def restored(cls, manifest: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> RoleClassifier:
        """What `manifest()` and `arrays()` gave."""
        return cls(
            roles=manifest["roles"],
            words=manifest["words"],
            examples=arrays["role_examples"],
            seen=arrays["role_seen"],
        )


def fit_roles(entity: Entity, utterances: Iterable[Utterance]) -> RoleClassifier | None:
    """Learn the roles of one entity from its labels; None when no label names one of its roles."""
    known = {role.name for role in entity.roles}
    labels = sorted(_labelled_contexts(entity, known, utterances))
    roles = sorted({role for role, _ in labels})
    if not any(roles):
        return None
    words = sorted({word for _, context in labels for word in context})
    seen: Counter[tuple[str, str]] = Counter((word, role) for role, context in labels for word in context)
    examples = Counter(role for role, _ in labels)
    return RoleClassifier(
        roles=roles,
        words=words,
        examples=np.array([examples[role] for role in roles], dtype=np.int32),
        seen=np.array([[seen[word, role] for role in roles] for word in words], dtype=np.int32).reshape(
            len(words), len(roles)
        ),
    )


def _labelled_contexts(
    entity: Entity, known: set[str], utterances: Iterable[Utterance]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for utterance in utterances:
        spans = [span for span in utterance.spans if entity_of(span) == entity.name]
        tokens = tokenise(utterance.text) if spans else ()
        for span in spans:
            role = span.role if span.role in known else None
            yield role or NO_ROLE, tuple(sorted(_context(tokens, span.start, span.end)))


def _context(tokens: Sequence[Token], start: int, end: int) -> set[str]:
    """The words beside `[start, end)`: each with its side, and the nearest as such."""
    covered = covering(tokens, start, end)
    if covered is None:
        return set()
    first, last = covered
    before = [folded(token.text) for token in tokens[max(0, first - _REACH) : first]]
    after = [folded(token.text) for token in tokens[last : last + _REACH]]
    words = {f"before {word}" for word in before} | {f"after {word}" for word in after}
    return (
        words | {f"just before {word}" for word in before[-1:]} | {f"just after {word}" for word in after[:1]}
    )
