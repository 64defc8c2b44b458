"""The part of OData in which tickets are searched: conditions, order and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import Asked, whole_number
from stationmaster.dialects.superoffice.carrying import moment
from stationmaster.dialects.superoffice.columns import field_of, value_of
from stationmaster.dialects.superoffice.translate_lists import full_name
from stationmaster.dialects.superoffice.translate_tickets import STATUS_WORDS
from stationmaster.dialects.superoffice.wire import ArrayOf, Carrier, Exchange, Scalar, write_body
from stationmaster.dialects.superoffice.wire.kinds import Member
from stationmaster.dialects.superoffice.wire.selecting import read_select
from stationmaster.dialects.superoffice.wire.zones import Clock
from stationmaster.domain.errors import MalformedBody
from stationmaster.domain.tickets import Criterion, Ticket
from stationmaster.services.categories import CategoryTree
from stationmaster.services.criteria import OPPOSITES, Order, TicketQuery

#: So many tickets come in one answer where nothing is said, and at most.
PAGE, LARGEST_PAGE = 500, 5_000
_MOST_ALTERNATIVES = 200
_MOST_DEPTH = 40

_COMPARISONS = {
    "eq": "is",
    "ne": "is_not",
    "gt": "greater",
    "ge": "at_least",
    "lt": "less",
    "le": "at_most",
}
_FUNCTIONS = {
    "contains": "contains",
    "substringof": "contains",
    "startswith": "begins",
    "begins": "begins",
    "endswith": "ends",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<text>(?:datetime)?'(?:[^']|'')*')|(?P<sign>[(),])|(?P<word>[^\s(),']+))", re.IGNORECASE
)

Alternatives = tuple[tuple[Criterion, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is looked for, and which columns of it are told; nothing means all."""

    query: TicketQuery
    columns: frozenset[str]
    take: int


def read_search(query: Mapping[str, str], clock: Clock) -> Search:
    """The search that a query string asks for.

    :raises MalformedBody: a part of it cannot be read
    :raises InvalidItem: it names a column that there is not
    """
    top, skip = query.get("$top"), query.get("$skip")
    take = min(whole_number(top, "$top"), LARGEST_PAGE) if top else PAGE
    start = whole_number(skip, "$skip") if skip else 0
    if take < 0 or start < 0:
        raise MalformedBody("$top and $skip are not less than 0")
    condition = query.get("$filter", "").strip()
    selected = query.get("$select", "")
    return Search(
        query=TicketQuery(
            alternatives=_Conditions(condition, clock).read() if condition else ((),),
            order=tuple(map(_order, filter(None, map(str.strip, query.get("$orderby", "").split(","))))),
            skip=start,
            take=take + 1,
        ),
        columns=frozenset(name.strip().lower() for name in selected.split(",") if name.strip()),
        take=take,
    )


def _order(text: str) -> Order:
    column, _, direction = text.partition(" ")
    if direction.strip().lower() not in {"", "asc", "desc"}:
        raise MalformedBody(f"$orderby: {text[:60]!r} is not a column with asc or desc")
    return Order(field=field_of(column), descending=direction.strip().lower() == "desc")


class _Conditions:
    """Reads `$filter` into alternatives, each a list of criteria that all hold."""

    def __init__(self, text: str, clock: Clock) -> None:
        self._clock = clock
        self._tokens: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise MalformedBody(f"$filter: {text[at:][:40]!r} cannot be read")
            self._tokens.append(match["text"] or match["sign"] or match["word"])
            at = match.end()
        self._at = 0
        self._depth = 0

    def read(self) -> Alternatives:
        found = self._any()
        if self._at < len(self._tokens):
            raise MalformedBody(f"$filter: {self._tokens[self._at][:40]!r} is not expected")
        return found

    def _any(self) -> Alternatives:
        found = self._all()
        while self._takes("or"):
            found = _bounded(found + self._all())
        return found

    def _all(self) -> Alternatives:
        found = self._one()
        while self._takes("and"):
            found = _both(found, self._one())
        return found

    def _one(self) -> Alternatives:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise MalformedBody("$filter: the conditions are nested too deeply")
        try:
            if self._takes("not"):
                return _denied(self._one())
            if self._takes("("):
                found = self._any()
                self._expect(")")
                return found
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Alternatives:
        name = self._next()
        operator = _FUNCTIONS.get(name.lower())
        if operator and self._takes("("):
            found = self._function(name.lower(), operator)
            if self._takes("eq") and self._next().lower() == "false":
                found = _denied(found)
            return found
        word = self._next().lower()
        field = field_of(name)
        if word == "in":
            return ((Criterion(field=field, operator="is", values=self._values(field)),),)
        if word not in _COMPARISONS:
            raise MalformedBody(f"$filter: there is no comparison {word[:40]!r}")
        return (self._criterion(field, _COMPARISONS[word], self._next()),)

    def _function(self, name: str, operator: str) -> Alternatives:
        first = self._next()
        self._expect(",")
        second = self._next()
        self._expect(")")
        column, value = (second, first) if name == "substringof" else (first, second)
        return (self._criterion(field_of(column), operator, value),)

    def _criterion(self, field: str, operator: str, token: str) -> tuple[Criterion, ...]:
        value = value_of(field, _literal(token), self._clock)
        if value == "" and operator in {"is", "is_not"}:
            return (Criterion(field=field, operator="is_empty" if operator == "is" else "is_set"),)
        return (Criterion(field=field, operator=operator, values=(value,)),)

    def _values(self, field: str) -> tuple[str, ...]:
        self._expect("(")
        values = [value_of(field, _literal(self._next()), self._clock)]
        while self._takes(","):
            values.append(value_of(field, _literal(self._next()), self._clock))
        self._expect(")")
        return tuple(values)

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise MalformedBody("$filter ends before its condition does")
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        is_next = self._at < len(self._tokens) and self._tokens[self._at].lower() == word
        self._at += is_next
        return is_next

    def _expect(self, word: str) -> None:
        found = self._next()
        if found != word:
            raise MalformedBody(f"$filter: {found[:40]!r} stands where {word!r} belongs")


def _literal(token: str) -> str:
    if token.endswith("'"):
        return token.partition("'")[2][:-1].replace("''", "'")
    return "" if token.lower() == "null" else token


def _both(some: Alternatives, others: Alternatives) -> Alternatives:
    return _bounded(tuple(one + other for one in some for other in others))


def _denied(alternatives: Alternatives) -> Alternatives:
    found: Alternatives = ((),)
    for criteria in alternatives:
        opposite = tuple((replace(each, operator=OPPOSITES[each.operator]),) for each in criteria)
        found = _both(found, opposite)
    return found


def _bounded(alternatives: Alternatives) -> Alternatives:
    if len(alternatives) > _MOST_ALTERNATIVES:
        raise MalformedBody("$filter: the conditions have too many alternatives")
    return alternatives


def row(ticket: Ticket, tree: CategoryTree, exchange: Exchange) -> dict[str, Any]:
    """A ticket as a line of a list."""
    category = tree.get(ticket.category_id)
    kept = ticket.carried
    return {
        "ticketId": int(ticket.id),
        "title": ticket.subject,
        "createdAt": exchange.clock.write(moment(kept.get("CreatedAt")), stamp=True),
        "lastChanged": exchange.clock.write(moment(kept.get("LastChanged")), stamp=True),
        "category": exchange.language.label(full_name(category, tree)) if category else "",
        "categoryId": int(category.id) if category else 0,
        "baseStatus": STATUS_WORDS[ticket.status],
        "slevel": kept.get("Slevel", "Unknown"),
        "origin": kept.get("Origin", "Unknown"),
        "author": kept.get("Author", ""),
        "fromAddress": ticket.sender,
        "language": kept.get("Language", ""),
        "suggestedCategoryId": kept.get("SuggestedCategoryId", 0),
        "origHumanCategoryId": kept.get("OrigHumanCategoryId", 0),
    }


_RESULT = Carrier(
    name="ODataResult",
    members=(
        Member(name="odata.metadata", kind=Scalar.TEXT),
        Member(name="odata.nextLink", kind=Scalar.TEXT),
        Member(name="value", kind=ArrayOf(item=Scalar.ANY)),
    ),
)


def answer(asked: Asked, search: Search, rows: list[dict[str, Any]]) -> Answer:
    """The answer to a search; `$select` leaves columns out here, in place of emptying them."""
    told = [
        {"PrimaryKey": str(each["ticketId"]), "EntityName": "ticket", **_selected(each, search.columns)}
        for each in rows[: search.take]
    ]
    here = f"{asked.call.base_url}{asked.call.path}"
    value = {
        "odata.metadata": f"{here.rpartition('/')[0]}/$metadata#Ticket",
        "odata.nextLink": _next_page(asked, search, here) if len(rows) > search.take else None,
        "value": told,
    }
    body, headers = write_body(replace(asked.exchange, selection=read_select(None)), _RESULT, value)
    return Answer(status=200, body=body, headers=headers)


def _selected(row: Mapping[str, Any], columns: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not columns or name.lower() in columns}


def _next_page(asked: Asked, search: Search, here: str) -> str:
    said = {name: value for name, value in asked.call.query.items() if name != "$skip"}
    said["$skip"] = str(search.query.skip + search.take)
    return f"{here}?" + "&".join(f"{quote(name, safe='$')}={quote(value)}" for name, value in said.items())
