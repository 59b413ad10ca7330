"""Search: what people type, who is found, in which order, and how the database does it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.access.principal import Principal, system
from teamlet.records.patients.actions import merge_patients, register_patient
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import search
from teamlet.records.patients.queries.searching import date_in

pytestmark = pytest.mark.django_db

PEOPLE = [
    ("Rosa", "Marín", date(1961, 5, 3), "1001"),
    ("Rosalía", "Marin", date(1961, 5, 3), "1002"),
    ("Luis Miguel", "Delarosa", date(1970, 1, 9), "1003"),
    ("Enrique", "Treviño", date(1955, 12, 31), "1004"),
    ("Season349", "Kulas532", date(1972, 2, 29), "1005"),
    ("Raeann", "O'Kon", date(1980, 7, 4), "1006"),
    ("Jorge", "Velázquez", date(1948, 3, 15), "1007"),
    ("Dale", "Oakes", date(1950, 1, 1), "A-77"),
]


@pytest.fixture
def people(practice: Any) -> Any:
    by = system(practice, "command")
    for given, family, born, number in PEOPLE:
        register_patient(given=given, family=family, birth_date=born, record_number=number, by=by)
    return practice


FOUND = [
    ("marin", ["1001", "1002"]),
    ("MARÍN rosa", ["1001", "1002"]),
    ("rosa marin", ["1001", "1002"]),
    ("Marin, Rosalia", ["1002"]),
    ("trevino", ["1004"]),
    ("treviño enrique", ["1004"]),
    ("trebino", ["1004"]),
    ("okon", ["1006"]),
    ("o'kon", ["1006"]),
    ("kulas", ["1005"]),
    ("season349 kulas532", ["1005"]),
    ("velasquez", ["1007"]),
    ("belazques jorge", ["1007"]),
    ("delarrosa", ["1003"]),
    ("luis delarosa", ["1003"]),
    ("1004", ["1004"]),
    ("A-77", ["A-77"]),
    ("5/3/1961", ["1001", "1002"]),
    ("1961-05-03 marin rosa", ["1001", "1002"]),
    ("3 de mayo de 1961 rosalia", ["1002"]),
    ("May 3, 1961", ["1001", "1002"]),
    ("oaks dale", ["A-77"]),
    ("zzzz", []),
    ("", []),
    ("   ", []),
    ("' OR 1=1 --", []),
    ("%", []),
]


@pytest.mark.parametrize(("text", "numbers"), FOUND)
def test_what_is_typed_finds_whom(text: str, numbers: list[str], people: Any) -> None:
    found = [row.record_number for row in search(people, text)]
    assert found[: len(numbers)] == numbers
    assert bool(found) == bool(numbers)


def test_the_neighbor_never_shows_and_merged_records_neither(people: Any, neighbor: Any, staff: Any) -> None:
    assert search(neighbor, "marin") == ()
    rosa, rosalia = Patient.objects.get(record_number="1001"), Patient.objects.get(record_number="1002")
    nurse: Principal = staff("nurse").principal
    merge_patients(patient=rosalia, into=rosa, by=nurse)
    assert [row.record_number for row in search(people, "marin")] == ["1001"]


def test_look_alikes_in_one_answer_are_marked(people: Any) -> None:
    assert {row.record_number: row.alike for row in search(people, "marin")} == {"1001": True, "1002": True}
    assert [row.alike for row in search(people, "trevino")] == [False]


def test_a_birth_date_narrows(people: Any) -> None:
    assert [row.record_number for row in search(people, "marin", birth_date=date(1961, 5, 3))] == ["1001", "1002"]
    assert search(people, "marin", birth_date=date(1999, 1, 1)) == ()


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("5/3/1961", date(1961, 5, 3), ""),
        ("05-03-1961 ana", date(1961, 5, 3), "ana"),
        ("ana 1961-5-3", date(1961, 5, 3), "ana"),
        ("3 mayo 1961", date(1961, 5, 3), ""),
        ("3 de Mayo del 1961", date(1961, 5, 3), ""),
        ("May 3rd 1961 ana", date(1961, 5, 3), "ana"),
        ("13/3/1961", None, "13/3/1961"),
        ("2/30/1961", None, "2/30/1961"),
        ("A-1961", None, "A-1961"),
    ],
)
def test_birth_dates_as_people_write_them(text: str, day: date | None, rest: str) -> None:
    assert date_in(text) == (day, rest)


@pytest.mark.parametrize("text", ["marin", "marin rosa", "velasquez", "1004", "5/3/1961", "trebino enriqe"])
def test_no_search_reads_the_whole_table(text: str, people: Any) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        search(people, text)
    assert 1 <= len(asked) <= 4
    if connection.vendor != "sqlite":
        return  # PostgreSQL scans tables of eight rows whatever the index; the shape is the same.
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
            plan = [row[3] for row in cursor.fetchall()]
        assert not [
            line
            for line in plan
            if line.startswith("SCAN") and "SUBQUERY" not in line.upper() and "CONSTANT" not in line
        ], plan


def test_the_number_of_statements_does_not_grow(people: Any) -> None:
    with CaptureQueriesContext(connection) as few:
        search(people, "marin")
    by = system(people, "command")
    for number in range(60):
        register_patient(given=f"Ana {number}", family="Marín", by=by)
    with CaptureQueriesContext(connection) as many:
        assert len(search(people, "marin")) == 50
    assert len(many) <= len(few)
