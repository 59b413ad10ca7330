"""What no page of ours sends: NUL in an address or a field, counts that are none."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from teamlet.ground.access import stamps
from teamlet.ground.access.request import count_in, without_nul
from teamlet.records.visits.actions import start_visit

STAFF_PAGES = ("visits/{}/", "patients/{}/", "forms/{}/", "schedule/visits/{}/", "alerts/{}/", "problems/{}/")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("17", 17),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5_000, None),
        ("-1", None),
        ("1.5", None),
        ("1e5", None),
        ("²", None),
        ("٣", None),
        (" 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_count_is_a_few_digits(text: str | None, count: int | None) -> None:
    assert count_in(text) == count


def test_nul_is_dropped_and_everything_else_stays() -> None:
    sent = QueryDict("a=kn%00ees&a=b&c%00=%00&d=")
    assert dict(without_nul(sent).lists()) == {"a": ["knees", "b"], "c": [""], "d": [""]}
    clean = QueryDict("a=1&a=2")
    assert without_nul(clean) is clean


@pytest.mark.django_db
@pytest.mark.parametrize("page", STAFF_PAGES)
@pytest.mark.parametrize("oid", ["%00", "a%00b", "%ED%A0%80", "9" * 5_000, "%F0%9F%98%80"])
def test_an_address_that_names_nothing_is_the_page_for_nothing_here(client_of: Any, page: str, oid: str) -> None:
    answer = client_of("clinician").get("/practice/cedar/" + page.format(oid))
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


@pytest.mark.django_db
def test_pasted_text_with_nul_is_saved_without_it(client_of: Any, patient: Any, staff: Any, at: Any) -> None:
    nurse = staff("nurse")
    visit = start_visit(patient=patient, at=at("2026-11-23T09:20"), by=nurse.principal)
    sent = {"matters": "my grand\x00children", "stamp": stamps.make(patient_oid=patient.oid)}
    assert client_of(nurse).post(f"/practice/cedar/visits/{visit.oid}/matters/", sent).status_code == 302
    patient.refresh_from_db()
    assert patient.matters == "my grandchildren"
