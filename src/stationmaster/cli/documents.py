"""What commands say as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import LearnerName, StaleReason
from stationmaster.domain.faq import FaqMatch
from stationmaster.domain.prediction import Prediction
from stationmaster.domain.tier import TierDecision
from stationmaster.domain.training import ADVICE, Failure, ModelState, ModelTraining, TrainingRun


def named(app: App, version: Version) -> dict[str, Any]:
    """Which app and version something is said of."""
    return {"app": {"id": app.id, "name": app.name}, "version": version.name}


def run_document(run: TrainingRun) -> dict[str, Any]:
    """A run, with how far it is while it runs."""
    return {
        "id": run.id,
        "number": run.number,
        "status": run.status,
        "attempt": run.attempt,
        "requestedAt": _moment(run.requested_at),
        "startedAt": _moment(run.started_at),
        "endedAt": _moment(run.ended_at),
        "cancelRequestedAt": _moment(run.cancel_requested_at),
        "progress": {"stage": run.progress.stage, "fraction": run.progress.fraction}
        if run.progress and not run.status.is_final
        else None,
        "failure": _failure(run.failure),
    }


def model_document(model: ModelTraining | ModelState) -> dict[str, Any]:
    """One model in one run."""
    trained_at = model.trained_at if isinstance(model, ModelState) else _trained_at(model)
    return {
        "id": model.target.id,
        "name": model.target.name,
        "kind": model.target.kind,
        "status": model.status,
        "examples": model.examples,
        "trainedAt": _moment(trained_at),
        "reasons": [_reason(reason) for reason in model.reasons],
        "failure": _failure(model.failure),
    }


def tiers_document(tiers: Mapping[LearnerName, TierDecision]) -> dict[str, Any]:
    """The tier of each learner's models, and what decided it."""
    return {
        learner: {
            "asked": decision.asked,
            "serves": decision.serves,
            "reason": decision.reason,
            "trials": [
                {"tier": trial.tier, "accuracy": trial.accuracy, "loss": trial.loss, "texts": trial.texts}
                for trial in decision.trials
            ],
            "encoderMilliseconds": decision.added_ms if decision.trials else None,
            "budgetMilliseconds": decision.budget_ms if decision.trials else None,
        }
        for learner, decision in tiers.items()
    }


def prediction_document(prediction: Prediction) -> dict[str, Any]:
    """A prediction; `start` and `end` count code points, the end is left out."""
    text = prediction.text
    return {
        "text": text,
        "intents": [{"label": scored.label, "score": scored.score} for scored in prediction.intents],
        "entities": [
            {
                "type": span.type,
                "kind": span.kind,
                "text": text[span.start : span.end],
                "start": span.start,
                "end": span.end,
                "role": span.role,
                "score": span.score,
                "resolution": span.resolution,
            }
            for span in prediction.entities
        ],
        "traits": [
            {"group": trait.group, "trait": trait.name, "score": trait.score} for trait in prediction.traits
        ],
        "faqs": [_match(match) for match in prediction.faqs],
        "smallTalk": [_match(match) for match in prediction.small_talk],
    }


def _match(match: FaqMatch) -> dict[str, Any]:
    return {"id": match.entry_id, "question": match.question, "score": match.score}


def _trained_at(model: ModelTraining) -> datetime | None:
    return model.artefact.trained_at if model.artefact and model.status.serves else None


def _reason(reason: StaleReason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "facet": reason.facet,
        "change": reason.change,
        "count": reason.count,
        "items": list(reason.items),
    }


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    return {
        "code": failure.code,
        "sentence": failure.sentence,
        "advice": ADVICE[failure.code],
        "item": failure.item,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
