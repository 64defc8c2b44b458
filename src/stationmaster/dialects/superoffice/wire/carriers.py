"""The carriers of the AI agent and of what surrounds tickets, as SuperOffice names and orders them."""

from __future__ import annotations

from stationmaster.dialects.superoffice.wire.kinds import (
    ArrayOf,
    Carrier,
    DictionaryOf,
    Kind,
    Member,
    Scalar,
    Words,
)
from stationmaster.dialects.superoffice.wire.masks import CATEGORY_FLAGS, FIELD_RIGHT, TABLE_RIGHT

TEXT, LABEL, INT, DOUBLE = Scalar.TEXT, Scalar.LABEL, Scalar.INT, Scalar.DOUBLE
BOOL, DATE, STAMP, BYTES, ANY = Scalar.BOOL, Scalar.DATE, Scalar.STAMP, Scalar.BYTES, Scalar.ANY


def members(kind: Kind, *names: str) -> tuple[Member, ...]:
    """Neighbours of one kind."""
    return tuple(Member(name=name, kind=kind) for name in names)


def words(name: str, listed: str) -> Words:
    """An enumeration of words that blanks part."""
    return Words(name=name, words=tuple(listed.split()))


TABLE_RIGHT_CARRIER = Carrier(
    name="TableRight", members=(*members(TABLE_RIGHT, "Mask"), *members(LABEL, "Reason"))
)
FIELD_RIGHT_CARRIER = Carrier(
    name="FieldRight", members=(*members(FIELD_RIGHT, "Mask"), *members(LABEL, "Reason"))
)
FIELD_PROPERTY = Carrier(
    name="FieldProperty",
    members=(
        *members(FIELD_RIGHT_CARRIER, "FieldRight"),
        *members(TEXT, "FieldType"),
        *members(INT, "FieldLength"),
    ),
)
FIELD_PROPERTIES = DictionaryOf(value=FIELD_PROPERTY, entry="FieldPropertyDictionaryKeyValuePair")
STRING_DICTIONARY = DictionaryOf(value=TEXT, entry="StringDictionaryKeyValuePair")
INTS = ArrayOf(item=INT)
TEXTS = ArrayOf(item=TEXT)

BASE = (*members(TABLE_RIGHT_CARRIER, "TableRight"), *members(FIELD_PROPERTIES, "FieldProperties"))
EXTRA = members(STRING_DICTIONARY, "ExtraFields", "CustomFields")


def carrier(name: str, *groups: tuple[Member, ...]) -> Carrier:
    """A carrier with the rights that every carrier has."""
    return Carrier(name=name, members=tuple(member for group in groups for member in group), base=BASE)


def request(name: str, *groups: tuple[Member, ...]) -> Carrier:
    """The arguments of a call."""
    return Carrier(
        name=name + "Request", members=tuple(member for group in groups for member in group), base=()
    )


# The AI agent

CATEGORIZATION_MODEL_DETAILS = carrier(
    "CategorizationModelDetails",
    members(DATE, "ModelBuiltDateTime"),
    members(DOUBLE, "Accuracy"),
    members(INT, "TicketCountForTraining"),
)
CATEGORIZATION_STATUS_RESPONSE = carrier(
    "CategorizationStatusResponse",
    members(TEXT, "ContextIdentifier", "Status"),
    members(CATEGORIZATION_MODEL_DETAILS, "CurrentModel", "PreviousModel"),
)
SENTIMENT = carrier("Sentiment", members(INT, "Score", "Confidence"))

TRAIN_CATEGORY_GUESSER = request(
    "TrainCategoryGuesser", members(INT, "SelectionId", "MaxItems", "MaxTextLength")
)
GUESS_CATEGORY = request("GuessCategory", members(INT, "TicketId"))
DETECT_LANGUAGE = request("DetectLanguage", members(TEXT, "Text"))
DETECT_SENTIMENT = request("DetectSentiment", members(TEXT, "Text"))

# Lists

TICKET_BASE_STATUS = words(
    "TicketBaseStatus",
    "Unknown Active Closed Postponed Deleted Merged Spam PostponedSpecific Postponed1Hour Postponed2Hours "
    "Postponed3Hours Postponed4Hours PostponedDay PostponedWeek PostponedMonth",
)
CLOSING_STATUS = words("TicketCategoryClosingStatus", "UserDefined Active Closed Postponed")
TICKET_STATUS_ENTITY = carrier(
    "TicketStatusEntity",
    members(INT, "TicketStatusId"),
    members(LABEL, "Name"),
    members(TICKET_BASE_STATUS, "Status"),
    members(words("TicketStatusTimeCounter", "None Internally Externally Queue"), "TimeCounter"),
    members(BOOL, "NoEmailReopen", "IsDefault", "UsedInQueue"),
)
TICKET_CATEGORY_ENTITY = carrier(
    "TicketCategoryEntity",
    members(INT, "TicketCategoryId", "ParentId"),
    members(LABEL, "Name", "Fullname"),
    members(INT, "CategoryMaster"),
    members(CATEGORY_FLAGS, "Flags"),
    members(words("TicketCategoryDelegateMethod", "Unknown Even Weighted Unfair Not"), "DelegateMethod"),
    members(LABEL, "ExternalName"),
    members(CLOSING_STATUS, "ClosingStatus", "MsgClosingStatus"),
    members(INT, "AssignmentLag", "ReplyTemplate"),
    members(TEXT, "NotificationEmail"),
    members(TICKET_STATUS_ENTITY, "DefaultTicketStatus", "DefaultMessageStatus"),
    members(INT, "EffectiveReplyTemplateId"),
    EXTRA,
)
TICKET_CATEGORY = carrier("TicketCategory", members(INT, "Id"), members(LABEL, "Value", "Tooltip"))
MDO_LIST_ITEM = carrier(
    "MDOListItem",
    members(INT, "Id"),
    members(LABEL, "Name", "ToolTip"),
    members(BOOL, "Deleted"),
    members(INT, "Rank"),
    members(TEXT, "Type"),
    members(ArrayOf(item=ANY), "ChildItems"),
    members(TEXT, "IconHint"),
    members(INT, "ColorBlock"),
    members(TEXT, "ExtraInfo", "StyleHint"),
    members(LABEL, "FullName"),
)

# Selections

ASSOCIATE = carrier(
    "Associate",
    members(INT, "AssociateId"),
    members(TEXT, "Name"),
    members(INT, "PersonId", "Rank"),
    members(TEXT, "Tooltip"),
    members(
        words(
            "UserType",
            "Unknown InternalAssociate ResourceAssociate ExternalAssociate AnonymousAssociate SystemAssociate",
        ),
        "Type",
    ),
    members(INT, "GroupIdx"),
    members(TEXT, "FullName", "FormalName"),
    members(BOOL, "Deleted"),
    members(INT, "EjUserId"),
    members(TEXT, "UserName"),
    EXTRA,
)
SELECTION_TYPE = words("SelectionType", "Static Dynamic Combined")
VISIBLE_FOR = carrier(
    "VisibleFor",
    members(INT, "VisibleId"),
    members(words("Visibility", "All Associate Group"), "Visibility"),
    members(LABEL, "DisplayValue"),
)
SELECTION_ENTITY = carrier(
    "SelectionEntity",
    members(TEXT, "Description", "Postit"),
    members(ASSOCIATE, "Associate", "CreatedBy", "UpdatedBy"),
    members(
        carrier("SelectionCategory", members(INT, "Id"), members(LABEL, "Value", "Tooltip")),
        "SelectionCategory",
    ),
    members(INT, "GroupIdx", "IncludePerson", "MemberCount"),
    members(TEXT, "Name"),
    members(INT, "PostitTextId"),
    members(STAMP, "CreatedDate"),
    members(INT, "SelectionId"),
    members(TEXT, "SoundEx"),
    members(INT, "Source", "TextId"),
    members(STAMP, "UpdatedDate"),
    members(INT, "UpdatedCount", "Visibility"),
    members(SELECTION_TYPE, "SelectionType"),
    members(BOOL, "CompanyUnique"),
    members(INT, "TargetTableNumber"),
    members(TEXT, "TargetTableName"),
    members(BOOL, "Completed"),
    members(INT, "LeftSelectionId", "RightSelectionId"),
    members(
        words(
            "SelectionUnionType", "Unknown SubtractRightFromLeft SubtractLeftFromRight Intersect XOR Union"
        ),
        "SelectionUnionType",
    ),
    members(TEXT, "MainProviderName", "ShadowProviderName", "ChartKey"),
    members(DATE, "LastLoaded"),
    members(INT, "LastLoadedBy"),
    members(ASSOCIATE, "LastLoadedByAssociate"),
    members(DATE, "LastMembershipChange"),
    members(INT, "LastMembershipChangeBy"),
    members(ASSOCIATE, "LastMembershipChangeByAssociate"),
    members(LABEL, "MainHeading", "MemberTabHeading"),
    members(TEXT, "MailingsProviderName"),
    members(INT, "DashboardTileDefinitionId"),
    members(ArrayOf(item=VISIBLE_FOR), "VisibleFor"),
)
ADD_SELECTION_MEMBERS = request("AddSelectionMembers", members(INT, "SelectionId"), members(INTS, "Ids"))
REMOVE_SELECTION_MEMBERS = request(
    "RemoveSelectionMembers", members(INT, "SelectionId"), members(INTS, "SelectionMemberIds")
)
DELETE_SELECTION_ENTITY = request("DeleteSelectionEntity", members(INT, "SelectionEntityId"))

# Batch tasks

BATCH_TASK_STATE = words(
    "BatchTaskState", "Unknown New Aquired Started Succeeded Failed SucceededManualCleanup All"
)
BATCH_TASK_INFO = carrier(
    "BatchTaskInfo",
    members(INT, "Id"),
    members(TEXT, "Name"),
    members(INT, "AssociateId", "DetailsTable", "DetailsRecord"),
    members(BOOL, "IsSystemTask", "IsInternalTask"),
    members(STRING_DICTIONARY, "ParameterObject"),
    members(DATE, "LastStarted"),
    members(STAMP, "Created"),
    members(INT, "StartCount"),
    members(TEXT, "DatabaseSerialNumber", "Context", "Result"),
    members(BATCH_TASK_STATE, "State"),
    members(LABEL, "Description", "Response"),
    members(TEXT, "Request"),
    members(LABEL, "ProgressDescription"),
    members(INT, "ProgressPercent"),
    members(TEXT, "FileName"),
    members(
        words("BatchTaskCancellationBehaviour", "CanCancel CancelWithWarning CannotCancel"),
        "CancellationBehaviour",
    ),
)
GET_BATCH_TASK_INFO = request("GetBatchTaskInfo", members(INT, "Id"))
GET_BATCH_TASK_INFOS_BY_STATE = request("GetBatchTaskInfosByState", members(BATCH_TASK_STATE, "State"))
STOP_BATCH_JOB = request("StopBatchJob", members(INT, "Id"))

# Preferences

PREFERENCE_LEVEL = words("PreferenceLevel", "Undefined HardDefault SystemWide Database Group Individual PC")
PREFERENCE_VALUE_TYPE = words(
    "PrefDescValueType",
    "Unknown Number Text Bool ListOfValues ListTableRef TimeList ContactID PersonID ProjectID SelectionID "
    "PosSize TimeZone Time Password MultiLineText",
)
PREFERENCE_SPEC = carrier("PreferenceSpec", members(TEXT, "Section", "Key"))
TAB_ORDER = carrier(
    "TabOrder",
    members(INT, "TabOrderId"),
    members(TEXT, "TabName", "Order"),
    members(INT, "AssociateId"),
)
PREFERENCE = carrier(
    "Preference",
    members(PREFERENCE_LEVEL, "Level"),
    members(TEXT, "RawValue"),
    members(PREFERENCE_SPEC, "Specification"),
    members(LABEL, "DisplayValue", "DisplayTooltip"),
    members(PREFERENCE_VALUE_TYPE, "DisplayType"),
    members(TAB_ORDER, "TabOrder"),
    members(INT, "TargetId", "PrefDescId"),
    members(TEXT, "TableName"),
    members(INT, "UserPreferenceId"),
)
GET_PREFERENCE_BY_NAME = request(
    "GetPreferenceByName", members(TEXT, "PrefSection", "PrefKey"), members(PREFERENCE_LEVEL, "PrefLevel")
)
GET_PREFERENCES = request("GetPreferences", members(ArrayOf(item=PREFERENCE_SPEC), "Specifications"))
SAVE_PREFERENCE_ENTITY = request(
    "SavePreferenceEntity", members(PREFERENCE, "Preference"), members(BOOL, "RemoveLowerLevels")
)
SAVE_PREFERENCES = request("SavePreferences", members(ArrayOf(item=PREFERENCE), "Preferences"))
