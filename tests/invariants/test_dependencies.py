import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_default_dependency_says_why_it_is_there() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    page = (ROOT / "docs" / "decisions" / "0008-dependencies.md").read_text("utf-8")
    rows = {
        row[0]: row[1:] for row in re.findall(r"^\| ([a-z0-9-]+) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    }
    assert rows.keys() - {"dependency", "---"} == {re.split(r"[<>=;~! ]", each)[0] for each in asked}
