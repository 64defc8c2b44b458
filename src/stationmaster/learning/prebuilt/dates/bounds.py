"""What is bounded on one side, or not sharply: before Friday, since last year, after 6pm, about 8."""

from stationmaster.learning.prebuilt.dates.clock_ranges import clock_range_at
from stationmaster.learning.prebuilt.dates.clocks import NOON, clock_at
from stationmaster.learning.prebuilt.dates.day_ranges import day_range_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.lengths import duration_at
from stationmaster.learning.prebuilt.dates.moments import moment_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.stretches import stretch_at
from stationmaster.learning.prebuilt.dates.values import (
    UNRESOLVED,
    Clocks,
    Days,
    Meaning,
    Plain,
    Stretches,
    Value,
    named_by,
    unresolved,
)

_RANGE_OF = {"date": "daterange", "datetime": "datetimerange", "time": "timerange"}


def bounded_at(reader: Reader, place: int) -> Read[Plain]:
    """A date, a time or a stretch of days with before, until, by, after or since in front of it."""
    links = reader.links
    named = reader.lookup(place, links.bounds.phrases)
    mod, stop = named or (reader.words.bounds.get(reader.word(place)), place + 1)
    if mod is None:
        return None
    bare = reader.word(place) in links.bounds.bare
    articles = links.skipped if links.bounds.articles is None else links.bounds.articles
    start = stop if bare else reader.skip(stop, articles)
    start = reader.skip(start, links.the) if reader.word(start + 1) in links.bounds.edges else start
    found: list[tuple[Meaning, int]] = [
        read
        for read in (
            moment_at(reader, start),
            day_at(reader, start),
            clock_at(reader, start),
            day_range_at(reader, start),
            stretch_at(reader, start),
            clock_range_at(reader, start) if bare or links.bounds.ends_begin else None,
            day_range_at(reader, place + 1),
            duration_at(reader, start) if links.bounds.lengths else None,
        )
        if read is not None
    ]
    if not found:
        return None
    meaning, after = max(found, key=lambda read: read[1])
    bare_weekday = after == start + 1 and reader.word(start) in reader.words.weekdays
    if bare_weekday and reader.word(place) in links.lengths.looking_back:
        return None
    has_start = not links.ranges.start_is_close or start == stop
    both_ends = isinstance(meaning, Days) and meaning.timex.startswith("(")
    if both_ends and has_start and reader.word(place) in links.ranges.start:
        return None  # "desde mañana hasta el viernes" has both its ends
    return _bounded(mod, meaning, ends_begin=links.bounds.ends_begin), after


def _bounded(mod: str, meaning: Meaning, *, ends_begin: bool) -> Plain:
    kind = _RANGE_OF.get(meaning.kind, meaning.kind)
    is_range = isinstance(meaning, Days | Clocks | Stretches)
    source = {"sourceEntity": "datetimerange" if kind == meaning.kind else "datetimepoint"}
    if isinstance(meaning, Clocks | Stretches):
        source = {}  # which the original leaves out
    edge = "end" if mod == "before" else "start"
    entries: list[Value] = []
    for value in meaning.values():
        if kind == "duration":
            entries.append({**value, "Mod": mod})
            continue
        if value.get("value") == UNRESOLVED and kind != meaning.kind:
            entries.extend(unresolved(kind, value["timex"]).entries)
            continue
        if value.get("value") == UNRESOLVED:
            entries.append({**named_by(value.get("timex", "")), "Mod": mod, "type": kind, **source})
            continue
        if "value" in value:
            bound = value["value"]
        elif is_range:
            from_end = mod == "after" or (value.get("Mod") == "end" and not (ends_begin and mod == "since"))
            bound = value["end"] if from_end else value["start"]
        else:
            continue
        of_end = value.get("Mod") == "end" and (mod == "before" or (ends_begin and mod == "after"))
        shown = f"{mod}-end" if of_end else mod
        timex = named_by(value.get("timex", ""))
        entries.append({**timex, "Mod": shown, "type": kind, **source, edge: bound})
    return Plain(kind=kind, entries=tuple(entries))


def about_at(reader: Reader, place: int) -> Read[Plain]:
    """What need not be exact: "gegen 8 Uhr", "circa zwei Stunden"."""
    if reader.word(place) not in reader.links.bounds.about:
        return None
    part = reader.words.dayparts.get(reader.word(place + 1))
    if part is not None:
        return (Plain(kind="time", entries=()), place + 2) if part == NOON else None
    found = [
        read
        for production in (moment_at, day_at, clock_at, day_range_at, duration_at)
        if (read := production(reader, place + 1)) is not None
    ]
    if not found:
        return None
    meaning, after = max(found, key=lambda read: read[1])
    entries = tuple({**value, "Mod": "approx"} for value in meaning.values())
    return Plain(kind=meaning.kind, entries=entries), after
