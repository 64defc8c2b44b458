"""The carriers agree with one another and with what is documented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stationmaster.dialects.superoffice.wire import ArrayOf, Carrier, DictionaryOf, Kind, Scalar
from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire import related_carriers as r
from stationmaster.dialects.superoffice.wire import ticket_carriers as t
from stationmaster.dialects.superoffice.wire.kinds import members_by_name


def reached(kind: Kind) -> Iterator[Carrier]:
    """A kind and whatever it is made of, as far as these are carriers."""
    match kind:
        case Carrier():
            yield kind
            for member in (*kind.members, *kind.base):
                yield from reached(member.kind)
        case ArrayOf():
            yield from reached(kind.item)
        case DictionaryOf():
            yield from reached(kind.value)


CARRIERS = {
    carrier
    for module in (c, r, t)
    for kind in vars(module).values()
    if isinstance(kind, (Carrier, ArrayOf, DictionaryOf))
    for carrier in reached(kind)
}


@pytest.mark.parametrize(
    "carrier", sorted(CARRIERS, key=lambda carrier: carrier.name), ids=lambda carrier: carrier.name
)
def test_no_two_members_of_a_carrier_differ_only_in_case(carrier: Carrier) -> None:
    assert len(members_by_name(carrier)) == len(carrier.members) + len(carrier.base)


def test_no_two_carriers_have_one_name() -> None:
    names = [carrier.name for carrier in CARRIERS]
    assert len(names) == len(set(names))


def test_every_entity_tells_of_rights_and_no_request_does() -> None:
    bare = {carrier.name for carrier in CARRIERS if not carrier.base}
    assert {name for name in bare if not name.endswith("Request")} == {
        "TableRight",
        "FieldRight",
        "FieldProperty",
    }
    assert {carrier.name for carrier in CARRIERS if carrier.name.endswith("Request")} <= bare


@pytest.mark.parametrize(
    ("carrier", "names"),
    [
        (c.CATEGORIZATION_STATUS_RESPONSE, "ContextIdentifier Status CurrentModel PreviousModel"),
        (c.CATEGORIZATION_MODEL_DETAILS, "ModelBuiltDateTime Accuracy TicketCountForTraining"),
        (c.SENTIMENT, "Score Confidence"),
        (c.TRAIN_CATEGORY_GUESSER, "SelectionId MaxItems MaxTextLength"),
        (c.GUESS_CATEGORY, "TicketId"),
        (c.TICKET_CATEGORY, "Id Value Tooltip"),
    ],
)
def test_members_come_in_the_documented_order(carrier: Carrier, names: str) -> None:
    assert [member.name for member in carrier.members] == names.split()


@pytest.mark.parametrize(
    ("carrier", "names"),
    [
        (c.TICKET_CATEGORY_ENTITY, "TicketCategoryId ParentId Name Fullname ExternalName"),
        (t.TICKET_ENTITY,
         "TicketId Title CreatedAt LastChanged Category BaseStatus Slevel Origin Author FromAddress Language "
         "Sentiment SentimentConfidence NumMessages Messages SuggestedCategoryId SuggestedCategoryName "
         "OrigHumanCategoryId"),
        (t.TICKET_MESSAGE_ENTITY, "EjMessageId Ticket Body HtmlBody Type Author Slevel CreatedAt AttachmentsInfo"),
        (c.SELECTION_ENTITY, "SelectionId Name Description TargetTableName SelectionType MemberCount"),
        (c.BATCH_TASK_INFO,
         "Id Name State ProgressPercent ProgressDescription Created LastStarted Result Response"),
    ],
)  # fmt: skip
def test_entities_have_the_members_that_the_facade_needs(carrier: Carrier, names: str) -> None:
    assert set(names.split()) <= {member.name for member in carrier.members}


def test_a_category_is_an_entity_in_a_ticket_and_a_number_in_the_flat_one() -> None:
    assert members_by_name(t.TICKET_ENTITY)["category"].kind is c.TICKET_CATEGORY_ENTITY
    assert members_by_name(t.TICKET)["category"].kind is Scalar.INT
    assert members_by_name(t.TICKET_MESSAGE_ENTITY)["ticket"].kind is t.TICKET


def test_when_a_model_was_built_is_an_ordinary_date_and_when_a_ticket_was_made_is_not() -> None:
    assert members_by_name(c.CATEGORIZATION_MODEL_DETAILS)["modelbuiltdatetime"].kind is Scalar.DATE
    assert members_by_name(t.TICKET_ENTITY)["createdat"].kind is Scalar.STAMP
