import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from stationmaster.domain.tenants import TenantId
from stationmaster.learning.encoder import Vectors, text_hash
from stationmaster.storage.vectors import UNUSED_AGE, FileVectors

ACME, OTHER = TenantId("acme"), TenantId("other")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: Keeps twenty texts, one at a time.
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from stationmaster.learning.encoder import text_hash
from stationmaster.storage.vectors import FileVectors

class Clock:
    def now(self):
        return datetime(2026, 11, 22, tzinfo=UTC)

vectors = FileVectors(Path(sys.argv[1]), Clock()).for_tenant("acme")
for number in range(20):
    vectors.put("minilm", {text_hash(f"text {sys.argv[2]} {number}"): np.ones(384, np.float32)})
"""


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def vector(seed: int) -> Vectors:
    return np.random.default_rng(seed).standard_normal(384, dtype=np.float32)


def put(folder: Path, text: str, *, seed: int = 0, at: datetime = NOW, most: int = 10) -> None:
    FileVectors(folder, Clock(at), most=most).for_tenant(ACME).put("minilm", {text_hash(text): vector(seed)})


def kept(folder: Path, *texts: str, at: datetime = NOW, encoder: str = "minilm") -> set[str]:
    found = FileVectors(folder, Clock(at)).for_tenant(ACME).get(encoder, [text_hash(text) for text in texts])
    return {text for text in texts if text_hash(text) in found}


def test_a_vector_comes_back_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, "hello", seed=1)
    found = FileVectors(tmp_path, Clock()).for_tenant(ACME).get("minilm", [text_hash("hello")])
    np.testing.assert_array_equal(found[text_hash("hello")], vector(1))


def test_more_texts_than_one_question_may_hold_are_found(tmp_path: Path) -> None:
    vectors = FileVectors(tmp_path, Clock()).for_tenant(ACME)
    texts = [text_hash(str(number)) for number in range(1_234)]
    vectors.put("minilm", {text: vector(0) for text in texts})
    assert vectors.get("minilm", texts).keys() == set(texts)


def test_another_tenant_or_encoder_finds_nothing(tmp_path: Path) -> None:
    put(tmp_path, "hello")
    assert not kept(tmp_path, "hello", encoder="another")
    assert not FileVectors(tmp_path, Clock()).for_tenant(OTHER).get("minilm", [text_hash("hello")])


def test_those_asked_for_longest_ago_go_where_there_are_too_many(tmp_path: Path) -> None:
    put(tmp_path, "first")
    put(tmp_path, "second")
    later = NOW + timedelta(days=1)
    assert kept(tmp_path, "first", at=later)
    put(tmp_path, "third", at=later, most=2)
    assert kept(tmp_path, "first", "second", "third", at=later) == {"first", "third"}


def test_what_nobody_asked_for_in_a_month_goes(tmp_path: Path) -> None:
    put(tmp_path, "old")
    put(tmp_path, "new", at=NOW + UNUSED_AGE + timedelta(days=1))
    assert kept(tmp_path, "old", "new") == {"new"}


def test_files_go_with_their_tenant_and_with_age(tmp_path: Path) -> None:
    put(tmp_path, "hello")
    now = datetime.now(UTC)
    assert FileVectors(tmp_path, Clock(now)).collect({ACME}) == 0
    assert kept(tmp_path, "hello")
    assert FileVectors(tmp_path, Clock(now)).collect({OTHER}) == 1
    assert not list(tmp_path.iterdir())
    put(tmp_path, "hello")
    assert FileVectors(tmp_path, Clock(now + UNUSED_AGE + timedelta(days=1))).collect({ACME}) == 1


def test_a_damaged_file_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "acme.db").write_bytes(b"this is no database" * 500)
    assert not kept(tmp_path, "hello")
    assert "damaged" in caplog.text
    put(tmp_path, "hello")
    assert kept(tmp_path, "hello")


def test_a_folder_that_cannot_be_written_loses_vectors_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "vectors").write_text("a file where the folder should be")
    put(tmp_path / "vectors", "hello")
    assert not kept(tmp_path / "vectors", "hello")
    assert "cannot be kept" in caplog.text


def test_several_processes_keep_vectors_at_once(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(number)]) for number in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    texts = [f"text {writer} {number}" for writer in range(3) for number in range(20)]
    assert kept(tmp_path, *texts) == set(texts)
