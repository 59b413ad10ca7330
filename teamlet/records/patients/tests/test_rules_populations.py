"""Rules of populations over facts in memory: one table of facts, lines and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamlet.content import library
from teamlet.content.population_checks import is_snomed, rule_problems
from teamlet.content.schema.populations import EncounterKind, Population
from teamlet.records.patients.rules.populations import (
    Deciding,
    Diagnosis,
    Encounters,
    Facts,
    PersonOfPractice,
    Value,
    Wish,
    labels_of,
    months_before,
    needs_of,
)

ON = date(2026, 11, 24)


def rule(*groups: list[dict[str, Any]], **more: Any) -> Population:
    made = library.parse_content(
        "populations",
        {
            "id": "made", "version": 1, "kind": "populations", "languages": ["en"], "title": {"en": "Made"},
            "about": {"en": "Made."}, "route": "control",
            "provenance": {
                "source": "test", "author": "test", "reviewed_by": "test", "reviewed_on": ON, "license": "test",
            },
            "all_of": [{"any_of": group} for group in groups],
        }
        | more,
    )  # fmt: skip
    assert isinstance(made, Population)
    return made


def value(number: str, day: date = date(2026, 10, 1), comparator: str = "") -> Value:
    return Value(1, Decimal(number), comparator, day, "none")


def diagnosis(owner: int, category: str = "problem-list-item", visit: date | None = None, pk: int = 1) -> Diagnosis:
    return Diagnosis(owner, pk, "Words", category, date(2020, 1, 1), visit, "none")


def facts(**more: Any) -> Facts:
    people = {
        1: PersonOfPractice(date(1961, 5, 3), "female", "es-MX"),
        2: PersonOfPractice(date(2010, 11, 25), "male", "en"),
        3: PersonOfPractice(None, "", ""),
    }
    return Facts(people=people, **more)


def members(population: Population, known: Facts) -> set[int]:
    return set(Deciding(known, lambda name: (_ for _ in ()).throw(LookupError(name)), on=ON).members(population))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"kind": "age", "age_from": 18}, {1}),
        ({"kind": "age", "age_below": 16}, {2}),  # sixteen tomorrow
        ({"kind": "age", "age_from": 15, "age_below": 66}, {1, 2}),
        ({"kind": "age", "age_from": 18, "unless": True}, {2, 3}),
        ({"kind": "sex", "sex": "female"}, {1}),
        ({"kind": "language", "spoken": ["es"]}, {1}),
        ({"kind": "language", "spoken": ["es-MX", "en"]}, {1, 2}),
        ({"kind": "language", "spoken": ["en"], "unless": True}, {1, 3}),
    ],
)
def test_who_somebody_is(line: dict[str, Any], expected: set[int]) -> None:
    assert members(rule([line]), facts()) == expected


@pytest.mark.parametrize(
    ("number", "comparator", "compare", "limit", "expected"),
    [
        ("9", "", "above", 9, False),
        ("9.1", "", "above", 9, True),
        ("9", "", "at_least", 9, True),
        ("8.9", "", "at_least", 9, False),
        ("9", "", "at_most", 9, True),
        ("9", "", "below", 9, False),
        ("14", ">", "above", 14, True),
        ("14", ">", "below", 15, False),
        ("7", "<", "below", 7, True),
        ("7", "<", "at_least", 7, False),
        ("10", "<", "at_least", 9, False),
    ],
)
def test_a_reading_against_a_limit(number: str, comparator: str, compare: str, limit: float, expected: bool) -> None:
    line = {"kind": "reading", "reading": "hba1c", "compare": compare, "value": limit, "months": 12}
    known = facts(readings={"hba1c": {1: value(number, comparator=comparator)}})
    assert (1 in members(rule([line]), known)) is expected


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2025, 11, 24), True), (date(2025, 11, 23), False), (date(2026, 11, 24), True)],
)
def test_the_last_twelve_months_begin_on_the_same_day_a_year_ago(day: date, inside: bool) -> None:
    known = facts(readings={"hba1c": {1: value("9.5", day)}})
    seen = {"kind": "reading", "reading": "hba1c", "months": 12}
    assert (1 in members(rule([seen]), known)) is inside
    assert (1 in members(rule([seen | {"unless": True}]), known)) is not inside


@pytest.mark.parametrize(
    ("rows", "line", "expected"),
    [
        ([diagnosis(1)], {}, True),
        ([diagnosis(1, "")], {}, True),
        ([diagnosis(1, "encounter-diagnosis", date(2026, 3, 1))], {}, False),
        (
            [diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)), diagnosis(1, "encounter-diagnosis", None, 2)],
            {},
            False,
        ),
        (
            [
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)),
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1), 2),
            ],
            {},
            False,
        ),
        (
            [
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)),
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 2), 2),
            ],
            {},
            True,
        ),
        (
            [
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)),
                diagnosis(1, "encounter-diagnosis", date(2024, 11, 23), 2),
            ],
            {},
            False,
        ),
        (
            [
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)),
                diagnosis(1, "encounter-diagnosis", date(2026, 5, 29), 2),
            ],
            {"proof": "visits", "apart_days": 90},
            False,
        ),
        (
            [
                diagnosis(1, "encounter-diagnosis", date(2026, 3, 1)),
                diagnosis(1, "encounter-diagnosis", date(2026, 5, 30), 2),
            ],
            {"proof": "visits", "apart_days": 90},
            True,
        ),
        ([diagnosis(1)], {"proof": "visits", "apart_days": 90}, False),
        ([diagnosis(1, "encounter-diagnosis")], {"proof": "any"}, True),
    ],
)
def test_when_a_diagnosis_counts(rows: list[Diagnosis], line: dict[str, Any], expected: bool) -> None:
    known = facts(diagnoses={(True, "E11.9"): rows})
    assert (1 in members(rule([{"kind": "diagnosis", "icd10": ["E11"]} | line]), known)) is expected


@pytest.mark.parametrize(
    ("code", "is_icd10", "expected"),
    [
        ("E11.9", True, True),
        ("E119", True, True),
        ("e11", True, True),
        ("E1", True, False),
        ("E66.3", True, False),
        ("E66.01", True, True),
        ("E11.9", False, False),
        ("44054006", False, True),
        ("44054006", True, False),
    ],
)
def test_which_codes_a_line_covers(code: str, is_icd10: bool, expected: bool) -> None:
    line = {"kind": "diagnosis", "icd10": ["E11", "E66"], "icd10_except": ["E66.3"], "snomed": ["44054006"]}
    known = facts(diagnoses={(is_icd10, code): [diagnosis(1)]})
    assert (1 in members(rule([line]), known)) is expected


def test_and_or_not_and_how_many_of_them() -> None:
    known = facts(
        readings={"hba1c": {1: value("9.5"), 2: value("6")}},
        encounters={(EncounterKind.EMERGENCY, 12): {1: Encounters(2, 7, date(2026, 9, 1), "none")}},
        wishes={2: {"weight": Wish(1, True, date(2026, 11, 1))}, 1: {"weight": Wish(2, False, date(2026, 11, 1))}},
    )
    high = {"kind": "reading", "reading": "hba1c", "compare": "above", "value": 9, "months": 12}
    wish = {"kind": "wish", "topic": "any", "months": 12}
    emergency = {"kind": "encounters", "encounter": "emergency", "times": 2, "months": 12}
    female = {"kind": "sex", "sex": "female"}
    assert members(rule([high], [emergency]), known) == {1}
    assert members(rule([high, wish]), known) == {1, 2}
    assert members(rule([high, wish], [female | {"unless": True}]), known) == {2}
    assert members(rule([emergency | {"times": 3}]), known) == set()
    assert members(rule([wish | {"unless": True}]), known) == {1, 3}
    parts = {"a": rule([high], id="a"), "b": rule([female], id="b"), "c": rule([emergency], id="c")}
    several = rule([{"kind": "populations", "populations": ["a", "b", "c"], "at_least": 3}])
    assert set(Deciding(known, parts.__getitem__, on=ON).members(several)) == {1}


def test_nobody_outside_of_the_people_given_is_ever_a_member() -> None:
    known = facts(readings={"hba1c": {99: value("12")}}, diagnoses={(True, "E11.9"): [diagnosis(98)]})
    line = {"kind": "reading", "reading": "hba1c", "months": 12}
    assert members(rule([line, {"kind": "diagnosis", "icd10": ["E11"]}]), known) == set()


def test_a_rule_that_leads_back_to_itself_never_ends_in_silence() -> None:
    parts = {
        "a": rule([{"kind": "populations", "populations": ["b"]}], id="a"),
        "b": rule([{"kind": "populations", "populations": ["a"]}], id="b"),
    }
    with pytest.raises(RecursionError):
        Deciding(facts(), parts.__getitem__, on=ON).members(parts["a"])
    assert needs_of(parts.values(), parts.__getitem__).readings == {}


def test_what_rests_on_labeled_data_is_labeled() -> None:
    plain = rule([{"kind": "sex", "sex": "female"}])
    assert labels_of(plain, [{"label": "none"}, {"what": "wish"}]) == ()
    assert labels_of(plain, [{"label": "mental_health"}, {"label": "substance_use"}]) == (
        "mental_health",
        "substance_use",
    )
    assert labels_of(rule([{"kind": "sex", "sex": "female"}], sensitivity="social"), []) == ("social",)
    due = rule([{"kind": "reading", "reading": "phq9", "months": 6, "unless": True}])
    evidence = Deciding(facts(), lambda name: due, on=ON).members(due)[1]
    assert labels_of(due, evidence) == ("mental_health",)


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 11, 24), 24, date(2024, 11, 24)),
    ],
)
def test_months_back(on: date, months: int, expected: date) -> None:
    assert months_before(on, months) == expected


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ([], "list_empty"),
        ([[]], "list_empty"),
        ([[{"kind": "diagnosis"}]], "list_empty"),
        ([[{"kind": "reading", "reading": "no_such"}]], "code_unknown"),
        ([[{"kind": "reading", "reading": "hba1c", "compare": "above", "value": 20}]], "threshold_impossible"),
        ([[{"kind": "reading", "reading": "phq9", "compare": "at_least", "value": 28}]], "threshold_impossible"),
        ([[{"kind": "reading", "reading": "hba1c", "value": 8}]], "compare_and_value"),
        ([[{"kind": "reading", "reading": "hba1c", "icd10": ["E11"]}]], "field_not_used"),
        ([[{"kind": "age"}]], "key_missing"),
        ([[{"kind": "age", "age_from": 40, "age_below": 40}]], "nobody_can"),
        ([[{"kind": "age", "age_from": 130}]], "number_range"),
        ([[{"kind": "age", "age_from": 40}], [{"kind": "age", "age_below": 30}]], "nobody_can_both"),
        ([[{"kind": "sex", "sex": "female"}], [{"kind": "sex", "sex": "male"}]], "nobody_can_both"),
        ([[{"kind": "sex", "sex": "female"}], [{"kind": "sex", "sex": "female", "unless": True}]], "nobody_can_both"),
        (
            [
                [{"kind": "reading", "reading": "hba1c", "compare": "above", "value": 9}],
                [{"kind": "reading", "reading": "hba1c", "compare": "below", "value": 9}],
            ],
            "nobody_can_both",
        ),
        ([[{"kind": "populations", "populations": ["made"]}]], "population_itself"),
        ([[{"kind": "populations", "populations": []}]], "list_empty"),
        ([[{"kind": "encounters", "encounter": "hospital"}]], "key_missing"),
        ([[{"kind": "language", "spoken": ["español!"]}]], "not_a_language"),
        ([[{"kind": "wish", "topic": "gold"}]], "code_unknown"),
        ([[{"kind": "diagnosis", "icd10": [f"E{n:02}" for n in range(100)] * 6}]], "too_many_codes"),
        ([[{"kind": "sex", "sex": "female"}]] * 13, "too_many_lines"),
    ],
)
def test_bad_rules_are_named(groups: list[list[dict[str, Any]]], code: str) -> None:
    body = {
        "id": "made", "version": 1, "kind": "populations", "languages": ["en"], "title": {"en": "Made"},
        "about": {"en": "Made."}, "route": "control", "all_of": [{"any_of": group} for group in groups],
        "provenance": {"source": "x", "author": "x", "reviewed_by": "x", "reviewed_on": ON, "license": "x"},
    }  # fmt: skip
    assert f"content.{code}" in {problem.reason.code for problem in library.validate("populations", body)}


def test_every_shipped_rule_is_sound_and_names_only_what_is_there() -> None:
    known = {one: library.load_as(Population, one) for one in library.ids("populations")}
    assert len(known) >= 12
    for population in known.values():
        assert list(rule_problems(population)) == []
        needs_of([population], known.__getitem__)
    assert {population.route.value for population in known.values()} == {
        "diagnosis", "control", "risk", "request", "assessment",
    }  # fmt: skip


@given(st.text(alphabet="0123456789", min_size=6, max_size=18))
def test_one_wrong_digit_is_always_found(code: str) -> None:
    """Verhoeff's digit finds every single wrong digit."""
    for last in "0123456789":
        if is_snomed(code[:-1] + last):
            wrong = [digit for digit in "0123456789" if digit != last]
            assert not any(is_snomed(code[:-1] + digit) for digit in wrong)
