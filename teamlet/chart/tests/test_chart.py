"""The chart: the support tile first, the record apart, and nothing of either for the front desk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.chart.presenters.trends import line
from teamlet.conftest import make_patient
from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts
from teamlet.ground.access.roles import FINDS_PATIENTS, SUPPORT, Role
from teamlet.ground.audit.models import Event
from teamlet.records.documents.actions import save_support
from teamlet.records.patients.actions import merge_patients, register_patient
from teamlet.records.patients.models import Condition, Reading, RecordTarget
from teamlet.records.patients.queries import Point, Trend, TrendKind
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import FollowUpAnswer, GoalAudience, GoalState

pytestmark = pytest.mark.django_db
GOAL = "Keep up with Mateo at the park"


def address(patient: Any, page: str = "") -> str:
    return f"/practice/cedar/patients/{patient.oid}/{page}"


@pytest.fixture
def supported(patient: Any, staff: Any, at: Any) -> Any:
    """Return the patient with a goal, a plan and an agreed contact."""
    parts = StepParts(parse_step("walk"), parse_amount("10 min"), parse_when("3"), parse_days("3"))
    said = PlanSaid(
        step_words="walk",
        amount_words="10 min",
        when_words="3",
        days_words="3",
        parts=parts_as_columns(parts),
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 12, 7),
        barriers=(BarrierSaid("weather", "", "walk in the hall"),),
        helpers=("Lucía",),
        confidence_asked=True,
        confidence_first=6,
        confidence=8,
        follow_up=FollowUpAnswer.AGREED,
    )
    ana = staff("medical-assistant", name="Ana Flores", called="Ana").principal
    when = at("2026-11-23T09:20")
    save_support(patient=patient, visit=None, goal_said=GoalSaid(words=GOAL), plan_said=said, at=when, by=ana)
    return patient


def readings(patient: Any, code: str, unit: str, *values: tuple[date, str]) -> None:
    for number, (day, value) in enumerate(values):
        Reading.objects.create(
            practice=patient.practice,
            patient=patient,
            code_system="http://loinc.org",
            code=code,
            display="Hemoglobin A1c",
            value=Decimal(value),
            unit=unit,
            day=day,
            source_id=f"{code}-{number}-{patient.pk}",
        )


def test_only_support_roles_see_the_chart_and_only_those_who_find_patients_see_the_person(
    client_of: Any, supported: Any
) -> None:
    for role in Role:
        client = client_of(role)
        answer = client.get(address(supported))
        assert answer.status_code == (200 if role in FINDS_PATIENTS else 404), role
        if role in FINDS_PATIENTS:
            assert (GOAL in answer.text) == (role in SUPPORT), role
        assert client.get(address(supported, "record/")).status_code == (200 if role in SUPPORT else 404), role


@pytest.mark.parametrize("page", ["", "record/", "details/", "in-error/"])
def test_another_practice_and_an_absent_patient_are_not_found(client_of: Any, neighbor_patient: Any, page: str) -> None:
    nurse = client_of("nurse")
    assert nurse.get(address(neighbor_patient, page)).status_code == 404
    assert nurse.get(f"/practice/cedar/patients/nobody/{page}").status_code == 404


def test_the_tile_says_goal_step_sureness_and_next_contact(client_of: Any, supported: Any) -> None:
    text = client_of("coach").get(address(supported)).text
    for words in (
        GOAL,
        "Walk 10 minutes after dinner, 3 days a week",
        "walk in the hall",
        "Lucía",
        "of 10, first and now",
        "Ana",
        "Not copied to the EHR yet",
        "Start visit",
        "Take-home page",
    ):
        assert words in text, words
    assert text.index(GOAL) < text.index("What matters to me")


def test_two_goals_each_with_its_own_contact(client_of: Any, supported: Any, staff: Any, at: Any) -> None:
    ana = staff("medical-assistant", name="Bea Flores", called="Bea").principal
    said = PlanSaid(
        step_words="call my sister",
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 12, 7),
        follow_up=FollowUpAnswer.DECLINED,
    )
    when = at("2026-11-23T10:00")
    save_support(
        patient=supported, visit=None, goal_said=GoalSaid(words="See my sister"), plan_said=said, at=when, by=ana
    )
    text = client_of("nurse").get(address(supported)).content.decode()
    tile, also = text[text.index('id="support"') : text.index('id="matters"')].split("Also working on")
    assert "See my sister" in tile
    assert "none agreed" in tile
    assert "Record contact" not in tile + also
    assert GOAL in also
    assert "Walk 10 minutes after dinner" in also
    assert "Friday, December 4" in also
    assert "Earlier goals" not in text


def test_without_a_goal_the_chart_offers_to_start_a_visit(client_of: Any, patient: Any) -> None:
    text = client_of("nurse").get(address(patient)).text
    assert "No goal yet" in text
    assert "Start visit" in text


def test_reading_the_chart_is_recorded_once(client_of: Any, supported: Any) -> None:
    client_of("nurse").get(address(supported))
    read = Event.objects.filter(verb="patients.read_chart", patient_oid=supported.oid)
    assert read.count() == 1


def statements(client: Any, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page).status_code == 200
    return len(taken)


def test_the_number_of_statements_does_not_grow_with_the_record(client_of: Any, supported: Any, practice: Any) -> None:
    nurse = client_of("nurse")
    counts = {}
    for times in (1, 3):
        days = [(date(2026, month, times), "8.1") for month in range(1, 1 + 3 * times)]
        Reading.objects.all().delete()
        readings(supported, "4548-4", "%", *days)
        for number in range(times):
            Condition.objects.create(
                practice=practice, patient=supported, display=f"Asthma {times}{number}", clinical_state="active"
            )
        for page in ("", "record/", "details/"):
            counts.setdefault(page, []).append(statements(nurse, address(supported, page)))
    # Signing in, the frame and the audit event are eleven of each.
    assert counts == {"": [22, 22], "record/": [17, 17], "details/": [17, 17]}


def test_targets_from_the_record_stand_apart(client_of: Any, supported: Any, practice: Any) -> None:
    RecordTarget.objects.create(practice=practice, patient=supported, text="HbA1c below 7", state="active")
    nurse = client_of("nurse")
    assert "HbA1c below 7" not in nurse.get(address(supported)).text
    text = nurse.get(address(supported, "record/")).text
    assert text.index("Targets from the record") < text.index("HbA1c below 7")
    assert "Not the patient's words" in text


def test_sensitive_items_are_counted_not_named(client_of: Any, patient: Any, practice: Any) -> None:
    Condition.objects.create(
        practice=practice,
        patient=patient,
        display="Opioid use disorder",
        clinical_state="active",
        sensitivity="substance_use",
    )
    coach, clinician = client_of("coach"), client_of("clinician")
    assert "Opioid" in clinician.get(address(patient, "record/")).text
    text = coach.get(address(patient, "record/")).text
    assert "Opioid" not in text
    assert "1 item is not shown to your role" in text


def test_an_impossible_value_is_marked_and_not_drawn(client_of: Any, patient: Any) -> None:
    readings(patient, "4548-4", "%", (date(2026, 5, 1), "540"))
    Reading.objects.update(plausibility="impossible")
    nurse = client_of("nurse")
    assert "impossible value, not used" in nurse.get(address(patient, "record/")).text
    assert "No A1c or blood pressure" in nurse.get(address(patient)).text


def test_a_goal_for_behavioral_health_only_is_not_there_for_others(
    client_of: Any, patient: Any, staff: Any, at: Any
) -> None:
    said = GoalSaid(words="Sleep without the dreams", audience=GoalAudience.BEHAVIORAL_HEALTH)
    plan = PlanSaid(step_words="walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7))
    by = staff("behavioral-health").principal
    save_support(patient=patient, visit=None, goal_said=said, plan_said=plan, at=at("2026-11-23T09:20"), by=by)
    assert "the dreams" in client_of("behavioral-health").get(address(patient)).text
    assert "the dreams" not in client_of("coach").get(address(patient)).text


def test_under_18_and_a_language_we_lack_are_said(client_of: Any, practice: Any) -> None:
    young = make_patient(practice, birth_date=date(2012, 5, 3), language="vi")
    text = client_of("nurse").get(address(young)).text
    assert "only staff enter answers" in text
    assert "We have no pages in Vietnamese" in text


def test_a_merged_record_leads_to_the_one_that_is_kept(client_of: Any, patient: Any, practice: Any) -> None:
    kept = make_patient(practice, given="Rosa", family="Marin")
    merge_patients(patient=patient, into=kept, by=client_of_principal(client_of))
    answer = client_of("nurse").get(address(patient))
    assert (answer.status_code, answer["Location"]) == (302, address(kept))
    assert "That record is joined to this one, Rosa Marin, which is kept." in client_of("nurse").get(
        address(patient), follow=True
    ).text.replace("&#39;", "'")


def client_of_principal(client_of: Any) -> Any:
    from teamlet.records.practice.models import Membership
    from teamlet.records.practice.queries import principal_of

    client_of("nurse")
    return principal_of(Membership.objects.get(held_roles__role="nurse"))


def test_a_look_alike_is_warned_about_on_the_chart(client_of: Any, staff: Any) -> None:
    by = staff("nurse").principal
    born = [date(1961, 5, 3), date(1961, 3, 5)]
    people = [register_patient(given="Rosa", family="Marín", birth_date=day, by=by) for day in born]
    text = client_of("nurse").get(address(people[0])).text
    assert "looks much the same" in text
    assert address(people[1]) in text


def stamp_of(text: str) -> str:
    return text.split('name="stamp" value="', 1)[1].split('"', 1)[0]


def test_taking_a_goal_back(client_of: Any, supported: Any) -> None:
    nurse = client_of("nurse")
    page = address(supported, "in-error/")
    goal = Goal.objects.get()
    stamp = stamp_of(nurse.get(page).text)
    wrong = nurse.post(page, {"stamp": stamp, "goal": goal.oid})
    assert wrong.status_code == 422
    assert "Please choose one." in wrong.text
    answer = nurse.post(page, {"stamp": stamp_of(wrong.text), "goal": goal.oid, "why": "wrong_patient"})
    assert answer["Location"] == address(supported)
    goal.refresh_from_db()
    assert goal.state == GoalState.ENTERED_IN_ERROR
    assert GOAL not in nurse.get(address(supported)).text


def test_who_opened_it_is_for_the_office(client_of: Any, supported: Any) -> None:
    client_of("nurse").get(address(supported))
    text = client_of("manager").get(address(supported, "access/")).text
    assert "Read the chart." in text
    assert GOAL not in text
    assert client_of("nurse").get(address(supported, "access/")).status_code == 404


def trend(kind: TrendKind, *points: tuple[str, str | None]) -> Trend:
    made = tuple(
        Point(date(2026, 1 + number, 1), Decimal(value), Decimal(second) if second else None)
        for number, (value, second) in enumerate(points)
    )
    return Trend(kind, "%" if kind is TrendKind.HBA1C else "mmHg", made, 0)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (trend(TrendKind.HBA1C, ("8.1", None)), "One value so far: 8.1 %."),
        (
            trend(TrendKind.HBA1C, ("9.1", None), ("8.4", None)),
            "It came down, from 9.1 to 8.4 %: closer to the target of under 8 %.",
        ),
        (trend(TrendKind.HBA1C, ("7.8", None), ("7.1", None)), "It went from 7.8 to 7.1 %."),
        (trend(TrendKind.HBA1C, ("9.1", None), ("6.2", None)), "It went from 9.1 to 6.2 %."),
        (trend(TrendKind.HBA1C, ("7.1", None), ("8.0", None)), "It went up, from 7.1 to 8.0 %."),
        (trend(TrendKind.HBA1C, ("7.1", None), ("7.1", None)), "It stayed at 7.1 %."),
        (
            trend(TrendKind.BLOOD_PRESSURE, ("152", "90"), ("138", "84")),
            "It came down, from 152/90 to 138/84 mmHg: closer to the target of under 140 mmHg.",
        ),
        (trend(TrendKind.BLOOD_PRESSURE, ("152", "80"), ("138", "99")), "It went from 152/80 to 138/99 mmHg."),
        (trend(TrendKind.BLOOD_PRESSURE, ("120", "80"), ("85", "50")), "It went from 120/80 to 85/50 mmHg."),
    ],
)
def test_a_trend_says_no_more_than_its_values(made: Trend, sentence: str) -> None:
    drawn = line(made)
    assert drawn is not None
    assert drawn.sentence == sentence


def test_nothing_is_drawn_without_a_value() -> None:
    assert line(trend(TrendKind.HBA1C)) is None


def test_what_we_measure_ourselves_is_named_in_words(client_of: Any, staff: Any, patient: Any, at: Any) -> None:
    from teamlet.records.plans.actions.scores import store_score

    now, nurse = at("2026-11-23T09:00"), staff("nurse")
    store_score(patient, "confidence", 8, "plan:abc", now, nurse.principal)
    common = {"practice": patient.practice, "patient": patient, "origin": "questionnaire", "day": now.date(), "at": now}
    Reading.objects.create(
        code_system="http://loinc.org", code="44261-6", display="Mood, nine questions", value=9, source_id="score:x",
        status="final", category="survey", unit="{score}", **common,
    )  # fmt: skip
    client = client_of(nurse)
    text = client.get(address(patient, "record/")).text
    assert "How sure" in text
    assert "8 of 10" in text
    assert ">confidence<" not in text
    nurse.user.language = "es"
    nurse.user.save()
    text = client.get(address(patient, "record/")).text
    assert "8 de 10" in text
    assert ">confidence<" not in text
    assert "of 10" not in text
