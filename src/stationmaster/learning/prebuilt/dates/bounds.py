"""What is bounded on one side: before Friday, since last year, after 6pm."""

from stationmaster.learning.prebuilt.dates.clocks import clock_at
from stationmaster.learning.prebuilt.dates.day_ranges import day_range_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.moments import moment_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import UNRESOLVED, Days, Meaning, Plain, Value

_RANGE_OF = {"date": "daterange", "datetime": "datetimerange", "time": "timerange"}


def bounded_at(reader: Reader, place: int) -> Read[Plain]:
    """A date, a time or a stretch of days with before, until, by, after or since in front of it."""
    links = reader.links
    named = reader.lookup(place, links.bound_phrases)
    mod, stop = named or (reader.words.bounds.get(reader.word(place)), place + 1)
    if mod is None:
        return None
    bare = reader.word(place) in links.bare_bounds
    start = stop if bare else reader.skip(stop, links.skipped)
    start = reader.skip(start, links.the) if reader.word(start + 1) in links.edges else start
    found: list[tuple[Meaning, int]] = [
        read
        for read in (
            moment_at(reader, start),
            day_at(reader, start),
            clock_at(reader, start),
            day_range_at(reader, start),
        )
        if read is not None
    ]
    if not found:
        return None
    meaning, after = max(found, key=lambda read: read[1])
    has_start = not links.start_is_close or start == stop
    both_ends = isinstance(meaning, Days) and meaning.timex.startswith("(")
    if both_ends and has_start and reader.word(place) in links.start:
        return None  # "desde mañana hasta el viernes" has both its ends
    return _bounded(mod, meaning), after


def _bounded(mod: str, meaning: Meaning) -> Plain:
    kind = _RANGE_OF.get(meaning.kind, meaning.kind)
    is_range = isinstance(meaning, Days)
    source = "datetimerange" if kind == meaning.kind else "datetimepoint"
    edge = "end" if mod == "before" else "start"
    entries: list[Value] = []
    for value in meaning.values():
        if value.get("value") == UNRESOLVED:
            entries.append({"timex": value["timex"], "Mod": mod, "type": kind, "sourceEntity": source})
            continue
        if "value" in value:
            bound = value["value"]
        elif is_range:
            bound = value["end"] if mod == "after" or value.get("Mod") == "end" else value["start"]
        else:
            continue
        shown = "before-end" if value.get("Mod") == "end" and mod == "before" else mod
        entries.append(
            {"timex": value["timex"], "Mod": shown, "type": kind, "sourceEntity": source, edge: bound}
        )
    return Plain(kind=kind, entries=tuple(entries))
