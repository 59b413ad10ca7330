"""The page of populations: live count, draft, approval, who comes in and who leaves, what is said of a bad rule."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient, make_person
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import Role
from teamlet.ground.jobs.models import Job
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.queries import mark_of
from teamlet.records.patients.actions.populations import refresh_populations
from teamlet.records.patients.models import Condition, PopulationMember, Reading

pytestmark = pytest.mark.django_db
LIST = "/practice/cedar/office/populations/"
ITEM = f"{LIST}diabetes_high/"
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.fixture
def crowd(practice: Any, at: Any) -> list[Any]:
    """Four people with diabetes and an HbA1c of 7, 8.5, 9.5 and 11."""
    at("2026-11-24T09:00")
    made = []
    for number, value in enumerate(("7", "8.5", "9.5", "11")):
        patient = make_patient(practice, given=f"Person{number}", family="Anders", record_number=f"x{number}")
        Condition.objects.create(
            practice=practice, patient=patient, code_system="http://snomed.info/sct", code="44054006",
            display="Type 2 diabetes", clinical_state="active", began_on=date(2020, 1, 1),
        )  # fmt: skip
        Reading.objects.create(
            practice=practice, patient=patient, code_system="http://loinc.org", code="4548-4", display="HbA1c",
            value=value, unit="%", day=date(2026, 10, 1), at=NOW, status="final",
        )  # fmt: skip
        made.append(patient)
    return made


def fields_of(page: str) -> dict[str, Any]:
    """Return what the browser would send of the page's big form."""
    form = page.split('<form class="form"')[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or ('type="checkbox"' in tag and "checked" not in tag):
            continue
        found.setdefault(name[1], []).append(value[1] if value else ("on" if "checkbox" in tag else ""))
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [inner.strip().replace("&quot;", '"')]
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inner)
        found[name] = [chosen[1] if chosen else re.findall(r'value="([^"]*)"', inner)[0]]
    found.pop("csrfmiddlewaretoken", None)
    return found


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MANAGER, 200), (Role.LEAD_COACH, 200), (Role.CLINICIAN, 200), (Role.FRONT_DESK, 404), (Role.NURSE, 404)],
)
def test_who_may_open_the_rules(client_of: Any, role: Role, status: int) -> None:
    assert client_of(role).get(LIST).status_code == status
    assert client_of(role).get(ITEM).status_code == status


def test_neighbors_and_unknown_populations_are_not_there(client_of: Any, neighbor: Any) -> None:
    client = client_of(Role.MANAGER)
    assert client.get(LIST.replace("cedar", "juniper")).status_code == 404
    assert client.get(f"{LIST}no_such_one/").status_code == 404
    assert client.get(f"{LIST}own_ABC/").status_code == 404
    assert client.get("/practice/cedar/office/content/populations/diabetes/").status_code == 404


def test_the_count_follows_the_number_typed_and_names_who_comes_in(client_of: Any, crowd: Any, system: Any) -> None:
    refresh_populations(practice=crowd[0].practice, on=date(2026, 11, 24), by=system)
    client = client_of(Role.CLINICIAN)
    page = text(client.get(ITEM))
    assert "<strong>2</strong> in the population" in page
    data = fields_of(page)
    assert data["l1_value"] == ["9"]
    counted = client.post(ITEM, {**data, "l1_value": "8", "do": "count"})
    assert counted.status_code == 200
    assert "<strong>3</strong> in the population" in text(counted)
    assert "<strong>1</strong> come in" in text(counted)
    assert "Person1 Anders" in text(counted)
    assert "HbA1c 8.5 % on Oct 1, 2026." in text(counted)
    fewer = client.post(ITEM, {**data, "l1_value": "10", "do": "count"})
    assert "<strong>1</strong> leave" in text(fewer)
    assert "Person2 Anders" in text(fewer)
    assert not ContentVersion.objects.exists()


def test_who_only_runs_the_office_sees_counts_and_no_names(client_of: Any, crowd: Any) -> None:
    page = text(client_of(Role.MANAGER).get(ITEM))
    assert "<strong>2</strong> come in" in page
    assert "Anders" not in page


def test_labelled_names_stay_out_of_the_list(client_of: Any, crowd: Any) -> None:
    Reading.objects.create(
        practice=crowd[0].practice, patient=crowd[0], code_system="http://loinc.org", code="70274-6", value="15",
        unit="{score}", day=date(2026, 10, 1), status="final", sensitivity="mental_health",
    )  # fmt: skip
    page = text(client_of(Role.CLINICIAN).get(f"{LIST}worry_score/"))
    assert "<strong>1</strong> come in" in page
    assert "Anders" not in page


def test_a_draft_waits_for_a_second_person_and_then_moves_people(
    client_of: Any, crowd: Any, practice: Any, system: Any
) -> None:
    on = date(2026, 11, 24)
    refresh_populations(practice=practice, on=on, by=system)
    writer, second = client_of(Role.LEAD_COACH), client_of(Role.MANAGER)
    data = fields_of(text(writer.get(ITEM)))
    saved = writer.post(ITEM, {**data, "l1_value": "8", "note": "earlier help", "do": "save"})
    assert saved.status_code == 302
    refresh_populations(practice=practice, on=on, by=system)
    assert PopulationMember.objects.filter(population="diabetes_high", left_on=None).count() == 2
    assert "Somebody else approves it" in text(writer.get(ITEM))
    approved = second.post(f"{ITEM}approve/", {"number": "1", "stamp": stamps.make()}, follow=True)
    assert "In force from now on" in text(approved)
    job = Job.objects.get(kind="patients.refresh_populations")
    assert job.arguments == {"practice": "cedar"}
    refresh_populations(practice=practice, on=on, by=system)
    rows = PopulationMember.objects.filter(population="diabetes_high", left_on=None).order_by("patient__given")
    assert [(row.patient.given, row.entry_version, row.version) for row in rows] == [
        ("Person1", "1", "1"), ("Person2", "shipped:1", "1"), ("Person3", "shipped:1", "1"),
    ]  # fmt: skip
    back = second.post(f"{ITEM}restore/0/", {"stamp": stamps.make()}, follow=True)
    assert "is a draft now" in text(back)


def test_two_people_at_one_draft_the_second_is_told_and_keeps_what_was_typed(client_of: Any, practice: Any) -> None:
    ana, ben = client_of(Role.LEAD_COACH), client_of(Role.MANAGER)
    data = fields_of(text(ana.get(ITEM)))
    ana.post(ITEM, {**data, "do": "save"})
    theirs, mine = fields_of(text(ana.get(ITEM))), fields_of(text(ben.get(ITEM)))
    assert ana.post(ITEM, {**theirs, "l1_value": "8.5", "do": "save"}).status_code == 302
    answer = ben.post(ITEM, {**mine, "l1_value": "7.5", "do": "save"})
    assert answer.status_code == 409
    page = text(answer)
    assert "Somebody saved another draft meanwhile" in page
    assert 'value="7.5"' in page
    assert "Saved meanwhile by somebody else:</p>" in page or "Saved meanwhile by somebody else: “8.5”" in page
    row = ContentVersion.objects.get()
    assert row.body["all_of"][1]["any_of"][0]["value"] == 8.5
    again = fields_of(page)
    assert ben.post(ITEM, {**again, "do": "save"}).status_code == 302
    assert mark_of(row) != mark_of(ContentVersion.objects.get())


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"l1_value": "90"}, "l1_value", "No value can reach this: please give a number from 3 to 20 %."),
        ({"l1_value": ""}, "l1_value", "A comparison needs its number"),
        ({"l1_months": "0"}, "l1_months", "Please give a number from 1 to 240."),
        ({"l0_populations": "diabetes_high"}, "l0_populations", "Please choose one of those on the page."),
        ({"l0_at_least": "4"}, "l0_at_least", "Please give a number from 1 to 1."),
        ({"l0_drop": "on", "l1_drop": "on"}, "", "At least one entry is needed here."),
        ({"title_es": ""}, "title_es", "Please write the text in “es”."),
        ({"l1_value": "many"}, "l1_value", "Enter a number."),
        ({"l1_value": "1e400"}, "l1_value", "Enter a number."),
        ({"l1_months": "9" * 40}, "l1_months", "99999 is the most"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client_of: Any, practice: Any, typed: dict[str, str], field: str, said: str
) -> None:
    client = client_of(Role.MANAGER)
    answer = client.post(ITEM, {**fields_of(text(client.get(ITEM))), **typed, "do": "count"})
    assert answer.status_code == 200
    assert said in text(answer)
    if field:
        around = text(answer).split(f'name="{field}"')
        assert said in around[0][-1500:] + around[-1][:1500]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("ICD-9: 250.00", "“ICD-9” is not a code system known here"),
        ("E11", "“E11” is not understood"),
        ("ICD-10: E1#", "is not understood"),
        ("ICD-10: 11E", "“11E” is not an ICD-10-CM code"),
        ("SNOMED: 44054007", "its digits do not fit together"),
        ("ICD-10: E11\nICD-10: not E11", "“E11” is both named and left out."),
        ("ICD-10: E11\nICD-10: not I10", "“I10” is left out of codes that are not named."),
        ("", "At least one entry is needed here."),
        ("ICD-10: " + ", ".join(f"E{n:02}.{m}" for n in range(100) for m in range(100)), "At most 500 codes"),
        ("ICD-10: " + "E11, " * 50_000, "This is too long"),
    ],
)
def test_codes_that_cannot_be_are_named(client_of: Any, practice: Any, codes: str, said: str) -> None:
    client = client_of(Role.MANAGER)
    item = f"{LIST}diabetes/"
    data = {**fields_of(text(client.get(item))), "l0_codes": codes}
    assert said in text(client.post(item, {**data, "do": "count"}))


def test_lines_that_exclude_each_other_are_named(client_of: Any, practice: Any) -> None:
    client = client_of(Role.MANAGER)
    data = fields_of(text(client.get(f"{LIST}diabetes_watch/")))
    answer = client.post(f"{LIST}diabetes_watch/", {**data, "l1_value": "9.5", "do": "count"})
    assert "nobody would ever be in it" in text(answer)


def test_a_population_of_ones_own_from_the_first_line_to_the_list(client_of: Any, crowd: Any, system: Any) -> None:
    client = client_of(Role.MANAGER)
    item = f"{LIST}own_abcd2345/"
    page = text(client.get(item))
    assert "No line yet" in page
    page = text(client.post(item, {**fields_of(page), "add": "reading"}))
    assert 'name="l0_reading"' in page
    data = {
        **fields_of(page), "title_en": "A1c over 10", "title_es": "A1c de más de 10", "about_en": "Ours.",
        "about_es": "Nuestra.", "route": "control", "l0_reading": "hba1c", "l0_compare": "above", "l0_value": "10",
    }  # fmt: skip
    page = text(client.post(item, {**data, "add": "language"}))
    assert 'name="l1_spoken"' in page
    data = {**fields_of(page), "l1_spoken": "en", "do": "save"}
    assert client.post(item, data).status_code == 302
    assert "A1c over 10" in text(client.get(LIST))
    approved = client.post(f"{item}approve/", {"number": "1", "stamp": stamps.make()}, follow=True)
    assert "In force from now on" in text(approved)
    refresh_populations(practice=crowd[0].practice, on=date(2026, 11, 24), by=system)
    assert [row.patient.given for row in PopulationMember.objects.filter(population="own_abcd2345")] == ["Person3"]
    assert client.post(f"{item}restore/0/", {"stamp": stamps.make()}, follow=True).status_code == 200


def test_a_population_that_leads_back_to_itself_is_not_put_in_force(client_of: Any, practice: Any) -> None:
    client = client_of(Role.MANAGER)
    data = fields_of(text(client.get(f"{LIST}diabetes/")))
    page = text(client.post(f"{LIST}diabetes/", {**data, "add": "populations"}))
    again = {**fields_of(page), "l1_populations": "diabetes_high", "do": "save"}
    client.post(f"{LIST}diabetes/", again)
    assert "leads back to this population" in text(client.get(f"{LIST}diabetes/"))
    client.post(f"{LIST}diabetes/approve/", {"number": "1", "stamp": stamps.make()})
    assert not ContentVersion.objects.filter(approved_at__isnull=False).exists()


def test_the_list_takes_the_same_statements_however_many_are_in(client_of: Any, crowd: Any, system: Any) -> None:
    from django.db import connection

    client = client_of(Role.CLINICIAN)
    client.get(LIST)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
        refresh_populations(practice=crowd[0].practice, on=date(2026, 11, 24), by=system)
    assert counts[0] == counts[1] <= 14


def test_people_of_the_neighbor_are_never_counted(client_of: Any, crowd: Any, neighbor: Any) -> None:
    for number in range(3):
        patient = make_patient(neighbor, given=f"Other{number}")
        Reading.objects.create(
            practice=neighbor, patient=patient, code_system="http://loinc.org", code="4548-4", value="12", unit="%",
            day=date(2026, 10, 1), status="final",
        )  # fmt: skip
        Condition.objects.create(
            practice=neighbor, patient=patient, code_system="http://snomed.info/sct", code="44054006",
            display="Type 2 diabetes", clinical_state="active",
        )  # fmt: skip
    page = text(client_of(Role.CLINICIAN).get(ITEM))
    assert "<strong>2</strong> in the population" in page
    assert "Other" not in page.replace("Other words", "")
    assert make_person(neighbor, Role.MANAGER) is not None
