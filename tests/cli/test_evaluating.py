from __future__ import annotations

from pathlib import Path

from bank import bot, desk, tickets, trained
from workshop import open_workshop

from stationmaster.cli.evaluating import evaluation_of, show_evaluation
from stationmaster.cli.page import evaluation_page
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.evaluation import Subject


def test_what_training_found_out_about_categories_is_shown_by_their_names(tmp_path: Path, capsys):
    workshop = open_workshop(tmp_path)
    version = workshop.new_version(*desk(), *tickets())
    trained(workshop, version, TargetGroup.CATEGORIES)
    evaluation = evaluation_of(workshop.station, workshop.owner, version)
    assert set(evaluation) == {Subject.CATEGORIES}
    show_evaluation(evaluation)
    shown = capsys.readouterr().out
    assert "over 40 tickets" in shown
    assert "Printers" in shown
    assert "Billing" in shown
    with workshop.services() as services:
        app = services.apps.all()[0]
    assert "40 tickets" in evaluation_page(app, version, evaluation)


def test_traits_and_faqs_of_a_bot_are_evaluated_and_kept_with_its_run(tmp_path: Path):
    workshop = open_workshop(tmp_path)
    version = workshop.new_version(*bot())
    for group in (TargetGroup.ML, TargetGroup.FAQ):
        trained(workshop, version, group)
    evaluation = evaluation_of(workshop.station, workshop.owner, version)
    assert set(evaluation) == {Subject.INTENTS, Subject.TRAITS, Subject.FAQS}
    assert evaluation[Subject.FAQS].examples == 2
    with workshop.services() as services:
        kept = [services.evaluation.kept(version, group) for group in (TargetGroup.ML, TargetGroup.FAQ)]
    assert [set(each or ()) for each in kept] == [{Subject.INTENTS, Subject.TRAITS}, {Subject.FAQS}]
    assert evaluation_of(workshop.station, workshop.owner, version) == evaluation
