"""Times of day: 7 am, 14:45, half past three, noon, 8 in the morning."""

import re
from dataclasses import replace

from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Clock

_HOURS_OF_HALF, _HOURS = 12, 24
_WORD_HOURS = range(1, 13)
_QUARTER, _LAST_MINUTE = 15, 59

#: a part of the day that is one moment
NOON = "MI"


def clock_at(reader: Reader, place: int) -> Read[Clock]:
    """The longest time of day that starts here; a bare hour counts only after "at"."""
    return reader.remember("clock", place, _longest)


def _longest(reader: Reader, place: int) -> Read[Clock]:
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def hour_at(reader: Reader, place: int) -> Read[Clock]:
    """A bare hour, in digits or in words, as it stands in "from 5 to 6"."""
    found = reader.integer(place)
    if found is None or found[0] > _HOURS or (len(reader.word(place)) > 2 and reader.word(place).isdecimal()):
        return None
    after = reader.word(found[1])
    if reader.glued(found[1]) and (after.isalpha() or after in ("%", "/")):
        return None
    if after in (":", ".", ",") and reader.glued(found[1] + 1) and reader.word(found[1] + 1).isdecimal():
        return None
    if (
        after in reader.numbers.rounds
        or after in reader.links.percent
        or after in ("°", reader.numbers.point)
    ):
        return None
    if reader.glued(place) and reader.word(place - 1) in ("-", "/", ".", ":", "$", "+"):
        return None
    return _of_hour(found[0]), found[1]


def daypart_at(reader: Reader, place: int) -> Read[str]:
    """In the morning, at night, this evening's bare "morning"; the code of the part."""
    for lead in reader.links.parts.leads:
        after = reader.phrase(place, lead)
        if after is not None and (part := reader.words.dayparts.get(reader.word(after))):
            return part, after + 1
    return None


def in_daypart(reader: Reader, clock: Clock, part: str) -> Clock:
    """Settle which half of the day a time is in."""
    hour = clock.hour % _HOURS_OF_HALF
    if not clock.twelve or (part == NOON and not hour):
        return clock
    after_noon = (
        part in (NOON, "AF", "EV")
        or (part == "NI" and hour >= reader.links.parts.night_from)
        or (part == "DT" and hour < 8)
    )
    return clock.at_hour(hour + _HOURS_OF_HALF if after_noon else hour)


def meridiem_at(reader: Reader, place: int) -> Read[str]:
    """am, p.m., a m"""
    word = reader.word(place)
    if word in ("am", "pm"):
        return word[0], place + 1
    if word not in ("a", "p"):
        return None
    if reader.word(place + 1) == "." and reader.word(place + 2) == "m":
        return word, reader.skip(place + 3, (".",)) if reader.glued(place + 3) else place + 3
    if reader.word(place + 1) == "m":
        return word, place + 2
    return (word, place + 1) if word == "p" and reader.glued(place) else None


def with_meridiem(clock: Clock, half: str) -> Clock | None:
    """The time in the half of the day that am or pm names."""
    if clock.hour > _HOURS_OF_HALF:
        return clock if half == "p" and clock.hour < _HOURS else None
    return clock.at_hour(clock.hour % _HOURS_OF_HALF + (_HOURS_OF_HALF if half == "p" else 0))


def _of_hour(hour: int, minute: int | None = None, second: int | None = None) -> Clock:
    twelve = 1 <= hour <= _HOURS_OF_HALF
    return Clock(hour=hour % _HOURS, minute=minute, second=second, twelve=twelve)


def _settled(reader: Reader, clock: Clock, after: int) -> tuple[Clock, int]:
    """Take in what settles the half of the day: am, "in the morning", "at night"."""
    links = reader.links  # in some, "am" is a word for "in the"
    if "am" not in links.clocks.settling and (half := meridiem_at(reader, after)):
        known = with_meridiem(clock, half[0])
        if known is not None:
            clock, after = known, half[1]
    if (
        reader.word(after) in reader.links.clocks.settling
        and reader.word(after - 1) not in reader.links.clocks.marked_hours
    ):
        part = daypart_at(reader, after)
        if part is not None:
            return in_daypart(reader, clock, part[0]), part[1]
    return clock, after


def _with_colon(reader: Reader, place: int) -> Read[Clock]:
    hour = reader.digits(place, 1, 2)
    minute = reader.digits(place + 2, 2)
    if hour is None or minute is None or hour > _HOURS or minute > 59:
        return None
    links = reader.links
    marked = (
        links.clocks.minutes_after_mark and reader.phrase(place + 3, *links.clocks.hour_marks) is not None
    )
    joints = (":", "h", ".") if marked else (":", "h")
    joined = reader.word(place + 1) in joints and reader.glued(place + 1) and reader.glued(place + 2)
    if not joined or (reader.glued(place) and reader.word(place - 1) in (":", ".", ",")):
        return None
    after, second = place + 3, None
    if reader.word(after) == ":" and reader.glued(after) and reader.glued(after + 1):
        second = reader.digits(after + 1, 2)
        if second is None or second > 59:
            return None
        after += 2
    elif reader.glued(after) and reader.word(after).isdecimal():
        return None
    clock = _of_hour(hour, minute, second)
    if reader.word(place + 1) == "h" and reader.links.clocks.exact_h:
        clock = replace(clock, twelve=False)
    if reader.links.clocks.minutes_after_mark:
        marks = reader.links.clocks.hour_marks + reader.links.clocks.hour_marks_after_at
        after = reader.phrase(after, *marks) or after
    return _settled(reader, clock, after)


def _hour_with_more(reader: Reader, place: int) -> Read[Clock]:
    """An hour that am, o'clock, a part of the day or "at" marks as one."""
    found = reader.integer(place) if reader.word(place) not in reader.links.clocks.unhourly else None
    digits = reader.word(place).isdecimal()
    if found is None or found[0] > _HOURS or (digits and len(reader.word(place)) > 2):
        return None
    if reader.glued(place) and (
        reader.word(place - 1) in (":", ".", ",", "/", "$") or reader.word(place - 1).isalpha()
    ):
        return None
    clock, after = _of_hour(found[0]), found[1]
    marks = reader.links.clocks.hour_marks
    if reader.follows(place, reader.links.clocks.at):
        marks += reader.links.clocks.hour_marks_after_at
    if (oclock := reader.phrase(after, *marks)) is not None:
        minute = reader.integer(oclock) if reader.links.clocks.minutes_after_mark else None
        if minute is not None and 10 <= minute[0] <= 59 and len(reader.word(oclock)) != 1:
            after = _after_minutes(reader, minute[1])
            return _settled(reader, replace(clock, minute=minute[0]), after)
        return _settled(reader, clock, oclock)
    settled = _settled(reader, clock, after)
    if settled[1] > after:
        return settled
    if reader.follows(place, reader.links.clocks.at):
        if reader.links.clocks.hour_before_point and digits and reader.word(after) in (",", "."):
            return clock, after
        if not reader.glued(after) and not reader.links.clocks.hours_at:
            return hour_at(reader, place)
    return None


def _any_hour(reader: Reader, place: int) -> Read[Clock]:
    """À 20 euros, a trois enfants: the original takes whatever could be an hour for one."""
    if not reader.links.clocks.hours_at or not reader.follows(place, reader.links.clocks.at):
        return None
    spoken = reader.lookup(place, reader.links.clocks.hours_at)
    if spoken is not None:
        return _of_hour(spoken[0]), spoken[1]
    hour, after = reader.digits(place, 1, 2), place + 1
    if hour is None or hour > _HOURS or reader.glued(place):
        return None
    if reader.glued(after) and (reader.word(after).isalnum() or reader.word(after) in reader.links.percent):
        return None
    return replace(_of_hour(hour), twelve=hour <= _HOURS_OF_HALF or hour == _HOURS), after


def _hour_and_minutes_in_words(reader: Reader, place: int) -> Read[Clock]:
    """Eight thirty, five fifteen pm"""
    word = reader.word(place)
    hour = reader.numbers.units.get(word) or reader.numbers.teens.get(word)
    if word in reader.numbers.tens:
        hour = reader.numbers.tens[word]
    if hour is None or (hour not in _WORD_HOURS and hour != 20):
        return None
    at = place + 2 if reader.word(place + 1) == "-" and hour == 20 else place + 1
    minute = reader.spoken(at)
    if minute is None or minute[0] > 59 or (minute[0] < 10 and minute[0] != 5):
        return None
    if reader.word(minute[1]) in reader.numbers.rounds or (hour == 20 and minute[0] != 5):
        return None
    if minute[0] == 5 and hour not in (12, 20):
        return None
    if reader.word(place - 1) in reader.numbers.rounds or reader.word(place - 2) in reader.numbers.rounds:
        return None
    return _settled(reader, _of_hour(hour, minute[0]), minute[1])


def _named(reader: Reader, place: int) -> Read[Clock]:
    found = reader.lookup(place, reader.words.named_clocks)
    return (Clock(hour=found[0]), found[1]) if found else None


def _past_or_to(reader: Reader, place: int) -> Read[Clock]:
    """Quarter past eight, five minutes to six."""
    links = reader.links
    start = reader.skip(place, links.articles)
    word = reader.word(start)
    named = links.clocks.part_hours.get(word)
    minutes = (named, start + 1) if named else reader.integer(start)
    if minutes is None or not 1 <= minutes[0] <= 59:
        return None
    counted = reader.words.duration_units.get(reader.word(minutes[1])) == "MIN"
    link = minutes[1] + 1 if counted else minutes[1]
    if reader.word(link) in links.clocks.past:
        sign = 1
    elif reader.word(link) in links.clocks.to:
        if reader.word(link) in links.clocks.to_if_counted and not (counted or named == 15):
            return None
        sign = -1
    else:
        return None
    if sign == 1 and reader.word(link) in links.clocks.past_if_counted and not (counted or named):
        return None
    found = hour_at(reader, link + 1)
    if found is None:
        named_hour = _named(reader, link + 1)
        if named_hour is None:
            return None
        found = named_hour
    total = found[0].hour * 60 + sign * minutes[0]
    hour = total // 60 % _HOURS
    if found[0].twelve:
        hour = hour or _HOURS_OF_HALF
    clock = replace(found[0], hour=hour, minute=total % 60)
    return _settled(reader, clock, found[1])


def _counted_to_hour(reader: Reader, place: int) -> Read[Clock]:
    """Diez minutos para las cinco, cuarto para las ocho, cinco minutos pasadas las dos."""
    links = reader.links
    named = links.clocks.part_hours.get(reader.word(place)) if links.clocks.to_phrases else None
    minutes = (
        (named, place + 1)
        if named == _QUARTER
        else reader.integer(place)
        if links.clocks.to_phrases
        else None
    )
    if minutes is None or not 1 <= minutes[0] <= _LAST_MINUTE:
        return None
    counted = reader.words.duration_units.get(reader.word(minutes[1])) == "MIN"
    if not counted and named != _QUARTER:
        return None
    link = minutes[1] + 1 if counted else minutes[1]
    to = reader.phrase(link, *links.clocks.to_phrases)
    after = to or reader.phrase(link, *links.clocks.past_phrases)
    found = hour_at(reader, after) if after else None
    if found is None:
        return None
    total = found[0].hour * 60 + (-minutes[0] if to else minutes[0])
    return _settled(reader, replace(found[0], hour=total // 60 % _HOURS, minute=total % 60), found[1])


def _daypart_at_hour(reader: Reader, place: int) -> Read[Clock]:
    """In the afternoon at 3"""
    part = daypart_at(reader, place)
    at = reader.phrase(part[1], *reader.links.clocks.at) if part else None
    if part is None or at is None:
        return None
    found = _with_colon(reader, at) or _hour_with_more(reader, at)
    return (in_daypart(reader, found[0], part[0]), found[1]) if found else None


def _hour_and_part(reader: Reader, place: int) -> Read[Clock]:
    """Las tres y media, dix heures moins dix, las cinco y veinte."""
    links = reader.links
    found = hour_at(reader, place) or _named(reader, place)
    if found is None or not links.clocks.plus:
        return None
    if links.clocks.minutes_in_words and (worded := _worded_minutes(reader, place, found)):
        return worded
    link = reader.phrase(found[1], *links.clocks.hour_marks) or found[1]
    if reader.word(link) in links.clocks.plus:
        sign, start = 1, link + 1
    elif (after := reader.phrase(link, *links.clocks.minus)) is not None:
        sign, start = -1, after
    else:
        return None
    named = links.clocks.part_hours.get(reader.word(start))
    if links.clocks.minutes_in_words and (named is None or (sign < 0 and named != _QUARTER)):
        return None
    said = reader.integer(start)
    marked = link > found[1] or reader.follows(place, links.clocks.at)
    minutes = (named, start + 1) if named else said if marked and said and said[0] < 60 else None
    if minutes is None:
        return None
    total = found[0].hour * 60 + sign * minutes[0]
    clock = replace(found[0], hour=total // 60 % _HOURS, minute=total % 60)
    return _settled(reader, clock, minutes[1] if named else _after_minutes(reader, minutes[1]))


def _after_minutes(reader: Reader, place: int) -> int:
    """Neuf heures trente minutes: the word belongs to the time where hours are marked."""
    counted = reader.words.duration_units.get(reader.word(place)) == "MIN"
    return place + 1 if counted and reader.links.clocks.marked_hours else place


def _worded_minutes(reader: Reader, place: int, hour: tuple[Clock, int]) -> Read[Clock]:
    """Cinco y veinte, cinco veinte; "menos" does not take away in the original."""
    links, word = reader.links, reader.word(place)
    if (
        not word.isalpha()
        or hour[1] != place + 1
        or hour[0].hour not in range(13)
        or word in links.clocks.unhourly
    ):
        return None
    link = (
        reader.phrase(place + 1, *((joint,) for joint in links.clocks.plus), *links.clocks.minus) or place + 1
    )
    minutes = reader.spoken(link)
    if minutes is None or not 1 <= minutes[0] <= 59 or not reader.word(link).isalpha():
        return None
    return _settled(reader, replace(hour[0], minute=minutes[0]), minutes[1])


def _dotted(reader: Reader, place: int) -> Read[Clock]:
    """Las 20.30; the article belongs to it."""
    hour, minute = reader.digits(place + 1, 1, 2), reader.digits(place + 3, 2)
    joined = reader.word(place + 2) == "." and reader.glued(place + 2) and reader.glued(place + 3)
    if (
        reader.word(place) not in reader.links.clocks.dotted_after
        or hour is None
        or minute is None
        or not joined
    ):
        return None
    if hour > _HOURS or minute > _LAST_MINUTE or reader.word(place + 4) in reader.links.percent:
        return None
    return _settled(reader, _of_hour(hour, minute), place + 4)


_CUT = re.compile(r"(2[0-4]|[01]?\d)([0-5]?\d)")


def _cut_minutes(reader: Reader, place: int) -> Read[Clock]:
    """120 minutos: what no hour has so many of is cut into an hour and minutes."""
    word = reader.word(place)
    if reader.word(place + 1) not in reader.links.clocks.cut_minutes or not word.isdecimal() or len(word) > 4:
        return None
    cut = _CUT.fullmatch(word) if int(word) > _LAST_MINUTE else None
    if cut is None or not int(cut[1]):
        return None
    return _of_hour(int(cut[1]), int(cut[2]) or None), place + 2


def _half_to(reader: Reader, place: int) -> Read[Clock]:
    """Halb vier, dreiviertel acht Uhr"""
    minute = reader.links.clocks.half_to.get(reader.word(place))
    found = hour_at(reader, place + 1) if minute else None
    if found is None:
        return None
    after = reader.phrase(found[1], *reader.links.clocks.hour_marks) or found[1]
    hour = (found[0].hour - 1) % _HOURS
    clock = replace(found[0], hour=hour or _HOURS_OF_HALF, minute=minute)
    return _settled(reader, clock, after)


_PRODUCTIONS = (
    _hour_and_part,
    _half_to,
    _cut_minutes,
    _dotted,
    _with_colon,
    _hour_with_more,
    _any_hour,
    _hour_and_minutes_in_words,
    _named,
    _past_or_to,
    _counted_to_hour,
    _daypart_at_hour,
)
