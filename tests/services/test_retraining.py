from datetime import UTC, datetime, timedelta

import pytest

from stationmaster.services.retraining import RetrainReason, RetrainRule, retraining_due

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rule", "last", "training", "changed", "reason"),
    [
        (RetrainRule(), NOW - 900 * DAY, False, 10**6, None),
        (RetrainRule(every_days=7), NOW - 7 * DAY, False, 0, RetrainReason.SCHEDULE),
        (RetrainRule(every_days=7), NOW - 6.9 * DAY, False, 10**6, None),
        (RetrainRule(every_days=7), NOW - 8 * DAY, True, 0, None),
        (RetrainRule(every_days=7, after_tickets=1), None, False, 10**6, None),
        (RetrainRule(after_tickets=20), NOW, False, 20, RetrainReason.TICKETS),
        (RetrainRule(after_tickets=20), NOW, False, 19, None),
        (RetrainRule(after_tickets=20), NOW, True, 20, None),
    ],
)
def test_training_is_due_by_the_rule_alone(
    rule: RetrainRule, last: datetime | None, training: bool, changed: int, reason: RetrainReason | None
) -> None:
    due = retraining_due(
        rule,
        now=NOW,
        last_requested_at=last,
        is_training=training,
        changed_tickets=lambda most: min(changed, most),
    )
    assert due is reason
