"""Answers: saved one by one, each with author and mode; what they set off; what sending back makes of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from teamlet.content.schema import Author, Mode
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import Answer, SafetyAlert, Score
from teamlet.records.instruments.tests.conftest import NOON, PHQ_9, options
from teamlet.records.instruments.words import AlertKind, FormState
from teamlet.records.patients.models import HelpWish, PopulationCheck, Reading
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
    assert PopulationCheck.objects.filter(patient_id=form.patient_id).exists()
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


# --- what is not taken ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("total", 27, "item_unknown"),
        ("score", "27", "item_unknown"),
        ("", "x", "item_unknown"),
        ("phq_1; DROP TABLE", "x", "item_unknown"),
        ("phq_1", 3, "choose_one"),
        ("phq_1", "3", "choose_one"),
        ("phq_1", ["a", "b"], "choose_one"),
        ("phq_1", {"total": 27}, "choose_one"),
        ("phq_1", True, "choose_one"),
        ("phq_1", "x" * 100_000, "choose_one"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_answer_to_the_question_is_not_taken(scene, item, value, code):
    form = scene.form("phq_9")
    with pytest.raises(Refused, match=code):
        scene.say(form, item, value)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, "words_needed"),
        ("x" * 5_000, "words_too_long"),
        ("a\x00b", "words_needed"),
        ("\ud800", "words_needed"),
        (["a"], "words_needed"),
    ],
)
@pytest.mark.django_db
def test_words_that_cannot_be_kept_are_not_taken(scene, value, code):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    with pytest.raises(Refused, match=code):
        scene.say(form, "worry", value, part=form.parts[0])
    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_questions_of_another_instrument_or_version_are_not_taken(scene):
    form = scene.form("phq_2")
    for part in ("phq_9@1", "phq_2@2", "phq_2", ""):
        with pytest.raises(Refused, match="part_not_asked"):
            scene.say(form, "phq_1", phq("phq_1", ONE), part=part)


@pytest.mark.django_db
def test_an_item_left_out_of_this_form_is_not_taken(scene):
    form = scene.form(
        "visit_preparation", purpose="visit_preparation", asked={"visit_preparation": ["worry", "topics"]}
    )
    assert [item.id for item in queries.parts_of(form)[0].items] == ["topics", "worry"]
    with pytest.raises(Refused, match="item_unknown"):
        scene.say(form, "medicines", "x", part=form.parts[0])


@pytest.mark.django_db
def test_an_earlier_page_does_not_overwrite_a_later_one(scene):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    part = form.parts[0]
    for sequence, words in ((1, "first"), (3, "third"), (2, "second, late"), (1, "first")):
        scene.say(form, "worry", words, part=part, sequence=sequence)
    given = queries.given_in(form)
    assert [(each.value, each.sequence) for each in given] == [("third", 3)]
    assert actions.next_sequence(given, part, "worry") == 4
    assert Answer.objects.count() == 3


@pytest.mark.django_db
def test_another_language_keeps_what_was_answered(scene):
    form = scene.form("phq_9")
    scene.say(form, "phq_1", phq("phq_1", ONE))
    form = actions.set_form_language(form=form, language="es", at=NOON, by=scene.assistant.principal)
    scene.say(form, "phq_2", phq("phq_2", ONE))
    assert [(each.item, each.language) for each in queries.given_in(form)] == [("phq_1", "en"), ("phq_2", "es")]


@pytest.mark.django_db
def test_what_is_not_there_in_a_language_is_not_given_out_in_it(scene):
    with pytest.raises(Refused, match="not_available"):
        scene.form("gad_7", language="es")
    form = scene.form("gad_7")
    with pytest.raises(Refused, match="not_available"):
        actions.set_form_language(form=form, language="es", at=NOON, by=scene.assistant.principal)


@pytest.mark.django_db
def test_missing_answers_follow_the_instruments_own_rule(scene):
    form = scene.form("phq_9")
    for item in PHQ_9[:5]:
        scene.say(form, item, phq(item, THREE))
    scene.say(form, "phq_6", None)
    actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    score = Score.objects.get()
    assert (score.total, score.state, score.answered) == (None, "incomplete", 5)
    assert not Reading.objects.exists()


@pytest.mark.django_db
def test_a_score_never_mixes_two_authors(scene):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    part = form.parts[0]
    scene.say(form, "worry", "his", part=part, author=Author.CAREGIVER, author_name="Luis", relation="son")
    given = queries.given_in(form)
    assert queries.author_that_counts(given, part) == (Author.CAREGIVER, "Luis")
    scene.say(form, "worry", "hers", part=part)
    given = queries.given_in(form)
    assert queries.author_that_counts(given, part) == (Author.PATIENT, "")
    assert queries.answers_by(given, part, Author.PATIENT) == {"worry": "hers"}
    assert queries.answers_by(given, part, Author.CAREGIVER, "Luis") == {"worry": "his"}


@pytest.mark.parametrize(
    "odd",
    [
        {"author": Author.CAREGIVER, "author_name": "a\x00b"},
        {"author": Author.CAREGIVER, "author_name": "\ud800"},
        {"author": Author.CAREGIVER, "author_name": "x" * 61},
        {"author": Author.CAREGIVER, "author_name": "Luis", "relation": "x" * 41},
        {"author": Author.CAREGIVER, "author_name": "   "},
        {"author_name": "Luis"},
        {"sequence": 0},
        {"sequence": -1},
        {"sequence": 10**12},
        {"language": "tlh"},
        {"language": "x" * 50},
    ],
)
@pytest.mark.django_db
def test_what_no_page_of_ours_sends_is_not_taken(scene, odd):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    with pytest.raises(Refused):
        scene.say(form, "worry", "my knee", part=form.parts[0], **odd)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("role", "parts", "allowed"),
    [
        ("desk", "visit_preparation", True),
        ("desk", "phq_9", False),
        ("manager", "visit_preparation", False),
        ("assistant", "phq_9", True),
        ("behavioral", "phq_9", True),
    ],
)
@pytest.mark.django_db
def test_who_enters_answers_for_a_patient(scene, role, parts, allowed):
    form = scene.form(parts, purpose="visit_preparation")
    item, value = ("worry", "my knee") if parts == "visit_preparation" else ("phq_1", phq("phq_1", ONE))
    by = getattr(scene, role).principal
    if allowed:
        assert scene.say(form, item, value, part=form.parts[0], by=by).answer.by == getattr(scene, role).user
    else:
        with pytest.raises(Refused, match="role_may_not_enter"):
            scene.say(form, item, value, part=form.parts[0], by=by)


@pytest.mark.django_db
def test_the_reader_of_a_labelled_form_is_somebody_who_may_read_it(scene, system):
    from teamlet.records.tasks.actions import assign_duty
    from teamlet.records.tasks.words import Duty

    assign_duty(
        practice=scene.practice,
        duty=Duty.GATHER_DATA,
        person=scene.desk.membership,
        backup=scene.assistant.membership,
        at=NOON,
        by=system,
    )
    form = scene.form("phq_9")
    scene.say(form, "phq_1", phq("phq_1", ONE))
    form = actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    assert form.reader == scene.assistant.membership


@pytest.mark.django_db
def test_what_to_ask_is_chosen_from_the_record(scene):
    asked = queries.what_to_ask(scene.practice, scene.patient, mode=Mode.LINK, at=NOON)
    keys = [part.key for part in asked.parts]
    assert keys[0] == "visit_preparation@1"
    assert "phq_9@1" not in keys
    assert asked.items <= 10
    form = scene.form(*keys, asked={part.key: part.items for part in asked.parts}, purpose="visit_preparation")
    assert sum(len(part.items) for part in queries.parts_of(form)) == asked.items


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "wishes"),
    [
        (["calls", "medicines"], {"medicines": True, "other": True}),
        (["medicines"], {"medicines": True, "other": False}),
        (["nothing"], {"medicines": False, "other": False}),
        (None, {}),
    ],
)
def test_help_that_was_asked_for_becomes_a_wish(scene, chosen, wishes):
    form = scene.form("help_wanted", "phq_2")
    access = scene.tablet(form)
    if chosen:
        scene.say(form, "help", chosen, part="help_wanted@1", access=access)
    by = queries.acting_for(scene.practice, Mode.TABLET)
    for _again in range(2):
        actions.submit_form(form=form, mode=Mode.TABLET, access=access, at=NOON, by=by)
    found = HelpWish.objects.filter(patient=form.patient)
    assert dict(found.values_list("topic", "wants")) == wishes
    assert found.count() == len(wishes)
    assert {wish.source for wish in found} <= {"form"}
    assert not chosen or PopulationCheck.objects.filter(patient_id=form.patient_id).exists()
