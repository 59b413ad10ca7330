"""Safety: every risk answer has its alert, alerts go on by the clock, and only a licensed person closes one."""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.content.schema import Author, Mode
from teamlet.ground.access.principal import system
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import Answer, SafetyAlert
from teamlet.records.instruments.rules.safety import (
    CoverFacts,
    is_covered,
    may_send_remotely,
    missing_cover,
    next_turn,
    signs_in,
)
from teamlet.records.instruments.tests.conftest import NEW_YORK, NOON, options
from teamlet.records.instruments.words import AlertKind, AlertLevel, AlertState, AskWhy, MaySend
from teamlet.records.practice.models import Absence
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WEEKDAYS = CoverFacts(True, True, True, frozenset(range(5)), time(8), time(17), 15, frozenset({"en", "es"}))
MANY = 1_000 if os.environ.get("TEAMLET_PROOF") == "1" else 100


def code(item, points, instrument="phq_9"):
    return options(instrument, item)[points]


def late(scene, at):
    return actions.escalate_alerts(practice=scene.practice, at=at, by=system(scene.practice, "worker"))


# --- alerts come with the answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [0, 1, 2, 3])
@pytest.mark.parametrize("way", ["staff", "paper", "tablet"])
def test_item_nine_from_several_days_on_is_an_alert_whatever_the_way(scene, points, way):
    form = scene.form("phq_9")
    more = {"access": scene.tablet(form)} if way == "tablet" else {"mode": Mode(way)}
    saved = scene.say(form, "phq_9", code("phq_9", points), **more)
    assert SafetyAlert.objects.count() == (points > 0)
    assert saved.show_crisis is (points > 0)


def test_every_risk_answer_has_exactly_one_alert(scene):
    for number in range(MANY):
        patient = make_patient(scene.practice, given=f"Ada{number}", record_number=f"r{number}")
        form = scene.form("phq_9", patient=patient, visit=None)
        value = code("phq_9", 1 + number % 3)
        for _ in range(1 + number % 2):  # every second request is sent twice
            scene.say(form, "phq_9", value)
    answers = set(Answer.objects.values_list("pk", flat=True))
    assert len(answers) == MANY
    assert sorted(SafetyAlert.objects.values_list("answer_id", flat=True)) == sorted(answers)
    assert Task.objects.filter(kind=TaskKind.SAFETY_ALERT, state="open").count() == MANY


def test_without_the_alert_there_is_no_answer(scene, monkeypatch):
    """The control: an alert that cannot be saved takes its answer with it, and nobody is told that it was saved."""
    from teamlet.records.instruments.actions import safety

    def broken(**_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(safety, "open_task", broken)
    form = scene.form("phq_9")
    with pytest.raises(RuntimeError):
        scene.say(form, "phq_9", code("phq_9", 3))
    assert not Answer.objects.exists()


def test_unanswered_item_nine_is_asked_in_person(scene):
    form = scene.form("phq_9")
    for number in range(1, 9):
        scene.say(form, f"phq_{number}", code(f"phq_{number}", 0))
    actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    task = Task.objects.get(kind=TaskKind.ASK_IN_PERSON)
    assert task.detail["why"] == AskWhy.RISK_ITEM_UNANSWERED
    assert task.due_on == NOON.date()
    assert not SafetyAlert.objects.exists()


def test_left_out_on_purpose_is_unanswered_too(scene):
    form = scene.form("phq_9")
    scene.say(form, "phq_9", None)
    actions.submit_form(form=form, mode=Mode.STAFF, at=NOON, by=scene.assistant.principal)
    assert Task.objects.filter(kind=TaskKind.ASK_IN_PERSON).count() == 1


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ("I want to die", ("self_harm_thoughts",)),
        ("quiero morirme", ("self_harm_thoughts",)),
        ("chest pain since this morning", ("chest_pain",)),
        ("me duele el pecho", ("chest_pain",)),
        ("my knee hurts", ()),
        ("no chest pain", ()),
        ("", ()),
    ],
)
def test_words_that_alarm(words, signs):
    assert signs_in(words) == signs


@pytest.mark.parametrize("language", ["en", "es"])
def test_alarming_words_in_any_text_raise_an_alert_at_once(scene, language):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    saved = scene.say(form, "worry", "a veces quiero morirme", part=form.parts[0], language=language)
    alert = SafetyAlert.objects.get()
    assert (alert.kind, alert.signs, saved.show_crisis) == (AlertKind.WORDS, ["self_harm_thoughts"], True)


def test_alarming_words_in_a_list_of_texts_too(scene):
    form = scene.form("visit_preparation", purpose="visit_preparation")
    scene.say(form, "topics", ["my knee", "I want to kill myself"], part=form.parts[0])
    assert SafetyAlert.objects.get().signs == ["self_harm_thoughts"]


# --- what follows a positive screen ----------------------------------------------------------------------------------


def screen(scene, *, points=2, at=NOON, **more):
    form = scene.form("phq_2", at=at)
    access = scene.tablet(form, at=at) if more.pop("tablet", False) else None
    for item in ("phq_1", "phq_2"):
        saved = scene.say(form, item, code(item, points, "phq_2"), part="phq_2@1", at=at, access=access, **more)
    form.refresh_from_db()
    return form, saved


def test_in_the_practice_the_longer_questions_follow_without_asking_twice(scene):
    form, saved = screen(scene, tablet=True)
    assert saved.added == ("phq_9@1",)
    assert form.parts == ["phq_2@1", "phq_9@1"]
    answers = queries.answers_by(queries.given_in(form), "phq_9@1", Author.PATIENT)
    assert answers == {"phq_1": code("phq_1", 2), "phq_2": code("phq_2", 2)}


def test_a_link_given_out_before_does_not_show_the_longer_questions(scene):
    form = scene.form("phq_2")
    _, token = actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)
    link = queries.link_by_token(token)
    key = actions.try_door(door=link.oid, birth_date=scene.patient.birth_date, at=NOON).key
    afar = queries.visitor(key, at=NOON).access
    scene.say(form, "phq_1", code("phq_1", 3, "phq_2"), part="phq_2@1", access=scene.tablet(form))
    form.refresh_from_db()
    assert form.parts == ["phq_2@1", "phq_9@1"]
    assert queries.link_by_token(token) is None
    assert queries.visitor(key, at=NOON) is None
    with pytest.raises(Refused):
        scene.say(form, "phq_9", code("phq_9", 1), access=afar)
    with pytest.raises(Refused, match="remote_needs"):
        actions.issue_link(form=form, at=NOON, by=scene.assistant.principal)


def test_a_negative_screen_leads_nowhere(scene):
    form, saved = screen(scene, points=1)
    assert (form.parts, saved.added, saved.show_crisis) == (["phq_2@1"], (), False)


@pytest.mark.parametrize(
    ("hour", "why", "crisis"),
    [(11, AskWhy.POSITIVE_IN_PERSON, False), (20, AskWhy.POSITIVE_NOT_COVERED, True)],
)
def test_by_link_item_nine_is_never_asked(scene, hour, why, crisis):
    at = NOON.replace(hour=hour)
    scene.name_cover()
    form = scene.form("phq_2", at=at)
    _, token = actions.issue_link(form=form, at=at, by=scene.assistant.principal)
    key = actions.try_door(door=queries.link_by_token(token).oid, birth_date=scene.patient.birth_date, at=at).key
    access = queries.visitor(key, at=at).access
    for item in ("phq_1", "phq_2"):
        saved = scene.say(form, item, code(item, 3, "phq_2"), part="phq_2@1", access=access, at=at)
    form.refresh_from_db()
    assert form.parts == ["phq_2@1"]
    assert Task.objects.get(kind=TaskKind.ASK_IN_PERSON).detail["why"] == why
    # The first answer alone reaches the cut-off; what it set off is not set off again.
    assert SafetyAlert.objects.count() == 0
    assert (saved.show_crisis or crisis) is crisis


def test_on_a_tablet_outside_covered_hours_item_nine_is_not_asked(scene):
    scene.name_cover()
    form, _saved = screen(scene, tablet=True, at=NOON.replace(hour=20))
    assert form.parts == ["phq_2@1"]
    assert Task.objects.get(kind=TaskKind.ASK_IN_PERSON).detail["why"] == AskWhy.POSITIVE_NOT_COVERED


# --- the alert goes on by the clock ----------------------------------------------------------------------------------


@pytest.fixture
def alert(scene):
    return scene.say(scene.form("phq_9"), "phq_9", code("phq_9", 1)).alert


def test_five_minutes_each_second_person_on_call_then_before_everybody(scene, alert):
    at = NOON
    turns = []
    for _ in range(21):
        if queries.has_late_alerts(scene.practice, at=at):
            late(scene, at)
        alert.refresh_from_db()
        turns.append((alert.level, alert.owner.called))
        at += MINUTE
    first, second, third = (person.membership.called for person in (scene.clinician, scene.nurse, scene.manager))
    assert turns == ([("first", first)] * 5 + [("second", second)] * 5 + [("on_call", third)] * 11)
    assert [step.kind for step in queries.steps_of(alert)] == [
        "raised",
        "escalated",
        "escalated",
        "still_waiting",
        "still_waiting",
    ]
    task = Task.objects.get(kind=TaskKind.SAFETY_ALERT)
    assert task.owner == scene.manager.membership
    assert [move.reason for move in task.moves.all()] == ["unanswered", "unanswered"]


def test_an_answered_alert_stays_with_whoever_answered(scene, alert):
    actions.acknowledge_alert(alert=alert, at=NOON + MINUTE, by=scene.assistant.principal)
    assert late(scene, NOON + 60 * MINUTE) == 0
    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by) == (AlertState.ACKNOWLEDGED, scene.assistant.user)


def test_the_worker_passes_it_on(scene, alert, at):
    from teamlet import worker

    at(NOON + 4 * MINUTE)
    worker.pass_alerts_on("cedar")
    alert.refresh_from_db()
    assert alert.level == AlertLevel.FIRST
    at(NOON + 5 * MINUTE)
    worker.pass_alerts_on("cedar")
    alert.refresh_from_db()
    assert alert.level == AlertLevel.SECOND
    assert {"instruments.pass_alerts_on", "instruments.end_forms"} <= {each.kind for each in worker.recurring()}


def test_whoever_is_away_is_passed_over(scene, alert):
    Absence.objects.create(membership=scene.nurse.membership, first_day=NOON.date(), last_day=NOON.date(), at=NOON)
    late(scene, NOON + 5 * MINUTE)
    alert.refresh_from_db()
    assert (alert.level, alert.owner) == (AlertLevel.ON_CALL, scene.manager.membership)


def test_only_a_licensed_person_closes_it_once_with_words(scene, alert):
    for person in (scene.assistant, scene.manager, scene.desk):
        with pytest.raises(Refused, match="needs_licensed"):
            actions.close_alert(alert=alert, what_was_done="Talked.", at=NOON, by=person.principal)
    with pytest.raises(Refused, match="needs_words"):
        actions.close_alert(alert=alert, what_was_done="  ", at=NOON, by=scene.nurse.principal)
    actions.close_alert(alert=alert, what_was_done="Safety plan.", at=NOON, by=scene.nurse.principal)
    with pytest.raises(ChangedMeanwhile):
        actions.close_alert(alert=alert, what_was_done="Again.", at=NOON, by=scene.clinician.principal)
    with pytest.raises(Refused, match="alert_may_not_move"):
        actions.acknowledge_alert(alert=alert, at=NOON, by=scene.nurse.principal)
    assert Task.objects.get(kind=TaskKind.SAFETY_ALERT).state == "done"
    assert queries.alerts_for(scene.nurse.principal) == []


def test_who_sees_it(scene, alert, staff):
    sees = {
        role: len(queries.alerts_for(staff(role).principal))
        for role in (Role.NURSE, Role.COACH, Role.MEDICAL_ASSISTANT, Role.FRONT_DESK, Role.MANAGER, Role.PEER)
    }
    assert sees == {
        Role.NURSE: 1,
        Role.COACH: 1,
        Role.MEDICAL_ASSISTANT: 1,
        Role.FRONT_DESK: 0,
        Role.MANAGER: 1,  # on call for it
        Role.PEER: 0,
    }
    with pytest.raises(Refused, match="alert_role"):
        actions.acknowledge_alert(alert=alert, at=NOON, by=scene.desk.principal)


def test_the_named_people_come_before_anybody_else(scene):
    scene.name_cover()
    form = scene.form("phq_9", visit=None)
    alert = scene.say(form, "phq_9", code("phq_9", 1)).alert
    assert (alert.owner, alert.backup, alert.on_call) == (
        scene.nurse.membership,
        scene.behavioral.membership,
        scene.manager.membership,
    )


# --- the rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "covered"),
    [
        ("2026-11-23T08:00", True),
        ("2026-11-23T07:59", False),
        ("2026-11-23T16:59", True),
        ("2026-11-23T17:00", False),
        ("2026-11-21T12:00", False),  # a Saturday
    ],
)
def test_covered_hours(when, covered):
    assert is_covered(WEEKDAYS, datetime.fromisoformat(when).replace(tzinfo=NEW_YORK)) is covered
    assert not is_covered(None, NOON)


def test_what_is_missing_is_named_one_by_one():
    assert [reason.code for reason in missing_cover(None)] == [
        "instruments.remote_needs_responder",
        "instruments.remote_needs_backup",
        "instruments.remote_needs_on_call",
        "instruments.remote_needs_hours",
        "instruments.remote_needs_text",
        "instruments.remote_needs_minutes",
    ]
    assert missing_cover(WEEKDAYS) == ()


@pytest.mark.parametrize(
    ("risk", "cover", "channels", "status"),
    [
        (False, None, False, MaySend.YES),
        (True, None, True, MaySend.NO),
        (True, WEEKDAYS, False, MaySend.NO),
        (True, WEEKDAYS, True, MaySend.YES),
    ],
)
def test_what_may_be_sent(risk, cover, channels, status):
    assert may_send_remotely(bears_risk=risk, cover=cover, has_channels=channels).status is status


@pytest.mark.parametrize(
    ("level", "here", "expected"),
    [
        ("first", {1, 2, 3}, ("second", 2)),
        ("first", {1, 3}, ("on_call", 3)),
        ("first", {1}, ("on_call", None)),
        ("second", {1, 2, 3}, ("on_call", 3)),
        ("on_call", {1, 2, 3}, ("on_call", None)),
    ],
)
def test_whose_turn_comes_next(level, here, expected):
    assert next_turn(AlertLevel(level), (1, 2, 3), frozenset(here)) == (AlertLevel(expected[0]), expected[1])
