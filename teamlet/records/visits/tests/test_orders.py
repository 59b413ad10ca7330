"""Standing orders: what is due, who may act, how long an approval holds, and that an expired one orders nothing."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from teamlet.content import library
from teamlet.ground import clock
from teamlet.ground.reasons import Refused
from teamlet.records.library.queries import shipped_body
from teamlet.records.patients.models import Reading
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.actions.orders import approve_order, end_order, save_order_draft
from teamlet.records.visits.actions.preparation import answer_due
from teamlet.records.visits.queries.preparation import due_for, items_for, orders, shipped_orders, versions_of
from teamlet.records.visits.rules import orders as rules
from teamlet.records.visits.rules.words import Due, ItemState, LeftWhy, MayUse, OrderState
from teamlet.records.visits.words import VisitKind

ON = date(2026, 11, 23)
TERMS = rules.OrderTerms(
    every_days=180,
    populations=frozenset({"diabetes"}),
    reading="hba1c",
    sooner_above=Decimal(8),
    sooner_days=90,
    age_from=18,
    roles=frozenset({"nurse"}),
)


def ago(days, value=None):
    return rules.Last(ON - timedelta(days=days), Decimal(value) if value else None)


@pytest.mark.parametrize(
    ("last", "answered", "status", "code"),
    [
        (None, None, Due.DUE, "order_never_done"),
        (ago(179, "7.0"), None, Due.NOT_DUE, "order_not_due"),
        (ago(180, "7.0"), None, Due.DUE, "order_due_since"),
        (ago(89, "8.1"), None, Due.NOT_DUE, "order_not_due"),
        (ago(90, "8.1"), None, Due.DUE, "order_due_sooner"),
        (ago(90, "8.0"), None, Due.NOT_DUE, "order_not_due"),  # above 8, not 8
        (ago(400, "9.0"), 3, Due.NOT_DUE, "order_not_due"),  # ordered three days ago, no result yet
        (ago(400, "9.0"), 181, Due.DUE, "order_due_since"),
        (None, 181, Due.DUE, "order_due_since"),
        (ago(10), None, Due.NOT_DUE, "order_not_due"),
    ],
)
def test_what_is_due_and_why(last, answered, status, code):
    facts = rules.DueFacts(
        frozenset({"diabetes"}),
        50,
        {"hba1c": last} if last else {},
        ON - timedelta(days=answered) if answered else None,
    )
    decision = rules.due(TERMS, facts, on=ON)
    assert (decision.status, decision.reason.code) == (status, f"visits.{code}")


@pytest.mark.parametrize(
    ("populations", "age", "code"),
    [
        ({"hypertension"}, 50, "order_other_population"),
        (set(), 50, "order_other_population"),
        ({"diabetes"}, 17, "order_other_age"),
        ({"diabetes"}, None, "order_age_unknown"),
    ],
)
def test_whom_it_is_not_meant_for(populations, age, code):
    decision = rules.due(TERMS, rules.DueFacts(frozenset(populations), age), on=ON)
    assert (decision.status, decision.reason.code) == (Due.NOT_MEANT, f"visits.{code}")


@pytest.mark.parametrize(
    ("roles", "until", "status", "code"),
    [
        ({"nurse"}, date(2027, 11, 23), MayUse.YES, "order_may_approve"),
        ({"nurse"}, date(2027, 11, 24), MayUse.NO, "order_expiry_far"),
        ({"clinician"}, date(2026, 11, 24), MayUse.YES, "order_may_approve"),
        ({"clinician"}, ON, MayUse.NO, "order_expiry_past"),
        ({"medical-assistant", "manager"}, date(2027, 1, 1), MayUse.NO, "order_needs_licensed"),
    ],
)
def test_who_approves_and_for_how_long(roles, until, status, code):
    decision = rules.may_approve(roles, on=ON, until=until)
    assert (decision.status, decision.reason.code) == (status, f"visits.{code}")


@pytest.mark.parametrize(
    ("state", "roles", "code"),
    [
        (OrderState.IN_FORCE, {"nurse"}, "order_may_use"),
        (OrderState.REPLACED, {"nurse"}, "order_may_use"),
        (OrderState.IN_FORCE, {"coach"}, "order_other_role"),
        (OrderState.EXPIRED, {"nurse"}, "order_expired"),
        (OrderState.ENDED, {"nurse"}, "order_ended"),
        (OrderState.DRAFT, {"nurse"}, "order_not_approved"),
    ],
)
def test_who_may_act_under_a_version(state, roles, code):
    decision = rules.may_use(state, name="HbA1c", expires_on=ON, allowed={"nurse"}, roles=roles)
    assert decision.reason.code == f"visits.{code}"
    assert (decision.status is MayUse.YES) == (code == "order_may_use")


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
    ],
)
def test_months_end_where_they_end(day, months, wanted):
    assert rules.months_after(day, months) == wanted


# --- content ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", shipped_orders())
def test_every_example_is_valid_and_names_what_exists(code):
    order = library.load("standing_orders", code)
    assert set(order.populations) <= set(library.ids("populations"))
    assert 1 <= order.months <= 12
    assert order.stop.raw("en").startswith("Stop")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"every_days": 0}, "every_days"),
        ({"months": 13}, "months"),
        ({"reading": "horoscope"}, "reading"),
        ({"roles": []}, "roles"),
        ({"roles": ["front-desk"]}, "roles[0]"),
        ({"sooner": {"above": 999, "days": 90}}, "sooner.above"),
        ({"sooner": {"above": 8, "days": 180}}, "sooner.days"),
        ({"populations": ["No Such"]}, "populations[0]"),
        ({"age_from": 60, "age_below": 60}, "age_below"),
        ({"age_from": -1}, "age_from"),
        ({"line": {"en": "{patient} ordered", "es": "{patient} pedido"}}, "line.en"),
        ({"stop": {"en": "", "es": "x"}}, "stop.en"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(change, key):
    from teamlet.records.library.queries import as_mapping

    problems = library.validate("standing_orders", as_mapping(shipped_body("standing_orders", "hba1c") | change))
    assert key in {problem.key for problem in problems}


# --- with the database ------------------------------------------------------------------------------------------------


@pytest.fixture
def now(at):
    return at("2026-11-23T08:00")


@pytest.fixture
def visit(patient, system, now):
    return plan_visit(
        patient=patient, kind=VisitKind.CHRONIC, day=ON, starts=time(9), clinician=None, at=now, by=system
    )


def approve(by, code="hba1c", number=0, until=date(2027, 11, 23)):
    return approve_order(code=code, number=number, until=until, at=clock.now(), by=by)


def due_now(by, patient, on=ON, populations=("diabetes",)):
    return due_for(by, {patient.pk: 65}, {patient.pk: populations}, items_for(by, on, [patient.pk]), on=on)


@pytest.mark.django_db
def test_an_example_holds_only_once_a_licensed_person_approved_it(now, patient, staff):
    nurse, assistant = staff("nurse").principal, staff("medical-assistant").principal
    assert due_now(nurse, patient) == ({}, [])
    with pytest.raises(Refused, match=r"visits\.order_needs_licensed"):
        approve(assistant)
    approve(nurse)
    found, expired = due_now(assistant, patient)
    assert [line.order.row.code for line in found[patient.pk]] == ["hba1c"]
    assert found[patient.pk][0].may.status is MayUse.YES
    assert expired == []


@pytest.mark.django_db
def test_an_expired_one_makes_nothing_due_and_takes_no_tick(now, at, patient, visit, staff):
    nurse = staff("nurse").principal
    order = approve(nurse, until=date(2026, 12, 1))
    at("2026-12-01T08:00")
    assert due_now(nurse, patient, date(2026, 12, 1))[0]  # its last day counts
    later = at("2026-12-02T08:00")
    found, expired = due_now(nurse, patient, date(2026, 12, 2))
    assert found == {}
    assert [each.row.pk for each in expired] == [order.pk]
    with pytest.raises(Refused, match=r"visits\.order_expired"):
        answer_due(visit=visit, order=order, to=ItemState.ORDERED, at=later, by=nurse)
    again = approve(nurse, number=1, until=date(2027, 12, 2))  # approved again: a version of its own
    assert (again.number, [row.number for row in versions_of(nurse, "hba1c")]) == (2, [2, 1])
    assert due_now(nurse, patient, date(2026, 12, 2))[0]


@pytest.mark.django_db
def test_what_was_due_keeps_its_version_when_the_protocol_is_edited_meanwhile(now, patient, visit, staff):
    nurse = staff("nurse").principal
    first = approve(nurse)
    body = first.body | {"every_days": 90, "sooner": None}
    save_order_draft(code="hba1c", body=body, seen=1, at=now, by=nurse)
    second = approve(nurse, number=2)
    item = answer_due(visit=visit, order=first, to=ItemState.ORDERED, at=now, by=nurse)
    assert (item.order_id, second.number) == (first.pk, 2)
    assert [(order.row.number, order.said.every_days) for order in orders(nurse, ON)] == [(2, 90)]


@pytest.mark.django_db
def test_two_people_editing_one_protocol_do_not_overwrite_each_other(now, staff):
    nurse = staff("nurse").principal
    body = shipped_body("standing_orders", "egfr")
    save_order_draft(code="egfr", body=body, seen=0, at=now, by=nurse)
    with pytest.raises(Refused, match=r"visits\.order_changed_meanwhile"):
        save_order_draft(code="egfr", body=body, seen=0, at=now, by=staff("clinician").principal)
    with pytest.raises(Refused, match=r"visits\.order_changed_meanwhile"):
        approve(nurse, code="egfr", number=0)
    with pytest.raises(Refused, match=r"visits\.order_not_valid"):
        save_order_draft(code="egfr", body=body | {"every_days": -1}, seen=1, at=now, by=nurse)


@pytest.mark.django_db
def test_a_tick_keeps_it_from_being_due_until_its_interval_is_over(now, patient, visit, staff):
    nurse = staff("nurse").principal
    order = approve(nurse)
    Reading.objects.create(
        practice=patient.practice, patient=patient, code_system="http://loinc.org", code="4548-4", display="HbA1c",
        value=Decimal("8.6"), unit="%", day=date(2026, 6, 1),
    )  # fmt: skip
    line = due_now(nurse, patient)[0][patient.pk][0]
    assert line.decision.reason.code == "visits.order_due_sooner"
    answer_due(visit=visit, order=order, to=ItemState.ORDERED, at=now, by=nurse)
    assert due_now(nurse, patient)[0] == {}
    assert due_now(nurse, patient, ON + timedelta(days=179))[0] == {}
    assert due_now(nurse, patient, ON + timedelta(days=180))[0]


@pytest.mark.django_db
def test_left_for_now_comes_back_after_a_month(now, patient, visit, staff):
    nurse = staff("nurse").principal
    order = approve(nurse)
    answer_due(visit=visit, order=order, to=ItemState.LEFT, reason=LeftWhy.PATIENT_DID_NOT_WANT, at=now, by=nurse)
    assert due_now(nurse, patient, ON + timedelta(days=30))[0] == {}
    assert due_now(nurse, patient, ON + timedelta(days=31))[0]
    with pytest.raises(Refused, match=r"visits\.item_ended"):
        answer_due(visit=visit, order=order, to=ItemState.ORDERED, at=now, by=nurse)


@pytest.mark.django_db
def test_a_role_that_is_not_named_sees_it_and_does_not_tick(now, patient, visit, staff):
    order = approve(staff("nurse").principal)
    coach = staff("coach").principal
    assert due_now(coach, patient)[0][patient.pk][0].may.reason.code == "visits.order_other_role"
    with pytest.raises(Refused, match=r"visits\.order_other_role"):
        answer_due(visit=visit, order=order, to=ItemState.ORDERED, at=now, by=coach)


@pytest.mark.django_db
def test_an_ended_one_is_over_at_once(now, patient, visit, staff):
    nurse = staff("nurse").principal
    order = approve(nurse)
    end_order(code="hba1c", at=now, by=nurse)
    assert due_now(nurse, patient) == ({}, [])
    with pytest.raises(Refused, match=r"visits\.order_ended"):
        answer_due(visit=visit, order=order, to=ItemState.ORDERED, at=now, by=nurse)
    with pytest.raises(Refused, match=r"visits\.order_unknown"):
        end_order(code="hba1c", at=now, by=nurse)
