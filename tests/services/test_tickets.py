from dataclasses import replace

import pytest
from helpdesk import Helpdesk, open_helpdesk, text_ticket

from stationmaster.domain.dataset import Message, Ticket
from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import Criterion, Selection, TicketStatus
from stationmaster.services.criteria import Order, TicketQuery


def test_ids_count_from_one_within_each_kind_and_are_never_used_again(helpdesk: Helpdesk) -> None:
    assert helpdesk.categories("Hardware", "Access") == ["1", "2"]
    assert helpdesk.tickets(text_ticket("a"), text_ticket("b")) == ["1", "2"]
    assert helpdesk.message("1", Body="hello").id == "1"
    with helpdesk.services() as services:
        services.tickets.delete(["2"])
        assert services.tickets.save([text_ticket("c")])[0].id == "3"


def test_nothing_is_made_by_looking(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        assert services.tickets.find(TicketQuery()) == ()
        assert services.tickets.count() == 0
        assert services.categories.tree().live == ()
        assert services.selections.all() == ()
        assert services.categorising.status() is None
        assert services.apps.all() == ()


def test_first_external_message_with_text_is_the_ticket_s_text(helpdesk: Helpdesk) -> None:
    (ticket_id,) = helpdesk.tickets(text_ticket("printer"))
    helpdesk.message(ticket_id, Slevel="Internal", Body="customer called")
    assert helpdesk.ticket(ticket_id).body == ""
    first = helpdesk.message(
        ticket_id,
        HtmlBody="<p>It is on <b>fire</b> &amp; loud</p><script>x()</script>",
        AttachmentsInfo=[{"Name": "smoke.jpg"}],
    )
    helpdesk.message(ticket_id, Body="a second one")
    ticket = helpdesk.ticket(ticket_id)
    assert (ticket.body, ticket.attachment_names) == ("It is on fire & loud", ("smoke.jpg",))
    with helpdesk.services() as services:
        services.tickets.save_messages([replace(first, carried={"Body": "It is out"})])
        assert services.tickets.get(ticket_id).body == "It is out"
        services.tickets.delete_message(first.id)
        assert services.tickets.get(ticket_id).body == "a second one"


def test_message_and_the_text_of_its_ticket_are_one_edit(helpdesk: Helpdesk) -> None:
    (ticket_id,) = helpdesk.tickets(text_ticket("printer"))
    with helpdesk.services() as services:
        before = services.tickets._desk.version().sequence
        services.tickets.save_messages([Message(id="", ticket_id=ticket_id, carried={"Body": "fire"})])
        assert services.tickets._desk.version().sequence == before + 1


def test_text_that_came_with_a_ticket_stays_when_messages_follow(helpdesk: Helpdesk) -> None:
    (ticket_id,) = helpdesk.tickets(text_ticket("printer", body="it smokes"))
    helpdesk.message(ticket_id, Body="any news?")
    helpdesk.message(ticket_id, Body="hello?")
    assert helpdesk.ticket(ticket_id).body == "it smokes"


def test_unknown_members_come_back_and_the_server_s_own_cannot_be_sent(helpdesk: Helpdesk) -> None:
    carried = {"Tags": [{"Id": 3, "Name": "x"}], "SuggestedCategoryId": 9}
    (ticket_id,) = helpdesk.tickets(text_ticket("a"))
    with helpdesk.services() as services:
        ticket = services.tickets.get(ticket_id)
        services.tickets.save([replace(ticket, carried=carried)])
    kept = helpdesk.ticket(ticket_id).carried
    assert kept["Tags"] == carried["Tags"]
    assert "SuggestedCategoryId" not in kept
    assert kept["CreatedAt"] == ticket.carried["CreatedAt"]


def test_ticket_of_an_unknown_or_deleted_category_is_refused_and_named(helpdesk: Helpdesk) -> None:
    (old,) = helpdesk.categories("Old")
    (ticket_id,) = helpdesk.tickets(text_ticket("kept", old))
    with helpdesk.services() as services:
        services.categories.delete(old)
        ticket = services.tickets.get(ticket_id)
        services.tickets.save([replace(ticket, subject="still kept")])
    for category_id in (old, "77"):
        with pytest.raises(InvalidItem, match=f"'lost'.*{category_id}"):
            helpdesk.tickets(text_ticket("lost", category_id))


def test_save_of_an_unknown_ticket_changes_nothing(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services, pytest.raises(ItemNotFound, match="ticket with the id 7"):
        services.tickets.save([text_ticket("new"), Ticket(id="7", subject="unknown")])
    with helpdesk.services() as services:
        assert services.tickets.count() == 0


def test_deleted_ticket_takes_its_messages_and_memberships_with_it(helpdesk: Helpdesk) -> None:
    first, second = helpdesk.tickets(text_ticket("a"), text_ticket("b"))
    message = helpdesk.message(first, Body="hello")
    with helpdesk.services() as services:
        (selection,) = services.selections.save([Selection(id="", name="all")])
        services.selections.add(selection.id, [int(first), int(second)])
        services.tickets.delete([first])
        assert list(services.selections.members(selection.id)) == [int(second)]
        with pytest.raises(ItemNotFound):
            services.tickets.message(message.id)


def test_search_filters_sorts_and_pages(helpdesk: Helpdesk) -> None:
    helpdesk.tickets(
        text_ticket("Printer down", sender="ann@example.org"),
        text_ticket("Password", status=TicketStatus.CLOSED),
        text_ticket("printer paper"),
        text_ticket("VPN"),
    )

    def subjects(query: TicketQuery) -> list[str]:
        with helpdesk.services() as services:
            return [ticket.subject for ticket in services.tickets.find(query)]

    printer = Criterion(field="subject", operator="begins", values=("PRINTER",))
    closed = Criterion(field="status", operator="is", values=("closed",))
    assert subjects(TicketQuery(alternatives=((printer,),))) == ["Printer down", "printer paper"]
    either = TicketQuery(alternatives=((printer,), (closed,)), skip=1, take=1)
    assert subjects(either) == ["Password"]
    falling = TicketQuery(order=(Order(field="id", descending=True),), take=2)
    assert subjects(falling) == ["VPN", "printer paper"]
    late = Criterion(field="id", operator="greater", values=("2",))
    assert subjects(TicketQuery(alternatives=((late,),))) == ["printer paper", "VPN"]
    with pytest.raises(InvalidItem, match="colour"):
        subjects(TicketQuery(order=(Order(field="colour"),)))


def test_ids_are_compared_as_numbers(helpdesk: Helpdesk) -> None:
    helpdesk.tickets(*(text_ticket(str(number)) for number in range(1, 12)))
    with helpdesk.services() as services:
        found = services.tickets.find(TicketQuery(order=(Order(field="id", descending=True),), take=3))
    assert [ticket.id for ticket in found] == ["11", "10", "9"]


def test_preferences_are_kept_whatever_the_case(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        assert services.tickets.preference("HugoAI", "CSCategorize") is None
        services.tickets.set_preference("HugoAI", "CSCategorize", "true")
        assert services.tickets.preference("hugoai", "cscategorize") == "true"


def test_nothing_of_one_tenant_is_seen_by_another(helpdesk: Helpdesk) -> None:
    (ticket_id,) = helpdesk.tickets(text_ticket("secret"))
    other = open_helpdesk(helpdesk.workshop.station.settings.data_dir, tenant="rival")
    with other.services() as services:
        assert services.tickets.find(TicketQuery()) == ()
        with pytest.raises(ItemNotFound):
            services.tickets.get(ticket_id)
        assert services.tickets.save([text_ticket("own")])[0].id == "1"
    other.workshop.station.database.close()
