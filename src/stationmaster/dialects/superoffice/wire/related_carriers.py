"""The carriers of what a ticket refers to: people, priorities, types, sales and projects.

This server learns nothing from them; they are described so that they come back in the vendor's spelling,
whichever spelling and form they were sent in.
"""

from __future__ import annotations

from stationmaster.dialects.superoffice.wire.carriers import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    INTS,
    LABEL,
    STAMP,
    TEXT,
    carrier,
    members,
    words,
)
from stationmaster.dialects.superoffice.wire.kinds import ArrayOf
from stationmaster.dialects.superoffice.wire.masks import PRIORITY_FLAGS

PERSON = carrier(
    "Person",
    members(TEXT, "Position"),
    members(INT, "PersonId"),
    members(TEXT, "Mrmrs", "Firstname", "Lastname", "MiddleName", "Title", "Description", "Email"),
    members(TEXT, "FullName", "DirectPhone", "FormalName"),
    members(INT, "CountryId", "ContactId"),
    members(TEXT, "ContactName"),
    members(INT, "Retired", "Rank", "ActiveInterests"),
    members(TEXT, "ContactDepartment"),
    members(INT, "ContactCountryId"),
    members(TEXT, "ContactOrgNr", "FaxPhone", "MobilePhone", "ContactPhone", "AssociateName"),
    members(INT, "AssociateId"),
    members(BOOL, "UsePersonAddress"),
    members(TEXT, "ContactFax", "Kanafname", "Kanalname", "Post1", "Post2", "Post3", "EmailName"),
    members(TEXT, "ContactFullName"),
    members(INT, "ActiveErpLinks", "TicketPriorityId", "SupportLanguageId", "SupportAssociateId"),
    members(LABEL, "CategoryName"),
    members(TEXT, "PersonNumber"),
)

_ESCALATION = words("TicketPriorityEscalateEvent", "None Stop Continue Restart")
TICKET_ALERT = carrier(
    "TicketPriorityEscalationLevelEntity",
    members(INT, "TicketAlertId", "AlertLevel", "AlertTimeout", "Action", "DelegateTo", "ScriptId"),
    members(TEXT, "EmailTo", "SmsTo"),
    members(INT, "ReplyTemplateIdCustomer", "ReplyTemplateIdUser", "ReplyTemplateIdCatmast"),
    members(INT, "ReplyTemplateIdEmail", "RtiCustomerSms", "ReplyTemplateIdUserSms"),
    members(INT, "ReplyTemplateIdCatmastSms", "ReplyTemplateIdSms"),
)
TICKET_PRIORITY_ENTITY = carrier(
    "TicketPriorityEntity",
    members(INT, "TicketPriorityId"),
    members(LABEL, "Name"),
    members(words("TicketPriorityStatus", "Unknown Normal Deleted"), "Status"),
    members(PRIORITY_FLAGS, "Flags"),
    members(INT, "SortOrder"),
    members(_ESCALATION, "TicketRead", "ChangedOwner", "TicketNewinfo", "TicketClosed"),
    members(_ESCALATION, "TicketChangedPriority", "TicketNew"),
    members(INT, "Deadline"),
    members(DATE, "MonStart", "MonStop", "TueStart", "TueStop", "WedStart", "WedStop", "ThuStart", "ThuStop"),
    members(DATE, "FriStart", "FriStop", "SatStart", "SatStop", "SunStart", "SunStop"),
    members(ArrayOf(item=DATE), "NonDates"),
    members(ArrayOf(item=TICKET_ALERT), "EscalationLevels"),
)
TICKET_TYPE = carrier(
    "TicketType",
    members(INT, "TicketTypeId"),
    members(LABEL, "Name"),
    members(TEXT, "Icon"),
    members(INT, "DefaultTicketStatus", "DefaultTicketPriority"),
    members(BOOL, "IsDefault", "ShowInNew", "ExcludeSignature", "ExcludeEmailRecipients"),
    members(BOOL, "ExternalAsDefault"),
    members(INTS, "VisibleForGroups"),
    members(BOOL, "ReplyForwardNoSignature", "ReplyExternalAsDefault"),
)
FORM_SUBMISSION = carrier(
    "TicketFormSubmission",
    members(INT, "FormSubmissionId"),
    members(TEXT, "EmailAddress"),
    members(
        words("FormSubmissionStatus", "Unknown InProgress EmailVerification Submitted Processed Failed"),
        "Status",
    ),
)
SALE = carrier(
    "Sale",
    members(TEXT, "ContactName"),
    members(DATE, "SaleDate"),
    members(INT, "SaleId", "Probability"),
    members(TEXT, "Title"),
    members(DOUBLE, "Amount"),
    members(LABEL, "Currency"),
    members(TEXT, "ProjectName", "AssociateFullName", "Description"),
    members(words("SaleStatus", "Unknown Open Sold Lost Stalled SaintAll"), "Status"),
    members(DOUBLE, "WeightedAmount"),
    members(INT, "ProjectId"),
    members(DOUBLE, "EarningPercent", "Earning"),
    members(INT, "ContactId", "AssociateId", "PersonId", "SaleTypeId"),
    members(LABEL, "SaleTypeName"),
    members(TEXT, "PersonFullName"),
    members(words("ActivityStatus", "Unknown NotStarted Started Completed"), "Completed"),
    members(INT, "ActiveErpLinks"),
    members(DATE, "NextDueDate"),
    members(TEXT, "Number"),
)
PROJECT = carrier(
    "Project",
    members(INT, "ProjectId"),
    members(TEXT, "Name", "Description", "URL"),
    members(LABEL, "Type"),
    members(INT, "AssociateId"),
    members(TEXT, "AssociateFullName"),
    members(INT, "TypeId"),
    members(STAMP, "Updated"),
    members(INT, "StatusId"),
    members(LABEL, "Status"),
    members(INT, "TextId"),
    members(DATE, "PublishTo", "PublishFrom"),
    members(BOOL, "IsPublished"),
    members(TEXT, "URLName", "ProjectNumber"),
    members(INT, "ActiveErpLinks", "EventId"),
    members(DATE, "StartDate"),
)
