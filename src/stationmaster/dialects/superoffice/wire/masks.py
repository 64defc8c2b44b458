"""Sets of bits that are written as words: rights on tables and fields, and the flags of a category."""

from __future__ import annotations

import re

from stationmaster.dialects.superoffice.wire.kinds import Flags

#: A right that the vendor does not know counts for nothing, as its clients decode it: its own reference
#: shows samples with such words, and what a caller says of rights changes none.
TABLE_RIGHT = Flags(
    name="ETableRight",
    bits={
        "None": 0, "Select": 1, "Update": 2, "Insert": 4, "Delete": 8, "Filtering": 16,
        "RestrictedUpdate": 32, "R": 1, "UR": 3, "RI": 5, "URI": 7, "UDR": 11, "FULL": 15, "F": 16,
        "RF": 17, "FI": 20, "URU": 34, "WRITE": 38,
    },
    written=("Select", "Update", "Insert", "Delete", "Filtering", "RestrictedUpdate"),
    ignores_unknown=True,
)  # fmt: skip
FIELD_RIGHT = Flags(
    name="EFieldRight",
    bits={
        "None": 0, "Read": 1, "Write": 2, "Update": 3, "Nullable": 32, "UIHintMandatory": 64,
        "UIHintReadOnly": 128,
    },
    written=("Update", "Read", "Write", "Nullable", "UIHintMandatory", "UIHintReadOnly"),
    ignores_unknown=True,
)  # fmt: skip
CATEGORY_FLAGS = Flags(
    name="TicketCategoryFlags",
    bits={
        "Unknown": 0, "Internal": 1, "OnlyLoggedInUsers": 2, "DefaultToCategoryMaster": 4, "ListInMain": 8,
        "RedelegateNewMsg": 16, "DelegateToOurContact": 32, "PropagateReplyTemplate": 64,
        "MembersOnly": 128, "NotifyMembers": 256, "AcceptWhenReplying": 512,
    },
    written=(
        "Internal", "OnlyLoggedInUsers", "DefaultToCategoryMaster", "ListInMain", "RedelegateNewMsg",
        "DelegateToOurContact", "PropagateReplyTemplate", "MembersOnly", "NotifyMembers",
        "AcceptWhenReplying",
    ),
    none="Unknown",
)  # fmt: skip
PRIORITY_FLAGS = Flags(
    name="TicketPriorityFlags",
    bits={"Unknown": 0, "External": 1, "Default": 2, "AlertSchedule": 4},
    written=("External", "Default", "AlertSchedule"),
    none="Unknown",
)


def read_mask(flags: Flags, text: str) -> int:
    """The bits of words that commas or spaces part, in any case.

    :raises ValueError: a word that is none of these flags; the message names it
    """
    known = {word.lower(): bits for word, bits in flags.bits.items()}
    mask = 0
    for word in filter(None, re.split(r"[,\s]+", text)):
        bits = known.get(word.lower())
        if bits is None and not flags.ignores_unknown:
            raise ValueError(f"{word[:40]!r} is none of {', '.join(flags.bits)}")
        mask |= bits or 0
    return mask


def all_bits(flags: Flags) -> int:
    """The mask with every bit that has a word."""
    mask = 0
    for bits in flags.bits.values():
        mask |= bits
    return mask


def write_mask(flags: Flags, mask: int) -> str:
    """The words of a mask, as JSON has them; bits without a word are left out."""
    words = []
    left = mask
    for word in flags.written:
        bits = flags.bits[word]
        if left & bits == bits:
            words.append(word)
            left &= ~bits
    return ", ".join(words) or flags.none
