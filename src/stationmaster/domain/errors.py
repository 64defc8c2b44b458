"""What can go wrong, told without HTTP: each dialect decides how its vendor says it."""

from __future__ import annotations


class StationmasterError(Exception):
    """Something the caller can act on."""

    def __str__(self) -> str:
        return super().__str__() or (type(self).__doc__ or "").strip()


class AccessDenied(StationmasterError):
    """The credential is missing, unknown or not meant for this call."""


class NotAMember(AccessDenied):
    """The caller is neither owner nor collaborator of this app."""


class TenantNotFound(StationmasterError):
    """No tenant has this name."""


class TenantExists(StationmasterError):
    """A tenant with this name exists already."""


class UserExists(StationmasterError):
    """A user with this e-mail exists already."""


class UserNotFound(StationmasterError):
    """The tenant has no user with this e-mail."""


class ClientAppNotFound(StationmasterError):
    """No client app with this id belongs to this tenant."""


class MasterKeyUnusable(StationmasterError):
    """The key that seals secrets cannot be used; the message names its file and why."""


class AppNotFound(StationmasterError):
    """No app with this id belongs to this tenant."""


class AppExists(StationmasterError):
    """An app with this name exists already."""


class VersionNotFound(StationmasterError):
    """The app has no version with this name."""


class VersionExists(StationmasterError):
    """The app has a version with this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the app has a version {name!r} already")
        self.name = name


class LastVersion(StationmasterError):
    """The only version of an app cannot be deleted."""


class ItemNotFound(StationmasterError):
    """The version has no such item."""


class ItemExists(StationmasterError):
    """The version has an item with this name already."""


class ItemProtected(StationmasterError):
    """This item cannot be changed or deleted."""


class InvalidItem(StationmasterError):
    """An item breaks a rule of its kind; the message names the item and the rule."""


class LimitExceeded(StationmasterError):
    """A limit of the tenant is reached; the message names it."""


class NotTrained(StationmasterError):
    """One or more models of the version are not trained as they stand."""


class TrainingNotRequested(StationmasterError):
    """No training was requested for this version."""


class RunNotFound(StationmasterError):
    """No training run with this id belongs to this tenant."""


class OperationNotFound(StationmasterError):
    """No operation with this id belongs to this tenant."""


class OperationCancelled(StationmasterError):
    """Somebody has cancelled this operation."""


class UploadNotFound(StationmasterError):
    """No file with this id was uploaded by this tenant."""


class InvalidTransition(StationmasterError):
    """The state machine has no such move."""


class NotPublished(StationmasterError):
    """Nothing is published in this slot."""


class BlobDamaged(StationmasterError):
    """A stored blob is missing or does not have the hash it is named by."""


class ModelUnusable(StationmasterError):
    """A model in service cannot be loaded by this installation: train its version again."""


class StorageUnavailable(StationmasterError):
    """The database takes no transaction now: its disk is full, or others have held it too long."""


class SchemaTooNew(StationmasterError):
    """The database was written by a newer version of Stationmaster."""


class RateLimited(StationmasterError):
    """The credentials of this tenant call more often than their limit allows."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"the rate limit is exceeded; retry after {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class QuotaExceeded(StationmasterError):
    """The credentials of this tenant have used up their calls of the month."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("the monthly quota is used up")
        self.retry_after_seconds = retry_after_seconds


class BodyTooLarge(StationmasterError):
    """The body of the request is larger than this kind of call takes."""


class MalformedBody(StationmasterError):
    """The body of the request is not what this call takes; the message names the place."""
