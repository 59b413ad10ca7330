"""The practice itself: days, teams, settings with history, the format of copies, the audit trail, imports."""

from __future__ import annotations

from typing import Any

import pytest

from teamlet.records.documents.queries import first_kind
from teamlet.records.patients.actions import register_patient
from teamlet.records.practice import queries
from teamlet.records.practice.models import Holiday, Practice, SettingChange, Site, Team

pytestmark = pytest.mark.django_db
OFFICE = "/practice/cedar/office/"


@pytest.fixture
def manager(client_of: Any) -> Any:
    return client_of("manager")


def test_name_and_time_zone(manager: Any, practice: Practice) -> None:
    values = {
        "name": "Cedar",
        "phone": "555 010 2200",
        "after_hours_phone": "",
        "address": "",
        "time_zone": "America/Chicago",
    }
    assert manager.post(OFFICE + "practice/", values).status_code == 302
    practice.refresh_from_db()
    assert (practice.name, practice.time_zone) == ("Cedar", "America/Chicago")
    answer = manager.post(OFFICE + "practice/", values | {"time_zone": "Mars/North"})
    assert answer.status_code == 422
    assert "no known time zone" in answer.text
    assert "Mars/North" in answer.text


def test_working_days_holidays_and_sites(manager: Any, practice: Practice, at: Any) -> None:
    at("2026-11-23T09:00")
    assert manager.post(OFFICE + "practice/days/", {"days": ["0", "2"]}).status_code == 302
    assert queries.working_days(practice.pk) == {0, 2}
    assert manager.post(OFFICE + "practice/days/", {}).status_code == 422
    day = {"day_month": "12", "day_day": "24", "day_year": "2026", "name": "Christmas Eve"}
    assert manager.post(OFFICE + "practice/holidays/", day).status_code == 302
    assert "Christmas Eve" in manager.get(OFFICE + "practice/").text
    assert manager.post(OFFICE + "practice/holidays/remove/", {"day": "2026-12-24"}).status_code == 302
    assert not Holiday.objects.exists()
    assert manager.post(OFFICE + "practice/holidays/remove/", {"day": "soon"}).status_code == 404
    assert manager.post(OFFICE + "practice/sites/", {"name": "North"}).status_code == 302
    assert Site.objects.get().name == "North"
    again = manager.post(OFFICE + "practice/sites/", {"name": " north ", "address": "12 Elm Street"})
    assert again.status_code == 422
    assert "North is there already. Choose another name." in again.text
    assert "12 Elm Street" in again.text
    assert Site.objects.count() == 1


def test_teams(manager: Any, staff: Any, neighbor: Any) -> None:
    nurse = staff("nurse").oid
    assert manager.post(OFFICE + "teams/", {"name": "Maple", "members": [nurse]}).status_code == 302
    team = Team.objects.get()
    assert manager.post(f"{OFFICE}teams/{team.oid}/", {"name": "Birch"}).status_code == 302
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Birch", 0)
    assert manager.post(f"{OFFICE}teams/{team.oid}/", {"name": "birch"}).status_code == 302
    assert manager.post(OFFICE + "teams/", {"name": "Cedar"}).status_code == 302
    for address, name in ((f"{OFFICE}teams/{team.oid}/", "CEDAR"), (f"{OFFICE}teams/", "Birch")):
        taken = manager.post(address, {"name": name})
        assert taken.status_code == 422
        assert "is there already. Choose another name." in taken.text
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Cedar", "birch"]
    other = staff("nurse", at=neighbor).oid
    assert manager.post(OFFICE + "teams/", {"name": "X", "members": [other]}).status_code == 422
    assert manager.get(OFFICE + "teams/nobody/").status_code == 404


def test_a_setting_and_its_history(manager: Any, practice: Practice) -> None:
    assert manager.post(OFFICE + "settings/confidence_threshold/", {"value": "8"}).status_code == 302
    assert queries.setting(practice.pk, "confidence_threshold") == 8
    text = manager.get(OFFICE + "settings/").text
    assert "How sure: below this we look for a smaller step" in text
    assert SettingChange.objects.get().old == 7


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("confidence_threshold", "11", "Choose a number from 1 to 10."),
        ("follow_up_first_day", "13", "must be in this order"),
        ("call_from_hour", "twelve", "Write a whole number, such as 12."),
    ],
)
def test_a_setting_outside_its_range(manager: Any, name: str, value: str, error: str) -> None:
    answer = manager.post(f"{OFFICE}settings/{name}/", {"value": value})
    assert answer.status_code == 422
    assert error in answer.text
    assert not SettingChange.objects.exists()


def test_an_unknown_setting_is_not_found(manager: Any) -> None:
    assert manager.post(OFFICE + "settings/dance/", {"value": "1"}).status_code == 404


OWN = {
    "first": "care_plan",
    "progress_note": "Support {date} v{version}\r\nGoal: {goal}\r\nStep: {step}",
    "care_plan": "",
    "after_visit": "",
    "banner": "",
}


def test_the_practices_own_format_of_copies(manager: Any, practice: Practice) -> None:
    page = OFFICE + "ehr-format/"
    preview = manager.post(page, OWN | {"do": "preview"})
    assert "Support November 23, 2026 v2" in preview.text
    practice.refresh_from_db()
    assert practice.ehr_format == {}
    assert manager.post(page, OWN | {"do": "save"}).status_code == 302
    practice.refresh_from_db()
    assert practice.ehr_format == {
        "first": "care_plan",
        "progress_note": "Support {date} v{version}\nGoal: {goal}\nStep: {step}",
    }
    assert first_kind(practice) == "care_plan"
    wrong = manager.post(page, OWN | {"progress_note": "{gaol} non-compliant", "do": "save"})
    assert wrong.status_code == 422
    assert "{gaol}" in wrong.text


def test_the_audit_trail_by_person_kind_day_and_patient(manager: Any, staff: Any, client_of: Any, at: Any) -> None:
    at("2026-11-23T09:00")
    nurse = staff("nurse")
    patient = register_patient(given="Rosa", family="Marín", record_number="A-1", by=nurse.principal)
    client_of("nurse").get(f"/practice/cedar/patients/{patient.oid}/")
    page = OFFICE + "audit/"
    text = manager.get(page).text
    assert "patients.register_patient" in text
    assert "patients.read_chart" in text
    answer = manager.post(page, {"person": nurse.oid, "kind": "patients.read", "record_number": "A-1"})
    assert answer.status_code == 302
    assert "A-1" not in answer["Location"]
    text = manager.get(answer["Location"]).text
    assert "patients.read_chart" in text
    assert "patients.register_patient" not in text
    assert "patients.read_chart" not in manager.get(page + "?day=2026-11-22").text
    assert "patients.read_chart" in manager.get(page + "?day=2026-11-23").text


def test_odd_questions_to_the_audit_trail(manager: Any, practice: Practice) -> None:
    page = OFFICE + "audit/"
    for query in ("?before=x", "?before=99999999999999999999999", "?day=soon", "?person=nobody", "?patient=nobody"):
        assert manager.get(page + query).status_code == 200, query
    answer = manager.post(page, {"record_number": "nobody's"})
    assert answer.status_code == 422
    assert "No patient has this record number." in answer.text


def test_the_audit_trail_goes_on_by_number(manager: Any, staff: Any) -> None:
    by = staff("nurse").principal
    for number in range(60):
        register_patient(given=f"N{number}", family="X", by=by)
    page = OFFICE + "audit/"
    first = manager.get(page).text
    assert first.count("patients.register_patient") == 50
    assert "?before=11" in first
    assert manager.get(page + "?before=11").text.count("patients.register_patient") == 10


def test_imports_are_shown_with_what_waits(manager: Any, practice: Practice, at: Any) -> None:
    from teamlet.bridges.fhir.models import ImportRun, Quarantined, Source

    when = at("2026-11-23T09:00")
    counts = {"Patient": {"read": 3, "stored": 2, "unchanged": 1, "skipped": 0}}
    run = ImportRun.objects.create(
        practice=practice, began_at=when, ended_at=when, by="import", files=1, counts=counts, problems=1
    )
    source = Source.objects.create(practice=practice)
    Quarantined.objects.create(
        practice=practice,
        source=source,
        run=run,
        file="a.json",
        kind="Observation",
        remote_id="o-1",
        hash="x",
        reason="fhir.subject_missing",
        raw="{}",
        at=when,
    )
    text = manager.get(OFFICE + "imports/").text
    assert "This resource does not say whose it is." in text
    assert "1 problem" in text
    assert "1 resource waits" in manager.get(OFFICE).text
