from dataclasses import replace

import pytest
from helpdesk import Helpdesk, text_ticket

from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import MEMBER_BLOCK, Criterion, Selection


def make(helpdesk: Helpdesk, *criteria: Criterion) -> str:
    with helpdesk.services() as services:
        kept = Selection(id="", name="some", criteria=criteria or None)
        return services.selections.save([kept])[0].id


def test_members_are_counted_once_and_unknown_tickets_are_left_out(helpdesk: Helpdesk) -> None:
    helpdesk.tickets(*(text_ticket(str(number)) for number in range(MEMBER_BLOCK + 5)))
    selection_id = make(helpdesk)
    with helpdesk.services() as services:
        assert services.selections.add(selection_id, [1, 2, MEMBER_BLOCK + 1, 99_999]) == 3
        assert services.selections.add(selection_id, [2, 3]) == 1
        assert services.selections.remove(selection_id, [1, 77]) == 1
        assert list(services.selections.members(selection_id)) == [2, 3, MEMBER_BLOCK + 1]
        assert services.selections.count(selection_id) == 3
        assert services.selections.remove(selection_id, [MEMBER_BLOCK + 1, 2, 3]) == 3
        assert services.selections.count(selection_id) == 0


def test_criteria_decide_who_is_in_a_dynamic_selection(helpdesk: Helpdesk) -> None:
    helpdesk.tickets(text_ticket("printer"), text_ticket("vpn"), text_ticket("Printer again"))
    selection_id = make(helpdesk, Criterion(field="subject", operator="contains", values=("printer",)))
    with helpdesk.services() as services:
        assert list(services.selections.members(selection_id)) == [1, 3]
        with pytest.raises(InvalidItem, match="'some'"):
            services.selections.add(selection_id, [2])


def test_unknown_criterion_is_refused_by_name(helpdesk: Helpdesk) -> None:
    with pytest.raises(InvalidItem, match="colour"):
        make(helpdesk, Criterion(field="colour", operator="is", values=("red",)))
    with pytest.raises(InvalidItem, match="resembles"):
        make(helpdesk, Criterion(field="subject", operator="resembles", values=("red",)))


def test_deleted_selection_leaves_its_tickets(helpdesk: Helpdesk) -> None:
    helpdesk.tickets(text_ticket("a"))
    selection_id = make(helpdesk)
    with helpdesk.services() as services:
        services.selections.add(selection_id, [1])
        renamed = replace(services.selections.get(selection_id), name="other")
        assert services.selections.save([renamed])[0].name == "other"
        services.selections.delete(selection_id)
        assert services.tickets.count() == 1
        with pytest.raises(ItemNotFound):
            services.selections.members(selection_id)
