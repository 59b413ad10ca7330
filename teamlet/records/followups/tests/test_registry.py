"""The registry is always what the other tables say: kept after random histories, made anew, and reckoned plainly."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import rules
from teamlet.records.followups.actions import registry as actions
from teamlet.records.followups.models import (
    Contact,
    ContactReport,
    NeedLevel,
    RedFlag,
    RegistryPopulation,
    RegistryRow,
)
from teamlet.records.followups.queries import registry as reading, registry_lines
from teamlet.records.followups.rules.registry import NEVER, NO_DAY, place
from teamlet.records.followups.words import DueState
from teamlet.records.followups.words.registry import Look, Order, Standing
from teamlet.records.patients.actions.populations import refresh_populations
from teamlet.records.patients.models import Condition, ListCheck, Patient, PopulationMember
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import is_for_lists
from teamlet.records.practice.models import Membership, Team
from teamlet.records.tasks.models import Task

from .test_nobody_vanishes import ACTS, BEGAN, Life

pytestmark = pytest.mark.django_db
HISTORIES = int(os.environ.get("TEAMLET_REGISTRY_HISTORIES", "12"))
WORKED_ON = ("agreed", "followed", "draft")


# --- the slow and obvious way -----------------------------------------------------------------------------------------


def reckoned(patient: Patient) -> dict[str, object] | None:
    """Reckon one patient's line from their rows alone, one question after the other."""
    practice = patient.practice
    goals = list(patient.goals.filter(state__in=(*WORKED_ON, "paused", "sustaining")).order_by("-id"))
    contacts = list(Contact.objects.filter(patient=patient, state="open").order_by("task__due_on", "task_id"))
    worry = RedFlag.objects.filter(patient=patient, closed_at=None).exists()
    members = list(PopulationMember.objects.filter(patient=patient, left_on=None).order_by("population"))
    if not (goals or contacts or worry or members):
        return None
    kinds = ("contact", "caution", "red_flag")
    tasks = list(Task.objects.filter(patient=patient, state="open", kind__in=kinds).order_by("due_on", "id"))
    contact = contacts[0] if contacts else None
    task = contact.task if contact else (tasks[0] if tasks else None)
    goal = next((each for each in goals if contact and each.pk == contact.goal_id), None)
    for states in (WORKED_ON, ("paused",), ("sustaining",)):
        goal = goal or next((each for each in goals if each.state in states), None)
    plan = None
    if goal is not None:
        for version in PlanVersion.objects.filter(plan__goal=goal, plan__state="active").order_by("plan_id"):
            plan = version if version.number == version.plan.number else plan
    report = ContactReport.objects.filter(contact__goal=goal, undone_at=None).order_by("-id").first() if goal else None
    talks = [each.at for each in ContactReport.objects.filter(contact__patient=patient, undone_at=None)]
    topic = goal.versions.get(number=goal.number).topic if goal else ""
    shown = goal is not None and is_for_lists(goal.audience, topic)
    first, last = (plan.confidence if shown and plan else None), (report.confidence if shown and report else None)
    level = NeedLevel.objects.filter(patient=patient, is_current=True).values_list("level", flat=True).first() or 2
    risk = max([each.risk for each in tasks] + [rules.risk_rank(level=level)])
    tries = contact.attempts.filter(undone_at=None).count() if contact else 0
    owner = task.owner if task else None
    if owner is None and patient.clinician and patient.clinician.state == "active":
        owner = patient.clinician
    if owner is None and goal is not None:
        owner = Membership.objects.filter(practice=practice, state="active", user_id=goal.created_by_id).first()
    team = None
    for person in (patient.clinician, owner):
        team = team or (Team.objects.filter(members=person).order_by("name", "id").first() if person else None)
    if task:
        since = task.created_at
    elif goals:
        since = min(each.created_at for each in goals)
    else:
        days = [each.entered_on for each in members]
        since = (
            datetime(min(days).year, min(days).month, min(days).day, tzinfo=UTC)
            if days
            else datetime(1970, 1, 1, tzinfo=UTC)
        )
    sure = last if last is not None else first
    ends_on = task.window_last if task else NO_DAY
    return {
        "standing": _standing(goals, contact),
        "goal_id": goal.pk if goal else None,
        "contact_id": contact.pk if contact else None,
        "owner_id": owner.pk if owner else None,
        "team_id": team.pk if team else None,
        "level": level,
        "risk": risk,
        "place": place(risk, ends_on, since),
        "due_on": task.due_on if task else NO_DAY,
        "ends_on": ends_on,
        "last_on": max(talks).astimezone(ZoneInfo(practice.time_zone)).date() if talks else NEVER,
        "tries": tries,
        "sure_first": first,
        "sure_last": last,
        "has_worry": worry,
        "is_not_reached": tries > 0,
        "is_stalled": contact is not None
        and (tries >= 2 or bool(shown and report and report.outcome in {"not_started", "unknown"})),
        "is_unsure": sure is not None and sure < 7,
        "is_ownerless": owner is None and bool(goals or contacts),
        "populations": [[each.population, each.labels, each.title] for each in members],
    }


def _standing(goals, contact) -> str:
    states = {each.state for each in goals}
    if contact:
        return "contact"
    if states & set(WORKED_ON):
        return "no_contact"
    return "paused" if "paused" in states else "sustaining" if "sustaining" in states else "no_goal"


def check(practice) -> int:
    """Compare every stored line with what is reckoned plainly, and with the populations beside it; return how many."""
    stored = {row.pk: row for row in RegistryRow.objects.filter(practice=practice)}
    for patient in Patient.objects.filter(practice=practice).order_by("pk"):
        wanted = reckoned(patient)
        row = stored.pop(patient.pk, None)
        found = None if row is None else {name: getattr(row, name) for name in wanted or {}}
        assert found == wanted, patient.pk
        beside = RegistryPopulation.objects.filter(patient_id=patient.pk).order_by("population")
        assert [[each.population, each.labels, each.title, each.place] for each in beside] == [
            [*each, row.place] for each in (wanted or {}).get("populations", [])
        ]
    assert stored == {}
    return RegistryRow.objects.filter(practice=practice).count()


def kept(practice, by) -> int:
    """Keep the registry until nobody waits; return in how many goes."""
    goes = 0
    while registry_lines.waits(practice):
        actions.keep_registry(practice=practice, by=by)
        goes += 1
        assert goes < 50
    return goes


# --- kept = made anew = reckoned --------------------------------------------------------------------------------------


@pytest.fixture
def life(practice, staff, patient):
    others = [make_patient(practice, given=name, record_number=f"cedar-9{n}") for n, name in enumerate(("Ida", "Joe"))]
    found = Life(practice, staff, [patient, *others])
    team = Team.objects.create(practice=practice, name="Birch team")
    team.members.set([person.membership for person in found.people[:3]])
    patient.clinician = found.people[3].membership
    patient.save()
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_kept_after_a_random_history_it_is_what_making_anew_gives(life, seed):
    chance = random.Random(seed)
    life.now = BEGAN
    kept(life.practice, life.worker)
    for number in range(30):
        life.now += timedelta(minutes=1)
        with time_machine.travel(life.now, tick=False):
            try:
                with transaction.atomic():
                    getattr(life, chance.choice(ACTS))(chance.randrange(8), chance.randrange(8))
            except (Refused, ChangedMeanwhile):
                pass
            if number % 10 == 9:
                if number == 19:
                    by = life.worker
                    Condition.objects.create(
                        practice=life.practice, patient=life.patients[0], code="44054006", display="Diabetes",
                        code_system="http://snomed.info/sct", clinical_state="active", verification="confirmed",
                        source_id="c1", category="problem-list-item",
                    )  # fmt: skip
                    refresh_populations(practice=life.practice, on=life.today, by=by)
                kept(life.practice, life.worker)
                check(life.practice)
    before = list(RegistryRow.objects.order_by("pk").values_list())
    assert actions.rebuild_registry(practice=life.practice, by=life.worker).changed == 0
    assert list(RegistryRow.objects.order_by("pk").values_list()) == before
    RegistryRow.objects.all().update(place=0, risk=0)
    actions.rebuild_registry(practice=life.practice, by=life.worker)
    assert list(RegistryRow.objects.order_by("pk").values_list()) == before


@pytest.mark.django_db
def test_whoever_an_event_names_is_looked_at_within_one_go_and_nobody_twice(life):
    kept(life.practice, life.worker)
    assert not registry_lines.waits(life.practice)
    with time_machine.travel(life.now, tick=False):
        life.agree(0, 0)
    assert registry_lines.waits(life.practice)
    assert kept(life.practice, life.worker) == 1
    assert RegistryRow.objects.get(patient=life.patients[0]).standing == Standing.CONTACT
    assert not registry_lines.waits(life.practice)


def test_a_read_chart_makes_no_line_anew(life):
    from teamlet.ground.audit.action import record_read

    kept(life.practice, life.worker)
    record_read("patients.read_chart", about="x", about_oid="x", patient_oid=life.patients[0].oid, by=life.manager)
    assert not registry_lines.waits(life.practice)


def test_many_marked_patients_are_looked_at_in_parts(practice, system, monkeypatch):
    monkeypatch.setattr(registry_lines, "AT_ONCE", 2)
    for number in range(5):
        make_patient(practice, record_number=f"cedar-7{number}")
    assert kept(practice, system) == 3
    assert not ListCheck.objects.exists()


def test_a_changed_threshold_makes_all_lines_anew(life):
    from teamlet.records.practice.actions.setup import change_setting

    with time_machine.travel(life.now, tick=False):
        life.agree(0, 0)
        PlanVersion.objects.update(confidence=8)
        kept(life.practice, life.worker)
        assert not RegistryRow.objects.get(patient=life.patients[0]).is_unsure
        change_setting(practice=life.practice, name="confidence_threshold", value=10, by=life.manager)
    kept(life.practice, life.worker)
    assert RegistryRow.objects.get(patient=life.patients[0]).is_unsure


def test_the_neighbor_is_left_alone(life, neighbor_patient):
    with time_machine.travel(life.now, tick=False):
        life.agree(0, 0)
    actions.rebuild_registry(practice=life.practice, by=life.worker)
    assert not RegistryRow.objects.filter(practice=neighbor_patient.practice).exists()


# --- reading it -------------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)


def line(practice, number: int, **changes) -> RegistryRow:
    """Put a line into the registry without the rows it follows from."""
    populations = changes.pop("populations", [])
    who = make_patient(practice, given=f"P{number:03}", record_number=f"r{number}", name_key=f"p{number:03}")
    values = {
        "practice": practice,
        "name_key": who.name_key,
        "language": "en",
        "standing": Standing.CONTACT,
        "reason": "followups.stands_contact",
        "risk": number % 4,
        "due_on": TODAY + timedelta(days=number % 9 - 4),
        "ends_on": TODAY + timedelta(days=number % 9 - 2),
        "last_on": TODAY - timedelta(days=number % 7),
    } | changes
    values["place"] = place(values["risk"], values["ends_on"], datetime(2026, 11, 1, tzinfo=UTC))
    row = RegistryRow.objects.create(
        patient=who, populations=[[code, labels, {"en": code}] for code, labels in populations], **values
    )
    for code, labels in populations:
        RegistryPopulation.objects.create(
            practice=practice, patient=row, population=code, labels=labels, title={"en": code}, place=row.place
        )
    return row


def every(by, chosen, limit=7) -> list[int]:
    return [row.patient_id for row in reading.every_row(by, chosen, today=TODAY, most=10_000, limit=limit)]


@pytest.mark.parametrize("order", list(Order))
def test_pages_of_every_order_give_everybody_once_and_in_order(practice, staff, order):
    rows = [line(practice, number) for number in range(40)]
    keys = {
        Order.PLACE: lambda row: (row.place, row.pk),
        Order.DUE: lambda row: (row.due_on, row.pk),
        Order.LAST: lambda row: (row.last_on, row.pk),
        Order.NAME: lambda row: (row.name_key, row.pk),
    }
    assert every(staff("coach").principal, reading.Chosen(order=order)) == [
        row.pk for row in sorted(rows, key=keys[order])
    ]


CHOICES = [
    ({"look": Look.STALLED}, {"is_stalled": True}),
    ({"look": Look.UNSURE}, {"is_unsure": True}),
    ({"look": Look.WORRY}, {"has_worry": True}),
    ({"look": Look.NOT_REACHED}, {"is_not_reached": True}),
    ({"look": Look.OWNERLESS}, {"is_ownerless": True}),
    ({"standing": Standing.PAUSED}, {"standing": Standing.PAUSED}),
    ({"level": 4}, {"level": 4}),
    ({"language": "es"}, {"language": "es"}),
    ({"language": ""}, {"language": ""}),
    ({"population": "diabetes"}, {"populations": [("diabetes", "")]}),
    ({"level": 4, "language": "es"}, {"level": 4, "language": "es"}),
    ({"population": "diabetes", "look": Look.STALLED}, {"populations": [("diabetes", "")], "is_stalled": True}),
]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(("chosen", "fields"), CHOICES, ids=lambda each: str(each)[:40])
def test_a_choice_gives_exactly_whom_it_names_in_every_order(practice, neighbor, staff, chosen, fields, order):
    wanted = {line(practice, number, **fields).pk for number in range(9)}
    for number in range(9, 18):
        line(practice, number)
    for number in range(18, 22):
        line(neighbor, number, **fields)
    assert set(every(staff("coach").principal, reading.Chosen(order=order, **chosen))) == wanted


def test_owners_and_teams_are_chosen_by_their_opaque_ids(practice, staff):
    coach, nurse = staff("coach"), staff("nurse")
    team = Team.objects.create(practice=practice, name="Birch team")
    mine = [line(practice, number, owner=coach.membership, team=team).pk for number in range(3)]
    line(practice, 9, owner=nurse.membership)
    for chosen in ({"owner": coach.oid}, {"owner": reading.ME}, {"team": team.oid}):
        assert set(every(coach.principal, reading.Chosen(**chosen))) == set(mine)
    assert every(coach.principal, reading.Chosen(owner="nobody")) == []


@pytest.mark.parametrize("due", list(DueState))
def test_due_days_are_those_of_the_rule(practice, staff, due):
    rows = [line(practice, number) for number in range(40)]
    line(practice, 50, due_on=NO_DAY, ends_on=NO_DAY)
    wanted = {row.pk for row in rows if rules.due_state(TODAY, row.due_on, row.ends_on).status is due}
    assert wanted
    assert set(every(staff("coach").principal, reading.Chosen(due=due))) == wanted


def test_a_choice_that_fits_few_looks_at_so_many_rows_and_goes_on_from_there(practice, staff, monkeypatch):
    monkeypatch.setattr(reading, "LOOK", 10)
    by = staff("coach").principal
    rows = sorted((line(practice, number) for number in range(35)), key=lambda row: (row.name_key, row.pk))
    RegistryRow.objects.filter(pk__in=[rows[3].pk, rows[31].pk]).update(level=4)
    chosen = reading.Chosen(order=Order.NAME, level=4)
    page = reading.registry_page(by, chosen, today=TODAY)
    assert ([row.patient_id for row in page.rows], page.is_cut) == ([rows[3].pk], True)
    assert page.after is not None
    assert page.after[1] == rows[9].pk
    assert every(by, chosen) == [rows[3].pk, rows[31].pk]


def test_who_is_listed_only_for_a_labelled_population_is_there_for_roles_that_may_know(practice, staff):
    hidden = line(practice, 1, kept_to="substance_use", populations=[("opioids", "substance_use")])
    mental = line(practice, 2, kept_to="mental_health", populations=[("depression", "mental_health")])
    plain = line(practice, 3, populations=[("diabetes", ""), ("depression", "mental_health")])
    seen = {
        role: set(every(staff(role).principal, reading.Chosen())) for role in ("coach", "nurse", "behavioral-health")
    }
    assert seen["coach"] == {mental.pk, plain.pk}
    assert seen["nurse"] == seen["behavioral-health"] == {hidden.pk, mental.pk, plain.pk}
    coach, bea = staff("coach").principal, staff("behavioral-health").principal
    codes = [code for code, _ in reading.registry_page(coach, reading.Chosen(), today=TODAY).choices.populations]
    assert codes == ["diabetes"]
    rows = reading.registry_page(bea, reading.Chosen(), today=TODAY).rows
    told = {row.patient_id: reading.titles_of(row, bea.roles, "en") for row in rows}
    assert told == {hidden.pk: [], mental.pk: ["depression"], plain.pk: ["diabetes", "depression"]}


def test_the_count_ends_at_a_thousand(practice, staff, monkeypatch):
    monkeypatch.setattr(reading, "CAP", 5)
    for number in range(9):
        line(practice, number)
    by = staff("coach").principal
    assert reading.registry_page(by, reading.Chosen(), today=TODAY).count == 6
    assert reading.registry_page(by, reading.Chosen(level=4), today=TODAY).count == 0


# --- by which index ---------------------------------------------------------------------------------------------------

COMBINATIONS = [
    {}, {"owner": reading.ME}, {"owner": "x"}, {"team": "x"}, {"standing": Standing.CONTACT}, {"level": 3},
    {"language": "es"}, {"population": "diabetes"}, {"due": DueState.OVERDUE}, {"due": DueState.DUE},
    {"due": DueState.UPCOMING}, *({"look": look} for look in Look),
    {"owner": "x", "look": Look.UNSURE, "language": "es", "level": 3, "population": "diabetes", "team": "x"},
]  # fmt: skip


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("chosen", COMBINATIONS, ids=lambda each: str(each)[:40])
@pytest.mark.parametrize("going_on", [False, True])
def test_every_list_is_a_range_of_an_index_in_its_own_order(practice, staff, chosen, order, going_on):
    wanted = reading.Chosen(order=order, **chosen)
    key = 5 if wanted.ordered_by is Order.PLACE else "2026-11-24"
    statement = reading.Statement(staff("coach").principal, wanted, today=TODAY, after=(key, 7) if going_on else None)
    sql, values = statement.rows(reading._COLUMNS, edge=(key, 9), limit=51)
    edge, edge_values = statement.edge()
    for each, given in ((sql, values), (edge, edge_values)):
        plan = "\n".join(explained(each, given))
        assert "followups_registryrow" in plan or " r " in plan or " d " in plan
        if connection.vendor == "sqlite":
            assert "TEMP B-TREE" not in plan, plan
            assert "SCAN r" not in plan, plan
            assert "SCAN d" not in plan, plan
            assert "USING INDEX registry_" in plan or "COVERING INDEX registry_" in plan, plan
        else:
            assert "Sort" not in plan, plan
            assert "Seq Scan on followups_registry" not in plan, plan


def explained(sql: str, values: list) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql, values)
            return [row[3] for row in cursor.fetchall()]
        # Without these PostgreSQL sorts and scans tables as small as these, whatever their indexes.
        for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN " + sql, values)
        return [row[0] for row in cursor.fetchall()]


def test_a_page_is_two_statements_whatever_is_chosen(practice, staff):
    for number in range(60):
        line(practice, number, level=4, language="es")
    by = staff("coach").principal
    for chosen in (reading.Chosen(), reading.Chosen(level=4, language="es", owner=reading.ME, order=Order.NAME)):
        with CaptureQueriesContext(connection) as asked:
            reading.registry_page(by, chosen, today=TODAY)
        assert len(asked) == 2
