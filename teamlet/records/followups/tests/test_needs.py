"""Levels of need from the records: what counts, what never counts, what the team sets, and what it costs to look."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import agree_support, record_attempt
from teamlet.records.followups.actions.needs import clear_level, hand_mark, set_level, undo_level
from teamlet.records.followups.actions.support import refresh_support, refresh_support_marked
from teamlet.records.followups.models import Contact, NeedLevel
from teamlet.records.followups.queries.need_facts import need_facts
from teamlet.records.followups.queries.needs import inputs_of, level_of, levels_of, need_of, past_levels
from teamlet.records.followups.tests.people import (
    HBA1C,
    PHQ9,
    SYSTOLIC,
    condition,
    encounter,
    medicine,
    member,
    reading,
)
from teamlet.records.followups.tests.test_actions import GOAL, plan
from teamlet.records.followups.words import AttemptResult, Channel
from teamlet.records.followups.words.needs import InputState, Level, NeedInput, WhyAnotherLevel
from teamlet.records.patients.actions.targets import set_target
from teamlet.records.patients.models import SupportCheck
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
MONDAY = "2026-11-23T09:20"


def ago(days):
    return TODAY - timedelta(days=days)


def present(need):
    return {each.code for each in need.inputs if each.state is InputState.PRESENT}


def not_known(need):
    return {each.code for each in need.inputs if each.state is InputState.NOT_KNOWN}


def speaks(person, *languages):
    person.membership.languages = list(languages)
    person.membership.save()


def diabetes(patient):
    condition(patient)
    member(patient, "diabetes")


def hypertension(patient):
    condition(patient, "I10", "Hypertension")
    member(patient, "hypertension")


# --- what the records say ----------------------------------------------------------------------------


def test_of_somebody_without_a_record_nothing_is_taken_as_no(practice, patient, at):
    at(MONDAY)
    need = need_of(practice, patient.pk, on=TODAY)
    assert need.level is Level.SELF_DIRECTED
    known = {NeedInput.CRISIS, NeedInput.LANGUAGE_OR_READING, NeedInput.MISSED_CONTACTS}
    assert not_known(need) == set(NeedInput) - known
    assert present(need) == set()


def high_sugar(patient):
    diabetes(patient)
    reading(patient, HBA1C, 8.4, ago(30))


def sugar_in_range(patient):
    diabetes(patient)
    reading(patient, HBA1C, 7.9, ago(30))


def old_sugar(patient):
    diabetes(patient)
    reading(patient, HBA1C, 9.9, ago(400))


def high_pressure(patient):
    hypertension(patient)
    reading(patient, SYSTOLIC, 152, ago(3))


def pressure_without_the_condition(patient):
    condition(patient, "J45.20", "Asthma")
    reading(patient, SYSTOLIC, 152, ago(3))


def three_conditions(patient):
    for name in ("diabetes", "hypertension", "asthma"):
        member(patient, name)
    condition(patient)
    reading(patient, HBA1C, 7, ago(10))
    reading(patient, SYSTOLIC, 120, ago(10))


def in_hospital(patient):
    encounter(patient, "IMP", ago(5))


def in_hospital_long_ago(patient):
    encounter(patient, "EMER", ago(90))


def visit_only(patient):
    encounter(patient, "AMB", ago(5))


def low_mood(patient):
    reading(patient, PHQ9, 12, ago(10))


def new_insulin(patient):
    medicine(patient, "Insulin glargine 100 UNT/ML", ago(20))


def old_insulin(patient):
    medicine(patient, "Insulin glargine 100 UNT/ML", ago(400))
    medicine(patient, "Insulin glargine 100 UNT/ML", ago(200))
    medicine(patient, "Insulin glargine 100 UNT/ML", ago(20))


def home_after_heart_failure(patient):
    member(patient, "heart_failure")
    encounter(patient, "IMP", ago(20))


def no_home(patient):
    condition(patient, "Z59.02", "Unsheltered homelessness")


def no_language(patient):
    patient.language = "vi"
    patient.save()


def interpreter(patient):
    patient.language, patient.interpreter = "vi", True
    patient.save()


@pytest.mark.parametrize(
    ("life", "level", "inputs"),
    [
        (high_sugar, Level.GUIDED, {NeedInput.UNCONTROLLED}),
        (sugar_in_range, Level.SELF_DIRECTED, set()),
        (old_sugar, Level.SELF_DIRECTED, set()),
        (high_pressure, Level.GUIDED, {NeedInput.UNCONTROLLED}),
        (pressure_without_the_condition, Level.SELF_DIRECTED, set()),
        (three_conditions, Level.GUIDED, {NeedInput.SEVERAL_CONDITIONS}),
        (in_hospital, Level.CLOSE_SUPPORT, {NeedInput.HOSPITAL_NOW}),
        (in_hospital_long_ago, Level.GUIDED, {NeedInput.HOSPITAL_BEFORE}),
        (visit_only, Level.SELF_DIRECTED, set()),
        (low_mood, Level.INTENSIVE, {NeedInput.MOOD, NeedInput.UNCONTROLLED}),
        (new_insulin, Level.GUIDED, {NeedInput.NEW_TREATMENT}),
        (old_insulin, Level.SELF_DIRECTED, set()),
        (home_after_heart_failure, Level.CLOSE_SUPPORT, {NeedInput.HOSPITAL_NOW, NeedInput.NEW_TREATMENT}),
        (no_home, Level.CLOSE_SUPPORT, {NeedInput.SOCIAL_INSTABILITY}),
        (no_language, Level.GUIDED, {NeedInput.LANGUAGE_OR_READING}),
        (interpreter, Level.SELF_DIRECTED, set()),
    ],
)
def test_what_the_records_say(practice, patient, staff, at, life, level, inputs):
    at(MONDAY)
    speaks(staff("coach"), "en", "es")
    life(patient)
    need = need_of(practice, patient.pk, on=TODAY)
    assert need.level is level
    assert present(need) == inputs


def test_where_nobody_said_what_the_team_speaks_it_is_not_known(practice, patient, staff, at):
    at(MONDAY)
    no_language(patient)
    assert NeedInput.LANGUAGE_OR_READING in not_known(need_of(practice, patient.pk, on=TODAY))
    speaks(staff("coach"), "vi")
    assert need_of(practice, patient.pk, on=TODAY).level is Level.SELF_DIRECTED


def test_a_missing_value_is_not_known_rather_than_in_range(practice, patient, at):
    at(MONDAY)
    old_sugar(patient)
    assert NeedInput.UNCONTROLLED in not_known(need_of(practice, patient.pk, on=TODAY))


def test_the_patients_own_target_decides_what_is_out_of_range(practice, patient, staff, at):
    moment = at(MONDAY)
    high_sugar(patient)
    clinician = staff("clinician").principal
    set_target(
        patient=patient, measure=TargetMeasure.HBA1C, value=Decimal("8.5"), why=WhyOwnTarget.FRAILTY, at=moment,
        by=clinician,
    )  # fmt: skip
    assert need_of(practice, patient.pk, on=TODAY).level is Level.SELF_DIRECTED
    set_target(
        patient=patient, measure=TargetMeasure.HBA1C, value=Decimal(7), why=WhyOwnTarget.NEWLY_FOUND, at=moment,
        by=clinician,
    )  # fmt: skip
    assert need_of(practice, patient.pk, on=TODAY).level is Level.GUIDED


def test_what_was_merged_into_somebody_counts_for_them(practice, patient, at):
    at(MONDAY)
    other = make_patient(practice, merged_into=patient, family="Marin")
    in_hospital(other)
    low_mood(other)
    need = need_of(practice, patient.pk, on=TODAY)
    assert need.level is Level.CLOSE_SUPPORT
    assert NeedInput.MOOD in present(need)


def test_how_sure_and_missed_days_come_from_our_own_records(practice, patient, staff, at):
    moment = at(MONDAY)
    ma = staff("medical-assistant").principal
    said = plan(confidence=5, confidence_first=5)
    agree_support(patient=patient, goal_said=GOAL, plan_said=said, at=moment, by=ma)
    assert present(need_of(practice, patient.pk, on=TODAY)) == {NeedInput.HOW_SURE}
    contact = Contact.objects.get()
    for day in (4, 7, 8):
        record_attempt(
            contact=contact, channel=Channel.CALL, result=AttemptResult.NO_ANSWER,
            at=at(f"2026-12-{day:02}T10:00"), by=ma,
        )  # fmt: skip
    need = need_of(practice, patient.pk, on=date(2026, 12, 8))
    assert NeedInput.MISSED_CONTACTS in present(need)
    assert need.level is Level.GUIDED
    assert need.other_way


# --- kept by the worker ------------------------------------------------------------------------------


def test_the_worker_keeps_levels_of_people_in_support_and_writes_nothing_twice(practice, patient, system, at):
    moment = at(MONDAY)
    stranger = make_patient(practice, given="Nobody")
    high_sugar(patient)
    assert refresh_support(practice=practice, at=moment, by=system) == 1
    row = level_of(practice, patient.pk)
    assert (row.level, row.from_inputs, row.set_level) == (2, 2, None)
    kept = {each.code: each for each in inputs_of(row)}
    assert set(kept) == set(NeedInput)
    assert kept[NeedInput.UNCONTROLLED].value == "1"
    assert level_of(practice, stranger.pk) is None
    assert levels_of(practice, [patient.pk, stranger.pk]) == {patient.pk: 2, stranger.pk: 2}
    events = Event.objects.count()
    assert refresh_support(practice=practice, at=moment + timedelta(hours=1), by=system) == 0
    assert Event.objects.count() == events


def test_a_change_is_another_row_and_the_days_that_pass_are_none(practice, patient, system, at):
    high_sugar(patient)
    refresh_support(practice=practice, at=at(MONDAY), by=system)
    assert refresh_support(practice=practice, at=at("2026-11-29T09:00"), by=system) == 0
    in_hospital(patient)
    refresh_support(practice=practice, at=at("2026-11-30T09:00"), by=system)
    assert [row.level for row in (level_of(practice, patient.pk), *past_levels(practice, patient.pk))] == [4, 2]
    # The stay is 31 days ago: an event no more, still a risk beside the sugar.
    refresh_support(practice=practice, at=at("2026-12-19T09:00"), by=system)
    assert level_of(practice, patient.pk).level == 3
    assert NeedLevel.objects.filter(patient=patient, is_current=True).count() == 1


def test_what_changes_an_input_is_looked_at_within_a_minute(practice, patient, staff, system, at):
    moment = at(MONDAY)
    refresh_support_marked(practice=practice, at=moment, by=system)
    assert level_of(practice, patient.pk) is None
    ma = staff("medical-assistant").principal
    agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=moment, by=ma)
    assert SupportCheck.objects.filter(patient=patient).exists()
    refresh_support_marked(practice=practice, at=moment, by=system)
    assert level_of(practice, patient.pk).level == 1
    assert not SupportCheck.objects.exists()


def test_the_level_weighs_the_open_contact(practice, patient, staff, system, at):
    moment = at(MONDAY)
    ma = staff("medical-assistant").principal
    agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=moment, by=ma)
    assert Task.objects.get().risk == 2
    in_hospital(patient)
    refresh_support(practice=practice, at=moment, by=system)
    assert Task.objects.get(state="open").risk == 4
    Task.objects.update(risk=104)
    set_level(patient=patient, level=Level.INTENSIVE, why=WhyAnotherLevel.FAMILY_SUPPORT, at=moment, by=ma)
    assert Task.objects.get(state="open").risk == 103


def test_looking_at_many_costs_as_many_statements_as_looking_at_one(practice, at):
    at(MONDAY)
    people = [make_patient(practice, given=f"P{number}") for number in range(12)]
    for person in people:
        high_sugar(person)
        low_mood(person)
        in_hospital(person)
        medicine(person, "Apixaban 5 MG", ago(20))
    counts = []
    for some in ([people[0].pk], [each.pk for each in people], range(people[0].pk, people[-1].pk + 1)):
        with CaptureQueriesContext(connection) as queries:
            assert len(need_facts(practice, some, on=TODAY)) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 26


# --- who pays and who somebody is --------------------------------------------------------------------


def test_payer_race_sex_and_age_never_change_a_level(practice, patient, system, at):
    """The same lives with every other thing shuffled about them: the levels do not move."""
    moment = at(MONDAY)
    lives = [high_sugar, low_mood, in_hospital, three_conditions, new_insulin, visit_only, no_home, sugar_in_range]
    people = [make_patient(practice, given=f"P{number}") for number in range(len(lives))]
    for person, life in zip(people, lives, strict=True):
        life(person)
        member(person, "asked_for_help")
    refresh_support(practice=practice, at=moment, by=system)
    first = levels_of(practice, [each.pk for each in people])
    assert set(first.values()) == {1, 2, 3, 4}
    about = [
        ("Race", "White"), ("Race", "Black or African American"), ("Ethnicity", "Hispanic or Latino"),
        ("Payer", "Medicaid"), ("Payer", "Self-pay"), ("Payer", "Commercial"), ("Race", "Asian"), ("Payer", "Medicare"),
    ]  # fmt: skip
    for turn in range(len(about)):
        for place, person in enumerate(people):
            name, value = about[(place + turn) % len(about)]
            reading(person, "72826-1" if name == "Race" else "48768-6", 1, ago(1), text=value, display=name, unit="")
            person.sex = ("female", "male", "other", "unknown")[(place + turn) % 4]
            person.birth_date = date(1930 + 9 * ((place + turn) % 8), 2, 1)
            person.save()
        refresh_support(practice=practice, at=moment, by=system)
        assert levels_of(practice, list(first)) == first


# --- set by hand -------------------------------------------------------------------------------------


def test_a_level_set_by_hand_holds_until_its_day_and_its_history_stays(practice, patient, staff, system, at):
    moment = at(MONDAY)
    coach = staff("coach").principal
    high_sugar(patient)
    refresh_support(practice=practice, at=moment, by=system)
    made = set_level(
        patient=patient, level=Level.INTENSIVE, why=WhyAnotherLevel.KNOWN_TO_TEAM, words="Lost her husband",
        until=date(2026, 12, 20), at=moment, by=coach,
    )  # fmt: skip
    assert (made.level, made.from_inputs, made.set_level) == (3, 2, 3)
    in_hospital(patient)
    refresh_support(practice=practice, at=at("2026-11-24T09:00"), by=system)
    row = level_of(practice, patient.pk)
    assert (row.level, row.from_inputs, row.set_level, row.set_words) == (3, 4, 3, "Lost her husband")
    assert row.set_by_id == coach.user_id
    refresh_support(practice=practice, at=at("2026-12-20T09:00"), by=system)
    row = level_of(practice, patient.pk)
    assert (row.level, row.set_level) == (3, None)  # the stay is an event no more, and one of two risks
    assert any(each.set_level == 3 for each in past_levels(practice, patient.pk))


def test_a_level_is_cleared_and_undone(practice, patient, staff, system, at):
    moment = at(MONDAY)
    coach = staff("coach").principal
    set_level(patient=patient, level=Level.CLOSE_SUPPORT, why=WhyAnotherLevel.PATIENT_WISH, at=moment, by=coach)
    cleared = clear_level(patient=patient, at=moment + timedelta(minutes=1), by=coach)
    assert (cleared.level, cleared.set_level) == (1, None)
    save = Save.objects.filter(kind="followups.level").order_by("-id").first()
    undo_save(save=save, at=moment + timedelta(minutes=2), by=coach)
    row = level_of(practice, patient.pk)
    assert (row.level, row.set_level, row.set_why) == (4, 4, "patient_wish")
    with pytest.raises(ChangedMeanwhile):
        undo_level(about_oid=save.about_oid, at=moment + timedelta(minutes=3), by=coach)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"until": date(2027, 3, 1)}, "followups.need_until"),
        ({"until": TODAY}, "followups.need_until"),
        ({"why": "cheaper"}, "followups.need_why_missing"),
    ],
)
def test_what_may_not_be_set(patient, staff, at, values, code):
    said = {"level": Level.GUIDED, "why": WhyAnotherLevel.PATIENT_WISH} | values
    with pytest.raises(Refused) as refused:
        set_level(patient=patient, at=at(MONDAY), by=staff("coach").principal, **said)
    assert refused.value.reason.code == code
    assert not NeedLevel.objects.exists()


def test_of_two_people_who_set_it_the_second_is_told(practice, patient, staff, at):
    moment = at(MONDAY)
    seen = hand_mark(level_of(practice, patient.pk))
    coach = staff("coach").principal
    set_level(patient=patient, level=Level.GUIDED, why=WhyAnotherLevel.PATIENT_WISH, seen=seen, at=moment, by=coach)
    with pytest.raises(ChangedMeanwhile):
        clear_level(patient=patient, seen=seen, at=moment, by=staff("nurse").principal)


def test_nothing_is_cleared_that_nobody_set(patient, staff, at):
    with pytest.raises(Refused) as refused:
        clear_level(patient=patient, at=at(MONDAY), by=staff("coach").principal)
    assert refused.value.reason.code == "followups.need_not_set"


def test_another_practice_has_levels_of_its_own(practice, patient, neighbor, neighbor_patient, staff, at):
    moment = at(MONDAY)
    coach = staff("coach").principal
    set_level(patient=patient, level=Level.CLOSE_SUPPORT, why=WhyAnotherLevel.PATIENT_WISH, at=moment, by=coach)
    assert level_of(neighbor, patient.pk) is None
    assert levels_of(neighbor, [patient.pk]) == {patient.pk: 2}
    with pytest.raises(type(neighbor_patient).DoesNotExist):
        set_level(patient=neighbor_patient, level=Level.GUIDED, why=WhyAnotherLevel.PATIENT_WISH, at=moment, by=coach)
