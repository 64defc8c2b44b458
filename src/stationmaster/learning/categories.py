"""The categoriser of a version: from the settings of a training to an artefact, or a reason for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.domain.build import Target
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.prediction import ScoredLabel
from stationmaster.domain.tickets import CategoriserResult, CategoriserVerdict, Ticket
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.artefact import read_bundle, write_bundle
from stationmaster.learning.categorise import LEAST_TICKETS, fit_categoriser
from stationmaster.learning.categoriser_model import CategoriserModel
from stationmaster.learning.encoder import VectorCache
from stationmaster.learning.evaluate import with_untried
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.sentence_encoders import best_encoder, encoder_of

FORMAT = "stationmaster-categories-1"
#: The most dropped categories that a sentence names.
_NAMED = 5

#: Reads the tickets to learn from, as often as it is called.
ReadTickets = Callable[[], Iterator[Ticket]]


def no_tickets() -> Iterator[Ticket]:
    """Nothing to learn from."""
    return iter(())


@dataclass(frozen=True, kw_only=True, slots=True)
class CategorySettings:
    """What a version says about its categoriser."""

    use_sender: bool = True
    use_attachments: bool = True
    least_accuracy: float | None = None  #: percent; a model that reaches less fails
    keep_better: bool = False  #: whether a model fails that reaches less than the one in service

    def shown(self, ticket: Ticket) -> Ticket:
        """What a model may see of a ticket."""
        return replace(
            ticket,
            sender=ticket.sender if self.use_sender else "",
            attachment_names=ticket.attachment_names if self.use_attachments else (),
        )


def settings_of(dataset: Dataset) -> CategorySettings:
    """The settings of a version; what is absent or makes no sense is as usual."""
    values = dataset.setting_values
    return CategorySettings(
        use_sender=values.get("UseSender") != "false",
        use_attachments=values.get("UseAttachments") != "false",
        least_accuracy=_number(values.get("LeastAccuracy", "")),
        keep_better=values.get("KeepBetter") == "true",
    )


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Categoriser:
    """Guesses the category of a ticket, from what its training was allowed to see."""

    model: CategoriserModel
    settings: CategorySettings

    def guess(self, ticket: Ticket) -> tuple[ScoredLabel, ...]:
        """The ids of the categories with their scores, the best first."""
        return self.model.predict(self.settings.shown(ticket))

    def to_bytes(self) -> bytes:
        """The categoriser as one safetensors file."""
        manifest = {
            "format": FORMAT,
            "use_sender": self.settings.use_sender,
            "use_attachments": self.settings.use_attachments,
        }
        return write_bundle(manifest, [self.model.to_bytes()])

    @staticmethod
    def from_bytes(data: bytes) -> Categoriser:
        """The categoriser that `to_bytes` wrote, with the encoder that it was made with.

        :raises MissingWeights: that encoder is not here
        """
        manifest, (model,) = read_bundle(data, FORMAT)
        settings = CategorySettings(
            use_sender=manifest["use_sender"], use_attachments=manifest["use_attachments"]
        )
        return Categoriser(model=CategoriserModel.from_bytes(model, encoder_of(model)), settings=settings)


def build_categories(
    dataset: Dataset,
    targets: Sequence[Target],
    report: Report,
    *,
    tickets: ReadTickets,
    in_service_percent: float | None = None,
    kept: VectorCache | None = None,
) -> tuple[Built, ...]:
    """The categoriser of these tickets, or why there is none.

    :param in_service_percent: how accurate the model is that serves now
    """
    (target,) = targets
    settings = settings_of(dataset)
    names = {category.id: category.name for category in dataset.categories}
    outcome = fit_categoriser(
        lambda: map(settings.shown, tickets()), report=report, encoder=best_encoder(dataset, kept)
    )
    result, model = outcome.result, outcome.model
    failure = _refused(result, names) or _too_bad(result, settings, in_service_percent)
    if failure or model is None:
        return (Built(target_id=target.id, examples=result.tickets_used, failure=failure),)
    return (
        Built(
            target_id=target.id,
            examples=result.tickets_used,
            artefact=Categoriser(model=model, settings=settings).to_bytes(),
            decided_by=(model.encoder.identity,) if model.encoder else (),
            accuracy_percent=result.accuracy_percent,
            warning=_warning(result, names),
            evaluation=with_untried(result.evaluation, result.dropped) if result.evaluation else None,
        ),
    )


def _refused(result: CategoriserResult, names: Mapping[str, str]) -> Failure | None:
    if result.verdict is CategoriserVerdict.TOO_LITTLE_DATA:
        code = FailureCode.FEW_LABELS if result.tickets_used else FailureCode.NO_DATA
        sentence = f"{_tickets(result)} can be learnt from, and {LEAST_TICKETS} are needed"
    elif result.verdict is CategoriserVerdict.NOT_DIVERSE:
        code = FailureCode.NOT_DIVERSE
        how = "all of one category" if result.tickets_used else "for each is the only one of its category"
        sentence = f"{_tickets(result)} can be learnt from, {how}: two categories are needed"
    else:
        return None
    return Failure(code=code, sentence=f"{sentence}.{_left_out(result, names)}")


def _tickets(result: CategoriserResult) -> str:
    return "1 ticket" if result.tickets_used == 1 else f"{result.tickets_used} tickets"


def _left_out(result: CategoriserResult, names: Mapping[str, str]) -> str:
    said = f" {result.tickets_skipped} more have no text or no category." if result.tickets_skipped else ""
    if result.dropped:
        dropped = sorted(result.dropped.items(), key=lambda pair: (-pair[1], pair[0]))
        first = ", ".join(f"{names.get(key, key)!r} ({count})" for key, count in dropped[:_NAMED])
        more = f" and {len(dropped) - _NAMED} others" if len(dropped) > _NAMED else ""
        said += f" Left out, for they have too few tickets: {first}{more}."
    return said


def _too_bad(
    result: CategoriserResult, settings: CategorySettings, in_service_percent: float | None
) -> Failure | None:
    reached = result.accuracy_percent
    if reached is None:
        return None
    if settings.least_accuracy is not None and reached < settings.least_accuracy:
        asked = f"{settings.least_accuracy:.2f} % were asked for"
    elif settings.keep_better and in_service_percent is not None and reached < in_service_percent:
        asked = f"the model in service reaches {in_service_percent:.2f} %"
    else:
        return None
    return Failure(
        code=FailureCode.LOW_ACCURACY,
        sentence=f"The model is right about {reached:.2f} % of tickets that it had not seen, and {asked}.",
    )


def _warning(result: CategoriserResult, names: Mapping[str, str]) -> str | None:
    if result.verdict is not CategoriserVerdict.LOW_ACCURACY:
        return None
    return (
        f"The model is right about {result.accuracy_percent:.2f} % of tickets that it had not seen; naming the "
        f"largest category each time would reach {result.baseline_percent:.2f} %.{_left_out(result, names)}"
    )
