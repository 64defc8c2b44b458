import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.domain.build import BlobHash
from stationmaster.domain.dataset import Child, Dataset, Entity, EntityKind, EntitySpan, Intent, Utterance
from stationmaster.domain.errors import BlobDamaged
from stationmaster.storage.blobs import BlobSnapshots, FileBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> FileBlobs:
    return FileBlobs(tmp_path)


def path_of(folder: Path, blob: str) -> Path:
    return folder / blob[:2] / blob


def test_same_bytes_are_kept_once(blobs: FileBlobs, tmp_path: Path) -> None:
    assert blobs.put(b"station") == blobs.put(b"station")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_damage_is_noticed_when_read_and_mended_when_kept_again(blobs: FileBlobs, tmp_path: Path) -> None:
    blob = blobs.put(b"station")
    path_of(tmp_path, blob).write_bytes(b"stat")
    with pytest.raises(BlobDamaged, match=blob):
        blobs.read(blob)
    blobs.put(b"station")
    assert blobs.read(blob) == b"station"


def test_missing_blob_is_named(blobs: FileBlobs) -> None:
    with pytest.raises(BlobDamaged, match="00000000"):
        blobs.read(BlobHash("0" * 64))


def test_only_old_unreferenced_blobs_and_leftovers_are_deleted(blobs: FileBlobs, tmp_path: Path) -> None:
    kept, old, fresh = blobs.put(b"kept"), blobs.put(b"old"), blobs.put(b"fresh")
    leftover = path_of(tmp_path, old).with_name(".leftover")
    leftover.write_bytes(b"")
    for path in (path_of(tmp_path, kept), path_of(tmp_path, old), leftover):
        os.utime(path, (0, 0))
    assert blobs.delete_unless({kept}, older_than=datetime.now(UTC) - timedelta(hours=1)) == 2
    assert (blobs.read(kept), blobs.read(fresh)) == (b"kept", b"fresh")
    with pytest.raises(BlobDamaged):
        blobs.read(old)


names = st.text(min_size=1, max_size=5)
spans = st.builds(EntitySpan, entity=names, start=st.integers(0, 9), end=st.integers(1, 9), role=names)
datasets = st.builds(
    Dataset,
    culture=st.just("en-us"),
    intents=st.lists(st.builds(Intent, id=names, name=names), max_size=2).map(tuple),
    entities=st.lists(
        st.builds(
            Entity,
            id=names,
            name=names,
            kind=st.sampled_from(EntityKind),
            children=st.lists(st.builds(Child, id=names, name=names), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    utterances=st.lists(
        st.builds(
            Utterance, id=names, text=names, intent=names, spans=st.lists(spans, max_size=2).map(tuple)
        ),
        max_size=3,
    ).map(tuple),
)


@given(dataset=datasets)
def test_snapshot_gives_back_the_dataset(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> None:
    snapshots = BlobSnapshots(FileBlobs(tmp_path_factory.mktemp("blobs")))
    assert snapshots.load(snapshots.save(dataset)) == dataset
