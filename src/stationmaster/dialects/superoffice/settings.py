"""What an operator decides of this dialect."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SuperOfficeSettings:
    """The vendor's own switches for an installation, and two of ours."""

    with_username: bool = True
    with_ticket: bool = True
    with_implicit: bool = True
    cors_origin: str = ""  #: origins that blanks part, `*` for every one; nothing: none
    base_zone: str = "UTC"  #: in which times are told where no zone is asked for
    strict_accept: bool = False  #: refuse an Accept that cannot be met, in place of JSON
    most_tickets: int = 0  #: the most that one training reads; the vendor's is 5,000; 0: all
