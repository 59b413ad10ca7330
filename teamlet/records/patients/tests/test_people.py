"""Writing about people: each action once, its event, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.records.patients import actions, queries
from teamlet.records.patients.models import Condition, Medicine, NameGram, Patient, Reading
from teamlet.records.patients.words import REASONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(staff: Any) -> Any:
    return staff("nurse").principal


def new(by: Any, **fields: Any) -> Patient:
    return actions.register_patient(**({"given": "Rosa", "family": "Marín", "by": by} | fields))


def last_event() -> Event:
    event = Event.objects.order_by("-number").first()
    assert event is not None
    return event


def test_somebody_new_is_found_and_audited(practice: Any, by: Any) -> None:
    patient = new(by, birth_date=date(1961, 5, 3), record_number="7", phone="555-0100", email="r@example.org")
    assert last_event().verb == "patients.register_patient"
    assert last_event().patient_oid == patient.oid
    assert [(point.kind, point.value) for point in queries.contact_points(practice, patient)] == [
        ("mobile", "555-0100"),
        ("email", "r@example.org"),
    ]
    assert queries.search(practice, "7")[0].oid == patient.oid
    assert queries.patient(practice, patient.oid) == patient


REFUSED = [
    ({"given": " ", "family": ""}, "patients.name_missing"),
    ({"birth_date": date(2999, 1, 1)}, "patients.birth_date_in_future"),
    ({"record_number": "taken"}, "patients.record_number_taken"),
]


@pytest.mark.parametrize(("fields", "code"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(fields: Any, code: str, practice: Any, by: Any) -> None:
    new(by, given="Dale", record_number="taken")
    with pytest.raises(Refused) as refusal:
        new(by, **fields)
    assert refusal.value.reason.code == code
    assert REASONS[code].format(**refusal.value.reason.values)
    assert Patient.objects.count() == 1


def test_a_peer_changes_nobody(practice: Any, staff: Any) -> None:
    with pytest.raises(Refused) as refusal:
        new(staff("peer").principal)
    assert refusal.value.reason.code == "patients.role_may_not_change"
    with pytest.raises(Refused):
        actions.merge_patients(
            patient=new(staff("nurse").principal), into=new(staff("nurse").principal), by=staff("coach").principal
        )


def test_a_corrected_name_is_found_under_the_new_one(practice: Any, by: Any) -> None:
    patient = new(by)
    actions.correct_patient(patient=patient, family="Delgado", birth_date=date(1961, 5, 4), by=by)
    assert last_event().detail == '{"columns":["birth_date","family"]}'
    assert [row.oid for row in queries.search(practice, "delgado")] == [patient.oid]
    assert queries.search(practice, "marin") == ()
    assert NameGram.objects.filter(patient=patient, gram="  m").count() == 0
    with pytest.raises(TypeError):
        actions.correct_patient(patient=patient, oid="x", by=by)


def test_the_neighbors_patient_cannot_be_changed(practice: Any, by: Any, neighbor_patient: Any) -> None:
    with pytest.raises(Patient.DoesNotExist):
        actions.set_language(patient=neighbor_patient, language="es", by=by)
    assert queries.patient(practice, neighbor_patient.oid) is None


def test_language_contact_points_and_helpers(practice: Any, by: Any) -> None:
    patient = new(by, phone="555-0100")
    actions.set_language(patient=patient, language="es", interpreter=True, large_print=True, by=by)
    point = queries.contact_points(practice, patient)[0]
    actions.mark_contact_point(contact_point=point, works=False, by=by)
    other = actions.add_contact_point(patient=patient, kind="home", value=" 555-0101 ", by=by)
    assert [(one.value, one.works) for one in queries.contact_points(practice, patient)] == [
        ("555-0101", True),
        ("555-0100", False),
    ]
    assert queries.contact_point(practice, patient, other.pk) == other
    helper = actions.set_helper(patient=patient, name="Ana", relation="Daughter", may_join=True, by=by)
    actions.set_helper(patient=patient, helper=helper, name="Ana María", by=by)
    assert [one.name for one in queries.helpers(practice, patient)] == ["Ana María"]
    actions.remove_helper(helper=helper, by=by)
    assert queries.helpers(practice, patient) == ()
    row = queries.patient(practice, patient.oid)
    assert row is not None
    assert (row.language, row.interpreter, row.large_print) == ("es", True, True)


def test_each_action_writes_one_event(practice: Any, by: Any) -> None:
    patient = new(by)
    for act in (
        lambda: actions.set_language(patient=patient, language="es", by=by),
        lambda: actions.add_contact_point(patient=patient, kind="email", value="a@example.org", by=by),
        lambda: actions.set_helper(patient=patient, name="Ana", by=by),
        lambda: actions.set_clinician(patient=patient, membership=None, by=by),
        lambda: actions.correct_patient(patient=patient, called="Rosie", by=by),
    ):
        before = Event.objects.count()
        act()
        assert Event.objects.count() == before + 1


def test_joined_records_are_read_as_one_and_come_apart_again(practice: Any, by: Any) -> None:
    one, two = new(by), new(by, given="Rosalía")
    Condition.objects.create(practice=practice, patient=two, display="Asthma", clinical_state="active")
    actions.merge_patients(patient=two, into=one, by=by)
    assert [row.display for row in queries.chart_facts(practice, one, by.roles).conditions.rows] == ["Asthma"]
    for patient, into, code in (
        (one, one, "patients.merge_with_itself"),
        (two, one, "patients.merged_already"),
        (one, new(by, given="Dale"), "patients.others_merged_into_it"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.merge_patients(patient=patient, into=into, by=by)
        assert refusal.value.reason.code == code
    actions.undo_merge(patient=two, by=by)
    assert queries.chart_facts(practice, one, by.roles).conditions.rows == ()
    with pytest.raises(Refused):
        actions.undo_merge(patient=two, by=by)


def test_look_alikes_are_named_with_the_reason(practice: Any, by: Any) -> None:
    one = new(by, birth_date=date(1961, 5, 3))
    new(by, given="Rossa", birth_date=date(1961, 5, 3))
    new(by, given="Dale", family="Oakes", birth_date=date(1950, 1, 1))
    found = queries.look_alikes_of(practice, one)
    assert [(row.name, row.likeness.value) for row in found] == [("Rossa Marín", "maybe_the_same")]


SENSITIVE = [
    ("nurse", ["Diabetes", "Alcohol dependence"], 0),
    ("coach", ["Diabetes"], 1),
    ("front-desk", ["Diabetes"], 1),
]


@pytest.mark.parametrize(("role", "shown", "withheld"), SENSITIVE)
def test_labelled_rows_are_held_back_by_role(
    role: str, shown: list[str], withheld: int, practice: Any, by: Any, staff: Any
) -> None:
    patient = new(by)
    for number, (display, label) in enumerate((("Alcohol dependence", "substance_use"), ("Diabetes", "none"))):
        Condition.objects.create(
            practice=practice, patient=patient, display=display, clinical_state="active", sensitivity=label,
            began_on=date(2020, 1, 1 + number),
        )  # fmt: skip
    part = queries.chart_facts(practice, patient, staff(role).principal.roles).conditions
    assert ([row.display for row in part.rows], part.withheld) == (shown, withheld)


def test_a_chart_takes_seven_statements_however_much_there_is(practice: Any, by: Any) -> None:
    patient = new(by)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.chart_facts(practice, patient, by.roles)
        return len(asked)

    assert statements() == 7
    Reading.objects.bulk_create(
        Reading(
            practice=practice, patient=patient, code=f"c{number}", display=f"R{number}", value=1, day=date(2026, 1, 1)
        )
        for number in range(40)
    )
    facts = queries.chart_facts(practice, patient, by.roles)
    assert (len(facts.readings.rows), facts.readings.more) == (20, 20)
    assert statements() == 7


def test_the_newest_reading_of_each_code_is_shown(practice: Any, by: Any) -> None:
    patient = new(by)
    for day, value in ((date(2026, 1, 1), 9), (date(2026, 6, 1), 8), (date(2025, 1, 1), 7)):
        Reading.objects.create(practice=practice, patient=patient, code="4548-4", display="A1c", value=value, day=day)
    rows = queries.chart_facts(practice, patient, by.roles).readings.rows
    assert [(row.value, row.day) for row in rows] == [(8, date(2026, 6, 1))]


def test_cautions_know_everything_that_is_active(practice: Any, by: Any) -> None:
    patient = new(by, birth_date=date(1990, 5, 3))
    Condition.objects.create(
        practice=practice, patient=patient, code_system="http://hl7.org/fhir/sid/icd-10-cm", code="Z34.90",
        display="Normal pregnancy", clinical_state="active", sensitivity="reproductive",
    )  # fmt: skip
    Condition.objects.create(practice=practice, patient=patient, display="Old", clinical_state="resolved")
    Medicine.objects.create(practice=practice, patient=patient, display="Insulin glargine", state="active")
    Medicine.objects.create(practice=practice, patient=patient, display="Stopped", state="stopped")
    Reading.objects.create(
        practice=practice, patient=patient, code="39156-5", display="BMI", value=31, day=date(2026, 1, 1)
    )
    facts = queries.caution_facts(practice, patient, on=date(2026, 11, 21))
    assert [fact.label for fact in facts.conditions] == ["Normal pregnancy"]
    assert [fact.label for fact in facts.medicines] == ["Insulin glargine"]
    assert (facts.pregnant, facts.age, facts.bmi) == (True, 36, 31)
