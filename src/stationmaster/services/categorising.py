"""Learning where tickets belong, and saying so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN, TargetGroup
from stationmaster.domain.dataset import Facet
from stationmaster.domain.errors import InvalidItem, NotTrained
from stationmaster.domain.tickets import UNUSABLE, CategoriserVerdict, Category, Selection, Ticket
from stationmaster.domain.training import Serving, TrainingRun, VersionStatus
from stationmaster.services.categories import CategoryTree
from stationmaster.services.ports import ItemEdit
from stationmaster.services.prediction import PredictionService
from stationmaster.services.retraining import RetrainReason, RetrainRule, retraining_due
from stationmaster.services.session import Session
from stationmaster.services.ticket_desk import TicketDesk
from stationmaster.services.ticket_material import TicketsToLearn, cut_at_word, is_usable, selected
from stationmaster.services.tickets import HUMAN_ID, SUGGESTED_ID, SUGGESTED_NAME, keep_setting
from stationmaster.services.training import TrainingService

_GROUP = TargetGroup.CATEGORIES
#: Scores below it are no suggestion, unless the tenant says otherwise.
LEAST_SCORE = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserOptions:
    """What a tenant can choose; only the first four decide what is learnt."""

    use_sender: bool = True
    use_attachments: bool = True
    least_accuracy: float = 0.0  #: percent; a model that reaches less is not put in service
    keep_better: bool = False  #: whether a model that is worse than the current one is not put in service
    most_tickets: int = 0  #: a request that names no number, or more, learns from so many; 0: from all
    least_score: float = LEAST_SCORE
    retrain_every_days: float = 0.0  #: 0: never
    retrain_after_tickets: int = 0  #: new or corrected ones; 0: never


#: The setting that keeps each option.
_SETTINGS: Mapping[str, str] = {
    "use_sender": "UseSender",
    "use_attachments": "UseAttachments",
    "least_accuracy": "LeastAccuracy",
    "keep_better": "KeepBetter",
    "most_tickets": "MostTickets",
    "least_score": "LeastScore",
    "retrain_every_days": "RetrainEveryDays",
    "retrain_after_tickets": "RetrainAfterTickets",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Where a ticket may belong."""

    category: Category
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What a training would find: counts of tickets, by category where they count."""

    usable: int
    by_category: Mapping[str, int]
    unusable: Mapping[str, int] = field(default_factory=dict)  #: the reason, and how many
    too_few: tuple[str, ...] = ()  #: categories that would be dropped
    verdict: CategoriserVerdict | None = None  #: why there would be no model


@dataclass(frozen=True, kw_only=True, slots=True)
class Acceptance:
    """What people made of suggestions."""

    accepted: int
    refused: int

    @property
    def rate(self) -> float | None:
        """The share that was accepted; none where nothing was suggested."""
        judged = self.accepted + self.refused
        return self.accepted / judged if judged else None


class CategorisingService:
    """Trains the categoriser, tells how it stands, and suggests categories."""

    def __init__(
        self, session: Session, desk: TicketDesk, training: TrainingService, prediction: PredictionService
    ) -> None:
        self._session = session
        self._desk = desk
        self._training = training
        self._prediction = prediction

    def train(self, selection_id: str, *, most_tickets: int = 0, most_text: int = 0) -> TrainingRun:
        """Ask for a training on a selection, which joins the one that is under way on the same; 0: no limit.

        :raises ItemNotFound: there is no such selection
        :raises InvalidItem: a limit is negative
        """
        self._desk.one(Selection, selection_id)
        if most_tickets < 0 or most_text < 0:
            raise InvalidItem(f"a limit of {min(most_tickets, most_text)} is less than nothing")
        largest = self.options().most_tickets
        if largest:
            most_tickets = min(most_tickets or largest, largest)
        wanted = TicketsToLearn(selection_id=selection_id, most_tickets=most_tickets, most_text=most_text)
        keep_setting(self._desk, TICKETS_TO_LEARN, wanted.to_text())
        return self._training.request(self._desk.version(), _GROUP)

    def train_again(self) -> TrainingRun:
        """As the last request asked for.

        :raises NotTrained: nobody has asked for a training yet
        :raises ItemNotFound: its selection is gone
        """
        wanted = self.wanted()
        if wanted is None:
            raise NotTrained("nobody has said yet which tickets to learn from")
        return self.train(wanted.selection_id, most_tickets=wanted.most_tickets, most_text=wanted.most_text)

    def wanted(self) -> TicketsToLearn | None:
        """What the last request for training asked for."""
        text = self._desk.setting(TICKETS_TO_LEARN)
        return TicketsToLearn.from_text(text) if text else None

    def status(self) -> VersionStatus | None:
        """How training stands; nothing where nobody has used the categoriser yet."""
        version = self._desk.find()
        return self._training.status(version, _GROUP) if version else None

    def version(self) -> Version | None:
        """What is trained; nothing where nobody has used the categoriser yet."""
        return self._desk.find()

    def recent(self, take: int) -> tuple[TrainingRun, ...]:
        """The newest trainings, the newest first."""
        version = self._desk.find()
        return self._training.recent(version, _GROUP, take=take) if version else ()

    def restore(self) -> Serving:
        """Put the previous model in service again; the current one becomes the previous.

        :raises NotTrained: there is no previous model
        """
        version = self._desk.find()
        if version is None:
            raise NotTrained("there is no previous model to restore")
        return self._training.restore(version, _GROUP)

    def load(self) -> None:
        """Load the model in service, if there is one, so that nobody waits for it while a guess is kept."""
        version = self._desk.find()
        if version is not None:
            self._prediction.load_categoriser(version)

    def ranked(self, ticket_id: str, *, most: int = 3) -> tuple[Suggestion, ...]:
        """Where a ticket may belong, the best first, whatever the score; deleted categories are left out.

        :raises ItemNotFound: there is no such ticket
        :raises NotTrained: no model serves
        """
        return self._ranked(self._desk.one(Ticket, ticket_id), most)

    def guess(self, ticket_id: str) -> Suggestion | None:
        """Suggest a category on a ticket; nothing without such a ticket, a model, a text or a score to match."""
        ticket = self._desk.several(Ticket, [ticket_id]).get(ticket_id)
        if ticket is None or not (ticket.subject.strip() or ticket.body.strip()):
            return None
        try:
            best = next(iter(self._ranked(ticket, 1)), None)
        except NotTrained:
            return None
        suggestion = best if best and best.score >= self.options().least_score else None
        told = {
            SUGGESTED_ID: int(suggestion.category.id) if suggestion else 0,
            SUGGESTED_NAME: suggestion.category.name if suggestion else "",
        }
        if suggestion or ticket.carried.get(SUGGESTED_ID):
            after = replace(ticket, carried={**ticket.carried, **told})
            self._desk.write([ItemEdit(before=ticket, after=after)])
        return suggestion

    def forecast(self, selection_id: str) -> Forecast:
        """What a training on a selection would find, without training.

        :raises ItemNotFound: there is no such selection
        """
        from stationmaster.learning.categorise import LEAST_PER_CATEGORY, LEAST_TICKETS

        selection = self._desk.one(Selection, selection_id)
        tree = self._tree()
        unusable: Counter[str] = Counter()
        labels: Counter[str] = Counter()
        for ticket in selected(self._session.stores.datasets, self._desk.version(), selection):
            reason = _why_unusable(ticket, tree)
            if reason:
                unusable[reason] += 1
            else:
                labels[str(ticket.category_id)] += 1
        too_few = tuple(sorted((i for i, n in labels.items() if n < LEAST_PER_CATEGORY), key=int))
        usable = sum(count for count in labels.values() if count >= LEAST_PER_CATEGORY)
        verdict = None
        if labels.total() < LEAST_TICKETS:
            verdict = CategoriserVerdict.TOO_LITTLE_DATA
        elif len(labels) - len(too_few) < 2:
            verdict = CategoriserVerdict.NOT_DIVERSE
        elif usable < LEAST_TICKETS:
            verdict = CategoriserVerdict.TOO_LITTLE_DATA
        return Forecast(
            usable=usable,
            by_category=dict(labels.most_common()),
            unusable=dict(unusable.most_common()),
            too_few=too_few,
            verdict=verdict,
        )

    def acceptance(self) -> Mapping[str, Acceptance]:
        """What people made of the suggestions of each category."""
        accepted: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        for ticket in self._desk.stream(Ticket):
            chosen, offered = ticket.carried.get(HUMAN_ID), ticket.carried.get(SUGGESTED_ID)
            if chosen and offered and offered != chosen:
                refused[str(offered)] += 1
            elif chosen:
                accepted[str(chosen)] += 1
        return {
            category_id: Acceptance(accepted=accepted[category_id], refused=refused[category_id])
            for category_id in sorted(accepted.keys() | refused.keys(), key=int)
        }

    def options(self) -> CategoriserOptions:
        """What the tenant has chosen."""
        standard = CategoriserOptions()
        chosen: dict[str, object] = {}
        for name, setting in _SETTINGS.items():
            text = self._desk.setting(setting)
            if text is not None:
                kind = type(getattr(standard, name))
                chosen[name] = text == "true" if kind is bool else kind(text)
        return replace(standard, **chosen)  # type: ignore[arg-type]

    def set_options(self, options: CategoriserOptions) -> None:
        """
        :raises InvalidItem: a number is out of its range
        """
        _check(options)
        standard = CategoriserOptions()
        for name, setting in _SETTINGS.items():
            value = getattr(options, name)
            text = str(value).lower() if isinstance(value, bool) else repr(value)
            keep_setting(self._desk, setting, None if value == getattr(standard, name) else text)

    def retraining_due(self) -> RetrainReason | None:
        """Why a training is due by what the tenant has chosen."""
        options = self.options()
        rule = RetrainRule(every_days=options.retrain_every_days, after_tickets=options.retrain_after_tickets)
        status = self.status() if rule != RetrainRule(every_days=0.0, after_tickets=0) else None
        if status is None or status.newest is None:
            return None
        return retraining_due(
            rule,
            now=self._session.clock.now(),
            last_requested_at=status.newest.requested_at,
            is_training=not status.newest.status.is_final,
            changed_tickets=self._changes_since(status.newest.sequence),
        )

    def _changes_since(self, sequence: int) -> Callable[[int], int]:
        def count(most: int) -> int:
            changed = self._session.stores.datasets.changed(
                self._desk.version().id, Facet.TICKETS, since=sequence
            )
            chosen = (1 for before, after in changed if _is_put_anew(before, after))
            return sum(islice(chosen, most))

        return count

    def _ranked(self, ticket: Ticket, most: int) -> tuple[Suggestion, ...]:
        version = self._desk.find()
        if version is None:
            raise NotTrained("there is no categoriser in service")
        wanted = self.wanted()
        asked = replace(ticket, body=cut_at_word(ticket.body, wanted.most_text if wanted else 0))
        labels = self._prediction.guess_category(version, asked)[:most]
        categories = self._desk.several(Category, [label.label for label in labels])
        return tuple(Suggestion(category=categories[each.label], score=each.score) for each in labels)

    def _tree(self) -> CategoryTree:
        return CategoryTree(self._desk.every(Category))


def _why_unusable(ticket: Ticket, tree: CategoryTree) -> str | None:
    if ticket.status in UNUSABLE:
        return ticket.status.value
    if not is_usable(ticket):
        return "no text"
    if ticket.category_id is None:
        return "no category"
    category = tree.get(ticket.category_id)
    return "deleted category" if category is None or category.deleted else None


def _is_put_anew(before: object, after: object) -> bool:
    """Whether a ticket was put into a category, or into another one."""
    if not isinstance(after, Ticket) or after.category_id is None:
        return False
    return not isinstance(before, Ticket) or before.category_id != after.category_id


def _check(options: CategoriserOptions) -> None:
    if not 0 <= options.least_score <= 1:
        raise InvalidItem(f"a least score of {options.least_score} is not between 0 and 1")
    if not 0 <= options.least_accuracy <= 100:
        raise InvalidItem(f"a least accuracy of {options.least_accuracy} is not between 0 and 100")
    for name in ("most_tickets", "retrain_every_days", "retrain_after_tickets"):
        if getattr(options, name) < 0:
            raise InvalidItem(f"{name} is less than 0")
