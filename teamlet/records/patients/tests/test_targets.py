"""A patient's own target: who may set it, what it is held against, and when a movement is worth a word."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.patients.actions.targets import end_target, set_target, undo_target
from teamlet.records.patients.models import PatientTarget, PopulationCheck
from teamlet.records.patients.queries.targets import own_targets, past_targets, target_of, targets_of
from teamlet.records.patients.rules.targets import MEASURES, in_range, is_toward, may_set_target
from teamlet.records.patients.rules.treatments import ANTICOAGULANT, ANTIDEPRESSANT, Written, began_on, insulin, names
from teamlet.records.patients.words import TargetMeasure, WhyOwnTarget
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save

MONDAY = "2026-11-23T09:20"
SUGAR, UPPER, WEIGHT = (MEASURES[TargetMeasure(name)] for name in ("hba1c", "systolic", "weight"))


# --- rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value", "target", "comparator", "expected"),
    [
        (SUGAR, "7.9", 8, "", True),
        (SUGAR, "8.0", 8, "", False),
        (SUGAR, "8", 8, "<", True),
        (SUGAR, "9", 8, "<", None),
        (SUGAR, "14", 8, ">", False),
        (SUGAR, "7", 8, ">", None),
        (UPPER, "139", 140, "", True),
        (UPPER, "140", 140, "", False),
        (WEIGHT, "180", 180, "", True),
        (WEIGHT, "180.1", 180, "", False),
        (WEIGHT, "180", None, "", None),
    ],
)
def test_what_is_in_range(measure, value, target, comparator, expected):
    aim = None if target is None else Decimal(target)
    assert in_range(measure, Decimal(value), aim, comparator) is expected


@pytest.mark.parametrize(
    ("measure", "before", "last", "target", "own", "expected"),
    [
        (SUGAR, "9", "8.4", 8, False, True),
        (SUGAR, "9", "6.8", 8, False, True),
        (SUGAR, "9", "6.4", 8, False, False),  # too low to be praised
        (SUGAR, "7.5", "7.0", 8, False, False),  # it was in range
        (SUGAR, "8.4", "9", 8, False, False),
        (SUGAR, "9", "8.4", "8.5", True, True),
        (SUGAR, "9", "7.2", "8.5", True, False),  # farther beyond a relaxed target than it was from it
        (SUGAR, "7.6", "6.9", 7, True, True),
        (UPPER, "160", "150", 140, False, True),
        (UPPER, "160", "85", 140, False, False),
        (WEIGHT, "210", "200", None, False, False),  # nobody agreed that it should fall
        (WEIGHT, "210", "200", 190, True, True),
    ],
)
def test_only_a_movement_toward_the_target_is_praised(measure, before, last, target, own, expected):
    aim = None if target is None else Decimal(str(target))
    assert is_toward(measure, Decimal(before), Decimal(last), aim, is_own=own) is expected


@pytest.mark.parametrize(
    ("measure", "value", "why", "roles", "codes"),
    [
        ("hba1c", "7", "newly_found", {"clinician"}, {"target_may_set"}),
        ("hba1c", "7", "newly_found", {"nurse"}, {"target_may_set"}),
        ("hba1c", "7", "newly_found", {"coach", "medical-assistant"}, {"target_needs_licensed"}),
        ("hba1c", "4.9", "newly_found", {"clinician"}, {"target_out_of_range"}),
        ("hba1c", None, "", {"clinician"}, {"target_out_of_range", "target_why_missing"}),
        ("systolic", "181", "frailty", {"clinician"}, {"target_out_of_range"}),
        ("height", "170", "frailty", {"clinician"}, {"target_unknown"}),
        ("hba1c", "7.5", "newly_found", {"clinician"}, {"target_same"}),
    ],
)
def test_who_may_set_what(measure, value, why, roles, codes):
    number = None if value is None else Decimal(value)
    decision = may_set_target(measure, number, why, roles, standing=Decimal("7.5"))
    assert {reason.code for reason in decision.reasons} == {f"patients.{code}" for code in codes}


@pytest.mark.parametrize(
    ("group", "label", "expected"),
    [
        (ANTIDEPRESSANT, "sertraline 50 MG Oral Tablet", True),
        (ANTIDEPRESSANT, "Fluoxetina 20 mg cápsula", True),
        (ANTIDEPRESSANT, "bupropion (Zyban) 150 MG", False),
        (ANTIDEPRESSANT, "doxepin 5 % topical cream", False),
        (ANTIDEPRESSANT, "lisinopril 10 MG Oral Tablet", False),
        (ANTICOAGULANT, "Apixaban 5 MG Oral Tablet [Eliquis]", True),
        (ANTICOAGULANT, "Warfarin Sodium 5 MG", True),
        (ANTICOAGULANT, "aspirin 81 MG", False),
        (insulin(), "insulin glargine 100 UNT/ML Injectable Solution", True),
        (insulin(), "metformin 500 MG", False),
    ],
)
def test_which_treatments_are_meant(group, label, expected):
    assert names(group, "", "", label) is expected


def test_a_treatment_begins_with_its_first_day_and_anew_after_a_long_gap():
    day = date(2026, 11, 1)

    def written(*ago):
        return [Written("", "", "sertraline 50 MG", day - timedelta(days=each)) for each in ago]

    assert began_on(ANTIDEPRESSANT, written(10)) == day - timedelta(days=10)
    assert began_on(ANTIDEPRESSANT, written(200, 100, 10)) == day - timedelta(days=200)
    assert began_on(ANTIDEPRESSANT, written(500, 10)) == day - timedelta(days=10)
    assert began_on(ANTIDEPRESSANT, [Written("", "", "lisinopril", day)]) is None


# --- keeping -----------------------------------------------------------------------------------------


def said(patient, by, at, value="7", **changes):
    values = {"measure": TargetMeasure.HBA1C, "value": Decimal(value), "why": WhyOwnTarget.NEWLY_FOUND}
    return set_target(patient=patient, at=at, by=by, **(values | changes))


@pytest.mark.django_db
def test_a_target_is_set_replaced_ended_and_undone(practice, patient, staff, at):
    moment = at(MONDAY)
    clinician = staff("clinician").principal
    assert target_of(own_targets(practice, [patient.pk]).get(patient.pk), TargetMeasure.HBA1C) == 8
    said(patient, clinician, moment)
    assert PopulationCheck.objects.filter(patient=patient).exists()
    said(patient, clinician, moment + timedelta(minutes=1), "7.5")
    assert own_targets(practice, [patient.pk]) == {patient.pk: {TargetMeasure.HBA1C: Decimal("7.5")}}
    assert [row.value for row in past_targets(practice, patient.pk)] == [Decimal(7)]
    undo_save(save=Save.objects.order_by("-id").first(), at=moment + timedelta(minutes=2), by=clinician)
    assert targets_of(practice, patient.pk)[TargetMeasure.HBA1C].value == 7
    end_target(patient=patient, measure=TargetMeasure.HBA1C, at=moment + timedelta(minutes=3), by=clinician)
    assert own_targets(practice, [patient.pk]) == {}
    with pytest.raises(Refused) as refused:
        end_target(patient=patient, measure=TargetMeasure.HBA1C, at=moment, by=clinician)
    assert refused.value.reason.code == "patients.target_none"


@pytest.mark.django_db
def test_undo_waits_for_nobody(patient, staff, at):
    moment = at(MONDAY)
    clinician = staff("clinician").principal
    first = said(patient, clinician, moment)
    said(patient, staff("nurse").principal, moment, "7.5")
    with pytest.raises(ChangedMeanwhile):
        undo_target(about_oid=first.oid, at=moment, by=clinician)


@pytest.mark.django_db
def test_roles_without_license_and_joined_records_set_none(practice, patient, neighbor_patient, staff, at):
    moment = at(MONDAY)
    joined = make_patient(practice, merged_into=patient)
    with pytest.raises(Refused):
        said(patient, staff("coach").principal, moment)
    with pytest.raises(Refused):
        end_target(patient=patient, measure=TargetMeasure.HBA1C, at=moment, by=staff("coach").principal)
    with pytest.raises(Refused):
        said(joined, staff("clinician").principal, moment)
    with pytest.raises(type(neighbor_patient).DoesNotExist):
        said(neighbor_patient, staff("clinician").principal, moment)
    assert not PatientTarget.objects.exists()


@pytest.mark.django_db
def test_a_target_of_a_merged_record_counts_until_there_is_another(practice, patient, staff, at):
    moment = at(MONDAY)
    other = make_patient(practice)
    clinician = staff("clinician").principal
    said(other, clinician, moment, "7.5")
    other.merged_into = patient
    other.save()
    whole = range(patient.pk, other.pk + 1)
    assert (
        own_targets(practice, whole)
        == own_targets(practice, [patient.pk])
        == {patient.pk: {TargetMeasure.HBA1C: Decimal("7.5")}}
    )
    said(patient, clinician, moment)
    assert own_targets(practice, [patient.pk])[patient.pk][TargetMeasure.HBA1C] == 7
