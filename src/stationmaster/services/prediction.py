"""Publishing trained sets, and predictions from them."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from stationmaster.domain.apps import App, AppId, Slot, SlotName, Version
from stationmaster.domain.build import BlobHash, Target, TargetGroup
from stationmaster.domain.dataset import Facet
from stationmaster.domain.errors import ModelUnusable, NotAMember, NotPublished, NotTrained
from stationmaster.domain.prediction import Prediction, ScoredLabel
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.domain.training import RunId, Serving
from stationmaster.services.ports import Blobs, Database
from stationmaster.services.session import Session
from stationmaster.services.training import TrainingService

#: The document of an app that opens its predictions to every endpoint key of the tenant.
PUBLIC = "public"
#: So many sets are loaded at the same time at most.
_LOADED_AT_ONCE = 16


class Predicts(Protocol):
    """A set of models that are loaded together."""

    def predict_all(self, texts: Sequence[str], *, reference: datetime) -> Iterator[Prediction]: ...

    def guess_category(self, ticket: Ticket) -> tuple[ScoredLabel, ...]: ...


class LoadPredictor(Protocol):
    """Loads a set of models from their artefacts' bytes."""

    def __call__(self, parts: Sequence[tuple[Target, bytes]], *, culture: str) -> Predicts: ...


class Predictors:
    """The loaded sets of this process, by the run that trained them; the least used ones go first."""

    def __init__(self, blobs: Blobs, load: LoadPredictor, *, capacity: int) -> None:
        self._blobs = blobs
        self._load = load
        self._capacity = capacity
        self._loaded: OrderedDict[RunId, Predicts] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = [threading.Lock() for _ in range(_LOADED_AT_ONCE)]

    def of(
        self, run_id: RunId, parts: Callable[[], Sequence[tuple[Target, BlobHash]]], culture: str
    ) -> Predicts:
        """The set of this run; `parts` is asked only when it is not loaded.

        :raises BlobDamaged: an artefact is missing or damaged
        :raises ModelUnusable: an artefact is that of another format, or its weights are not here
        """
        with self._loading_of(run_id):
            with self._lock:
                if run_id in self._loaded:
                    self._loaded.move_to_end(run_id)
                    return self._loaded[run_id]
            found = parts()
            data = {blob: self._blobs.read(blob) for blob in {blob for _, blob in found}}
            try:
                loaded = self._load([(target, data[blob]) for target, blob in found], culture=culture)
            except ValueError as error:
                raise ModelUnusable(
                    f"a model in service cannot be loaded: {error}; train its version again"
                ) from error
            with self._lock:
                self._loaded[run_id] = loaded
                while len(self._loaded) > self._capacity:
                    self._loaded.popitem(last=False)
            return loaded

    def _loading_of(self, run_id: RunId) -> threading.Lock:
        """Held by who loads this set, so that it is loaded once; shared with few others."""
        return self._loading[hash(run_id) % len(self._loading)]


class HitCounter:
    """Counts predictions in memory and brings them to the database in batches."""

    def __init__(self) -> None:
        self._hits: Counter[tuple[TenantId, AppId]] = Counter()
        self._lock = threading.Lock()

    def add(self, app: App) -> None:
        with self._lock:
            self._hits[app.tenant_id, app.id] += 1

    def flush(self, database: Database) -> None:
        """Write what was counted since the last time."""
        with self._lock:
            hits, self._hits = self._hits, Counter()
        if not hits:
            return
        with database.writing(durable=False) as stores:
            for (tenant_id, app_id), count in hits.items():
                stores.for_tenant(tenant_id).apps.add_hits(app_id, count)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServingModels:
    """What the groups of one version answer with: of each group the models of one run."""

    ml: Predicts | None
    faq: Predicts | None

    def predict_all(self, texts: Sequence[str], *, reference: datetime) -> Iterator[Prediction]:
        """What all of them say of each text.

        :param reference: the user's local time, for what is said relative to it
        """
        nothing = (Prediction(text=text, intents=()) for text in texts)
        said, found = (
            models.predict_all(texts, reference=reference) if models else nothing
            for models in (self.ml, self.faq)
        )
        for prediction, answered in zip(said, found, strict=True):
            yield replace(prediction, faqs=answered.faqs)


class PredictionService:
    """What is published, and what it says."""

    def __init__(
        self, session: Session, training: TrainingService, predictors: Predictors, hits: HitCounter
    ) -> None:
        self._session = session
        self._training = training
        self._predictors = predictors
        self._hits = hits

    def load_trained(self, version: Version) -> None:
        """Load the trained set of a version, if there is one, so that publishing it takes no time.

        :raises BlobDamaged: an artefact is missing or damaged
        """
        record = self._training.trained_set(version)
        if record is not None:
            self._of_run(record.run.id, version.culture)

    def publish(self, version: Version, slot: SlotName) -> Slot:
        """Bind a slot to the trained set of a version, loaded before it is announced.

        :raises NotTrained: a model failed, is stale or is being trained
        :raises BlobDamaged: an artefact is missing or damaged
        """
        run_id = self._trained_run(version)
        published = Slot(
            app_id=version.app_id,
            name=slot,
            version_id=version.id,
            version_name=version.name,
            run_id=run_id,
            published_at=self._session.clock.now(),
            published_by=self._session.principal.user_id,
        )
        self._session.stores.apps.put_slot(published)
        self._predictor(published, version.culture)
        return published

    def slots(self, app: App) -> Mapping[SlotName, Slot]:
        """What is published."""
        return self._session.stores.apps.slots(app.id)

    def predict(self, app_id: AppId, slot_name: SlotName, text: str, *, reference: datetime) -> Prediction:
        """What the published set says of a text.

        :param reference: the user's local time, for what is said relative to it
        :raises AppNotFound: no such app of this tenant
        :raises NotAMember: the app is not public and the caller is not a member
        :raises NotPublished: nothing is published in this slot
        """
        app = self._session.stores.apps.get(app_id)
        caller = self._session.principal
        if not app.has_member(caller) and not app.documents.get(PUBLIC, False):
            raise NotAMember(f"{caller.email} is not a member of app {app_id}")
        slot = self.slots(app).get(slot_name)
        if slot is None:
            raise NotPublished(f"app {app_id} has nothing published in {slot_name}")
        (prediction,) = self._predictor(slot, app.culture).predict_all([text], reference=reference)
        self._hits.add(app)
        return prediction

    def predict_all_trained(
        self, version: Version, texts: Sequence[str], *, reference: datetime
    ) -> tuple[Prediction, ...]:
        """What the trained set of a version says of each text, published or not.

        :raises NotTrained: a model failed, is stale or is being trained
        """
        models = self._of_run(self._trained_run(version), version.culture)
        return tuple(models.predict_all(texts, reference=reference))

    def serving(self, version: Version) -> ServingModels:
        """What the groups of a version answer with now, loaded if they are not yet.

        :raises NotTrained: neither intents and their like nor FAQs have been trained
        :raises BlobDamaged: an artefact is missing or damaged
        """
        ml, faq = (
            self._of_run(serving.current, version.culture) if serving else None
            for serving in self._in_service(version)
        )
        return ServingModels(ml=ml, faq=faq)

    def check_serving(self, version: Version) -> None:
        """See to it that `serving` has something to load, without loading it.

        :raises NotTrained: neither intents and their like nor FAQs have been trained
        """
        self._in_service(version)

    def _in_service(self, version: Version) -> list[Serving | None]:
        ledger = self._session.stores.ledger
        found = [ledger.serving(version.id, group) for group in (TargetGroup.ML, TargetGroup.FAQ)]
        if not any(found):
            raise NotTrained(f"version {version.name!r} has no models in service")
        return found

    def predict_serving(self, version: Version, text: str, *, reference: datetime) -> Prediction:
        """What the models in service say of a text.

        :raises NotTrained: neither intents and their like nor FAQs have been trained
        """
        (prediction,) = self.serving(version).predict_all([text], reference=reference)
        return prediction

    def load_categoriser(self, version: Version) -> None:
        """Load the categoriser in service, if there is one, so that a guess takes no time.

        :raises BlobDamaged: an artefact is missing or damaged
        """
        self._serving_set(version, TargetGroup.CATEGORIES)

    def guess_category(self, version: Version, ticket: Ticket) -> tuple[ScoredLabel, ...]:
        """The ids of the categories that the categoriser in service suggests, the best first.

        :raises NotTrained: no categoriser has been trained
        """
        categoriser = self._serving_set(version, TargetGroup.CATEGORIES)
        if categoriser is None:
            raise NotTrained(f"version {version.name!r} has no categoriser in service")
        known = self._session.stores.datasets.items(version.id, Facet.CATEGORIES)
        suggested = {c.id for c in known if isinstance(c, Category) and not c.deleted}
        return tuple(guess for guess in categoriser.guess_category(ticket) if guess.label in suggested)

    def _trained_run(self, version: Version) -> RunId:
        record = self._training.trained_set(version)
        if record is None:
            raise NotTrained(f"version {version.name!r} has models that require training")
        return record.run.id

    def _serving_set(self, version: Version, group: TargetGroup) -> Predicts | None:
        serving = self._session.stores.ledger.serving(version.id, group)
        return self._of_run(serving.current, version.culture) if serving else None

    def _predictor(self, slot: Slot, culture: str) -> Predicts:
        return self._of_run(RunId(slot.run_id), culture)

    def _of_run(self, run_id: RunId, culture: str) -> Predicts:
        def parts() -> list[tuple[Target, BlobHash]]:
            models = self._session.stores.ledger.run(run_id).models
            return [(model.target, model.artefact.blob) for model in models if model.artefact]

        return self._predictors.of(run_id, parts, culture)
