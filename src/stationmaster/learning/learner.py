"""What every learner offers: fit a dataset, say how far it is, leave bytes that outlive the code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stationmaster.domain.build import TargetId
from stationmaster.domain.evaluation import EvaluationReport
from stationmaster.domain.training import Failure

#: Told the stage's name and the fraction of it that is done, in [0, 1]. May raise to stop the work.
Report = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """What a learner made of one target: an artefact's bytes, or the reason why there is none.

    An artefact is one safetensors file: a JSON manifest in its metadata, arrays beside it. Joint targets
    share the same bytes object.
    """

    target_id: TargetId
    examples: int
    artefact: bytes | None = None
    failure: Failure | None = None
    #: What decided the artefact's bytes beyond its fingerprint: the parent of a warm start.
    decided_by: tuple[str, ...] = ()
    accuracy_percent: float | None = None  #: on examples that it did not learn from
    warning: str | None = None
    evaluation: EvaluationReport | None = None  #: where training makes one on the way
