"""This, next and last: by how many steps a week, a day or a part of it is away."""

from stationmaster.learning.prebuilt.dates.reader import Read, Reader


def shift_at(reader: Reader, place: int) -> Read[int]:
    """This, next or last: by how many steps, and the place after it."""
    return reader.lookup(place, reader.words.shifts)


def shift_after(reader: Reader, place: int) -> Read[int]:
    """Next or last where it follows its noun: "que viene", "dernier"."""
    return reader.lookup(place, reader.words.shifts_after)


def is_period(reader: Reader, place: int, unit: str) -> bool:
    """Whether the word here is such a unit as a week or a month."""
    return reader.words.periods.get(reader.word(place)) == unit
