"""What XML can say, and how it says what it cannot."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire.kinds import ArrayOf, Carrier, Kind, Scalar
from stationmaster.dialects.superoffice.wire.xml_writing import write_xml

LOOSE = Carrier(name="Loose", members=c.members(Scalar.ANY, "Known"), base=c.BASE)


def inside(kind: Kind, tree: Any) -> str:
    """What stands between the tags of the root."""
    text = write_xml(kind, tree)
    ElementTree.fromstring(text)
    return text.partition(">")[2].rpartition("<")[0]


def test_base_members_come_first_and_the_others_as_they_are() -> None:
    tree = {"Known": 1, "Extra": "x", "TableRight": None, "FieldProperties": {}}
    assert (
        inside(LOOSE, tree) == '<TableRight i:nil="true"/><FieldProperties/><Known>1</Known><Extra>x</Extra>'
    )


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ({"A": [1, True, 1.5, "x", None]},
         '<A>1</A><A>true</A><A>1.5</A><A>x</A><A i:nil="true"/>'),
        ({"A": []}, "<A/>"),
        ({"A": {"B": [{"C": 1}, 2]}}, "<A><B><C>1</C></B><B>2</B></A>"),
        ({"A": [[1, "x"], [None]]},
         '<A><int>1</int><string>x</string></A><A><anyType i:nil="true"/></A>'),
        ({"A b": 1}, "<A_x0020_b>1</A_x0020_b>"),
        ({"1st": 1}, "<_x0031_st>1</_x0031_st>"),
        ({"": 1}, "<_>1</_>"),
        ({"a:b": 1}, "<a_x003A_b>1</a_x003A_b>"),
        ({"_x0041_": 1}, "<_x005F_x0041_>1</_x005F_x0041_>"),
        ({"🙂": 1}, "<_xD83D__xDE42_>1</_xD83D__xDE42_>"),
        ({"known": 1}, "<known>1</known>"),
        ({"A": "\0\x0b\ufffe"}, "<A>\ufffd\ufffd\ufffd</A>"),
        ({"A": "<&>\r\n\"'"}, "<A>&lt;&amp;&gt;&#xD;\n\"'</A>"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_told_as_far_as_xml_can(tree: Any, told: str) -> None:
    assert inside(LOOSE, tree) == told


def test_numbers_have_a_period_and_no_needless_zero() -> None:
    assert inside(c.CATEGORIZATION_MODEL_DETAILS, {"Accuracy": 100.0}) == "<Accuracy>100</Accuracy>"
    assert inside(c.CATEGORIZATION_MODEL_DETAILS, {"Accuracy": 92.31}) == "<Accuracy>92.31</Accuracy>"


def test_flags_are_parted_by_blanks() -> None:
    assert inside(c.TABLE_RIGHT_CARRIER, {"Mask": "Select, Update"}) == "<Mask>Select Update</Mask>"


def test_dictionaries_are_lists_of_entries() -> None:
    tree = {"a<": "1", "b": None}
    assert inside(c.STRING_DICTIONARY, tree) == (
        "<StringDictionaryKeyValuePair><Key>a&lt;</Key><Value>1</Value></StringDictionaryKeyValuePair>"
        '<StringDictionaryKeyValuePair><Key>b</Key><Value i:nil="true"/></StringDictionaryKeyValuePair>'
    )


def test_arrays_of_carriers_are_named_after_them() -> None:
    text = write_xml(ArrayOf(item=c.PREFERENCE_SPEC), [{"Section": "HugoAI"}, None])
    assert text == (
        '<ArrayOfPreferenceSpec xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        "<PreferenceSpec><Section>HugoAI</Section></PreferenceSpec>"
        '<PreferenceSpec i:nil="true"/></ArrayOfPreferenceSpec>'
    )
