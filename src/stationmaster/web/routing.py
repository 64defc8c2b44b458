"""Finds the route of a path: literal parts in any case, parameters as sent, a last slash or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from stationmaster.dialects.dialect import Route


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A route with the values of its parameters."""

    route: Route
    parameters: Mapping[str, str]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


class RouteTable:
    """The routes of one dialect as a tree of path segments; a literal is preferred to a parameter."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def match(self, method: str, path: str) -> Match | tuple[str, ...]:
        """The route of this request, or the methods that its path has: none if there is no such path."""
        segments = path.strip("/").split("/")
        for node, values in self._find(self._root, segments, ()):
            if method in node.routes:
                route, names = node.routes[method]
                decoded = (unquote(value) for value in values)
                return Match(route=route, parameters=dict(zip(names, decoded, strict=True)))
        return tuple(
            sorted({method for node, _ in self._find(self._root, segments, ()) for method in node.routes})
        )

    def _add(self, route: Route) -> None:
        node, names = self._root, []
        for segment in route.path.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment.strip("{}"))
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment.lower(), _Node())
        if route.method in node.routes:
            raise ValueError(f"two routes for {route.method} {route.path}")
        node.routes[route.method] = (route, tuple(names))

    def _find(
        self, node: _Node, segments: list[str], values: tuple[str, ...]
    ) -> Iterable[tuple[_Node, tuple[str, ...]]]:
        if not segments:
            if node.routes:
                yield node, values
            return
        first, rest = segments[0], segments[1:]
        literal = node.literals.get(unquote(first).lower())
        if literal is not None:
            yield from self._find(literal, rest, values)
        if node.parameter is not None and first:
            yield from self._find(node.parameter, rest, (*values, first))
