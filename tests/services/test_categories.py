from dataclasses import replace

import pytest
from helpdesk import Helpdesk

from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import Category


def test_full_name_joins_the_parents(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        (top,) = services.categories.save([Category(id="", name="Hardware")])
        (child,) = services.categories.save([Category(id="", name="Printers", parent_id=top.id)])
        assert services.categories.tree().full_name(child.id) == "Hardware/Printers"
        services.categories.save([replace(top, name="Devices")])
        assert services.categories.tree().full_name(child.id) == "Devices/Printers"


def test_missing_parts_of_a_path_are_made_once(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        paths = [("Hardware", "Printers"), ("hardware", "Screens"), ("HARDWARE", "printers"), ("Access",)]
        found = services.categories.at(paths)
        tree = services.categories.tree()
        assert [tree.full_name(category.id) for category in tree.live] == [
            "Hardware",
            "Access",
            "Hardware/Printers",
            "Hardware/Screens",
        ]
        assert found["Hardware", "Printers"] == found["HARDWARE", "printers"]
        assert services.categories.at(paths) == found


def test_category_cannot_be_below_itself(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        (top,) = services.categories.save([Category(id="", name="Top")])
        (below,) = services.categories.save([Category(id="", name="Below", parent_id=top.id)])
        with pytest.raises(InvalidItem, match="'Top' would be below itself"):
            services.categories.save([replace(top, parent_id=below.id)])


@pytest.mark.parametrize("category", [Category(id="", name=" "), Category(id="", name="x", parent_id="9")])
def test_category_without_name_or_with_an_unknown_parent_is_refused(
    helpdesk: Helpdesk, category: Category
) -> None:
    with helpdesk.services() as services, pytest.raises(InvalidItem):
        services.categories.save([category])


def test_deleted_category_is_gone_but_its_tickets_can_name_it(helpdesk: Helpdesk) -> None:
    (category_id,) = helpdesk.categories("Old")
    with helpdesk.services() as services:
        services.categories.delete(category_id)
        tree = services.categories.tree()
        assert tree.live == ()
        assert tree.full_name(category_id) == "Old"
        with pytest.raises(ItemNotFound):
            services.categories.get(category_id)
        assert services.categories.save([Category(id="", name="Old")])[0].id != category_id


def test_category_with_others_below_it_stays(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        services.categories.at([("Hardware", "Printers")])
        with pytest.raises(InvalidItem, match=r"'Hardware'.*'Printers'"):
            services.categories.delete("1")
