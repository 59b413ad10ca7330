"""Answers: saved one by one, each with author and mode; what they set off; what sending back makes of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from teamlet.content.schema import Mode
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import Answer, SafetyAlert, Score
from teamlet.records.instruments.tests.conftest import NOON, PHQ_9, options
from teamlet.records.instruments.words import AlertKind, FormState
from teamlet.records.patients.models import Reading
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

ZERO, ONE, TWO, THREE = range(4)


def phq(item: str, points: int) -> str:
    return options("phq_9", item)[points]


@pytest.mark.django_db
def test_a_risk_answer_raises_its_alert_before_the_form_is_sent_back(scene):
    form = scene.form("phq_9")
    saved = scene.say(form, "phq_9", phq("phq_9", ONE))
    alert = SafetyAlert.objects.get()
    assert saved.show_crisis
    assert saved.alert == alert
    assert alert.answer == saved.answer
    assert (alert.kind, alert.owner, alert.backup) == (
        AlertKind.RISK_ANSWER,
        scene.clinician.membership,
        scene.nurse.membership,
    )
    assert alert.answer_until == NOON + timedelta(minutes=5)
    task = Task.objects.get(kind=TaskKind.SAFETY_ALERT)
    assert (task.owner, task.state, task.about_oid) == (scene.clinician.membership, "open", alert.oid)
    form.refresh_from_db()
    assert form.state == FormState.ISSUED


@pytest.mark.django_db
def test_the_same_request_again_adds_nothing(scene):
    form = scene.form("phq_9")
    first = scene.say(form, "phq_9", phq("phq_9", TWO))
    again = scene.say(form, "phq_9", phq("phq_9", TWO))
    later = scene.say(form, "phq_9", phq("phq_9", TWO), sequence=2)
    assert (first.is_new, again.is_new, later.is_new) == (True, False, False)
    assert again.show_crisis
    assert (Answer.objects.count(), SafetyAlert.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_submit_scores_and_names_a_reader(scene):
    form = scene.form("phq_9")
    for item in PHQ_9:
        scene.say(form, item, phq(item, ONE))
    actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    score = Score.objects.get()
    assert (score.total, score.state, score.band, score.mode) == (Decimal(9), "scored", "mild", "staff")
    reading = Reading.objects.get(code="44261-6")
    assert (reading.value, reading.sensitivity, reading.source_id) == (9, "mental_health", f"score:{score.oid}")
    task = Task.objects.get(kind=TaskKind.RETURNED_FORM)
    form.refresh_from_db()
    assert form.state == FormState.SUBMITTED
    assert form.reader_id == task.owner_id
    assert task.due_on == (NOON + timedelta(days=1)).date()
    again = actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    assert again == form
    assert Score.objects.count() == 1
    with pytest.raises(Refused, match="form_submitted"):
        scene.say(form, "phq_1", phq("phq_1", TWO))
    actions.read_form(form=form, at=NOON, by=scene.nurse.principal)
    task.refresh_from_db()
    assert task.state == "done"
    assert queries.returned_forms(scene.practice) == []
