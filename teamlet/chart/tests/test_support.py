"""The pages of the level of need and of targets: what they show, to whom, and what is saved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.audit.models import Event
from teamlet.records.followups.actions.needs import hand_mark, set_level
from teamlet.records.followups.models import NeedLevel
from teamlet.records.followups.queries.needs import level_of
from teamlet.records.followups.tests.people import HBA1C, PHQ9, condition, encounter, member, reading
from teamlet.records.followups.words.needs import Level, WhyAnotherLevel
from teamlet.records.patients.actions.targets import set_target
from teamlet.records.patients.models import PatientTarget
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23T09:20"


def address(patient, part="support/"):
    return f"/practice/{patient.practice.key}/patients/{patient.oid}/{part}"


@pytest.fixture
def rosa(patient, at):
    """Rosa: diabetes with an HbA1c of 8.4, a PHQ-9 of 14."""
    at(MONDAY)
    today = clock.today("America/New_York")
    condition(patient)
    member(patient, "diabetes")
    reading(patient, HBA1C, 8.4, today - timedelta(days=20))
    reading(patient, PHQ9, 14, today - timedelta(days=20))
    return patient


def stamp(patient, row=None):
    return stamps.make(patient_oid=patient.oid, seen={"level": hand_mark(row)})


# --- level of need -----------------------------------------------------------------------------------


def test_the_page_shows_every_input_and_what_the_level_means(client_of, rosa):
    text = client_of("nurse").get(address(rosa)).text
    assert "3 · Intensive" in text
    assert "A condition out of the patient&#39;s own range" in text
    assert text.count('<th scope="row">') == 14
    assert "Not known" in text
    assert "high distress: 14." in text
    assert "First contact inside 7 days." in text
    assert Event.objects.filter(verb="followups.read_support", patient_oid=rosa.oid).count() == 1


def test_labeled_inputs_are_for_roles_that_may_read_them(client_of, rosa):
    text = client_of("educator").get(address(rosa)).text
    assert "Not shown to your role" in text
    assert "high distress: 14" not in text


def test_another_level_is_set_shown_and_taken_back(client_of, rosa, at):
    coach = client_of("coach")
    values = {"level": "4", "why": "known_to_team", "words": "Her sister died", "stamp": stamp(rosa)}
    assert coach.post(address(rosa), values).status_code == 302
    row = level_of(rosa.practice, rosa.pk)
    assert (row.level, row.set_words) == (4, "Her sister died")
    text = coach.get(address(rosa)).text
    assert "4 · Close support" in text
    assert "Her sister died" in text
    assert "Set by the team: the team knows more than the record." in text
    assert coach.post(address(rosa, "support/clear/"), {"stamp": stamp(rosa, row)}).status_code == 302
    assert level_of(rosa.practice, rosa.pk).set_level is None
    assert "Her sister died" not in coach.get(address(rosa)).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "7"}, "level"),
        ({"why": ""}, "why"),
        ({"until_month": "3", "until_day": "1", "until_year": "2027"}, "until"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(client_of, rosa, change, field):
    values = {"level": "2", "why": "patient_wish", "words": "Feels well", "stamp": stamp(rosa)} | change
    answer = client_of("coach").post(address(rosa), values)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Feels well" in answer.text
    assert not NeedLevel.objects.exists()


def test_a_form_that_showed_another_level_is_not_saved(client_of, rosa, staff, at):
    old = stamp(rosa)
    set_level(
        patient=rosa, level=Level.GUIDED, why=WhyAnotherLevel.PATIENT_WISH, at=at(MONDAY), by=staff("nurse").principal
    )
    answer = client_of("coach").post(address(rosa), {"level": "3", "why": "known_to_team", "stamp": old})
    assert answer.status_code == 409
    assert "A colleague changed the level meanwhile" in answer.text
    assert level_of(rosa.practice, rosa.pk).level == 2


def test_who_may_open_it(client_of, rosa, neighbor, staff):
    assert client_of("front-desk").get(address(rosa)).status_code == 404
    assert client_of("coach").get(address(rosa)[:-1].replace(rosa.oid, "absent") + "/").status_code == 404
    assert client_of(staff("coach", at=neighbor)).get(address(rosa)).status_code == 404


def test_as_many_statements_with_a_long_history(client_of, rosa, staff, at):
    coach = client_of("coach")
    coach.get(address(rosa))
    counts = []
    for turn in range(3):
        for level in (Level.GUIDED, Level.INTENSIVE):
            set_level(
                patient=rosa, level=level, why=WhyAnotherLevel.PATIENT_WISH, at=at(f"2026-11-2{turn + 4}T09:20"),
                by=staff("coach").principal,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert coach.get(address(rosa)).status_code == 200
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


# --- targets -----------------------------------------------------------------------------------------


def target(patient, **changes):
    values = {"measure": "hba1c", "value": "7.5", "why": "newly_found", "words": "Asked for it"}
    return values | {"stamp": stamps.make(patient_oid=patient.oid)} | changes


def test_a_target_is_set_by_somebody_licensed_and_taken_back(client_of, rosa):
    nurse = client_of("nurse")
    text = nurse.get(address(rosa, "targets/")).text
    assert "under 8 %" in text
    assert "out of range" in text
    assert nurse.post(address(rosa, "targets/"), target(rosa, value="8.5", why="frailty")).status_code == 302
    text = nurse.get(address(rosa, "targets/")).text
    assert "Own target" in nurse.get(address(rosa, "")).text
    assert "under 8.5 %" in text
    assert "in range" in text
    assert Event.objects.filter(verb="patients.set_target", patient_oid=rosa.oid).count() == 1
    ended = nurse.post(address(rosa, "targets/hba1c/end/"), {"stamp": stamps.make(patient_oid=rosa.oid)})
    assert ended.status_code == 302
    assert not PatientTarget.objects.filter(ended_at__isnull=True).exists()
    assert (
        nurse.post(address(rosa, "targets/height/end/"), {"stamp": stamps.make(patient_oid=rosa.oid)}).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"value": "4"}, "value"), ({"value": "many"}, "value"), ({"why": ""}, "why"), ({"measure": "height"}, "measure")],
)
def test_a_wrong_target_is_said_beside_its_field(client_of, rosa, change, field):
    answer = client_of("clinician").post(address(rosa, "targets/"), target(rosa, **change))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Asked for it" in answer.text
    assert not PatientTarget.objects.exists()


def test_a_coach_reads_targets_and_sets_none(client_of, rosa):
    coach = client_of("coach")
    assert "Set the target" not in coach.get(address(rosa, "targets/")).text
    answer = coach.post(address(rosa, "targets/"), target(rosa))
    assert answer.status_code == 422
    assert not PatientTarget.objects.exists()
    assert (
        coach.post(address(rosa, "targets/hba1c/end/"), {"stamp": stamps.make(patient_oid=rosa.oid)}).status_code == 404
    )


def test_the_chart_holds_values_against_the_patients_own_target(client_of, rosa, staff, at):
    reading(rosa, HBA1C, 9.2, clock.today("America/New_York") - timedelta(days=120))
    coach = client_of("coach")
    assert "closer to the target of under 8 %" in coach.get(address(rosa, "")).text
    set_target(
        patient=rosa, measure=TargetMeasure.HBA1C, value=Decimal(9), why=WhyOwnTarget.FRAILTY, at=at(MONDAY),
        by=staff("clinician").principal,
    )  # fmt: skip
    text = coach.get(address(rosa, "")).text
    assert "closer to the target" not in text  # it went farther beyond a relaxed target than it was above it
    assert "It went from 9.2 to 8.4 %." in text


def test_an_encounter_of_last_week_asks_for_close_support(client_of, rosa):
    encounter(rosa, "IMP", clock.today("America/New_York") - timedelta(days=4))
    text = client_of("nurse").get(address(rosa)).text
    assert "4 · Close support" in text
    assert "First contact inside 2 working days after the event or plan." in text
    assert "Outreach does not rest for this patient." in text
