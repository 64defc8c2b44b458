"""Exit codes, and which error ends in which."""

from __future__ import annotations

from enum import IntEnum

from stationmaster.domain import errors
from stationmaster.domain.errors import StationmasterError


class ExitCode(IntEnum):
    """What a command tells the shell."""

    OK = 0
    TRAINING_FAILED = 1  #: a model failed, or the training was cancelled
    USAGE = 2  #: the command line itself is wrong
    NOT_FOUND = 3  #: no such tenant, user, client app, app or version
    BAD_INPUT = 4  #: a file or value that cannot be taken
    REFUSED = 5  #: not as things stand: the name is taken, it is not trained, nothing runs
    UNAVAILABLE = 6  #: the data directory or its database cannot be used now
    INTERRUPTED = 130  #: stopped from the keyboard


class Refused(StationmasterError):
    """The command cannot be done as things stand."""


class BadInput(StationmasterError):
    """A file or value cannot be taken."""


#: The first class in an error's ancestry that is listed here decides.
CODES: dict[type[BaseException], ExitCode] = {
    errors.TenantNotFound: ExitCode.NOT_FOUND,
    errors.UserNotFound: ExitCode.NOT_FOUND,
    errors.ClientAppNotFound: ExitCode.NOT_FOUND,
    errors.AppNotFound: ExitCode.NOT_FOUND,
    errors.VersionNotFound: ExitCode.NOT_FOUND,
    errors.ItemNotFound: ExitCode.NOT_FOUND,
    errors.RunNotFound: ExitCode.NOT_FOUND,
    errors.InvalidItem: ExitCode.BAD_INPUT,
    errors.ItemExists: ExitCode.BAD_INPUT,
    errors.MalformedBody: ExitCode.BAD_INPUT,
    errors.BodyTooLarge: ExitCode.BAD_INPUT,
    BadInput: ExitCode.BAD_INPUT,
    errors.StorageUnavailable: ExitCode.UNAVAILABLE,
    errors.SchemaTooNew: ExitCode.UNAVAILABLE,
    errors.MasterKeyUnusable: ExitCode.UNAVAILABLE,
    errors.BlobDamaged: ExitCode.UNAVAILABLE,
    OSError: ExitCode.UNAVAILABLE,
    StationmasterError: ExitCode.REFUSED,
}


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code that an expected error ends in."""
    return next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
