"""Things to do for visits: whose they are, how they end, what the day leaves, tools, readings from home."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from teamlet.ground.reasons import Refused
from teamlet.records.patients.models import Reading
from teamlet.records.practice.models import Absence
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.actions.home import review_home_reading, take_home_reading
from teamlet.records.visits.actions.preparation import (
    add_item,
    close_days,
    end_item,
    give_item,
    move_tool,
    place_tool,
    say_to_team,
    undo_item,
)
from teamlet.records.visits.models import PreparationItem, Visit
from teamlet.records.visits.queries.preparation import home_readings, items_for, left_over_of, people_of_day
from teamlet.records.visits.rules import home
from teamlet.records.visits.rules.preparing import Duties, PreparationFacts, missing, planned_steps
from teamlet.records.visits.rules.words import (
    HomeKind,
    HomeState,
    ItemState,
    ItemWhat,
    LeftWhy,
    Plausibility,
    SkipWhy,
    Tool,
    ToolState,
    VisitStep,
)
from teamlet.records.visits.words import VisitKind, VisitState

ON = date(2026, 11, 23)
W = ItemWhat


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (PreparationFacts(has_topics=True), ()),
        (PreparationFacts(), (W.AGENDA,)),
        (PreparationFacts(has_form=True), (W.FORM, W.AGENDA)),
        (PreparationFacts(has_form=True, form_is_back=True), ()),
        (PreparationFacts(has_language=False, has_topics=True), (W.LANGUAGE,)),
        (PreparationFacts(needs_interpreter=True, has_topics=True), (W.INTERPRETER,)),
        (PreparationFacts(has_working_number=False, has_topics=True), (W.CONTACT_POINT,)),
        (PreparationFacts(has_plan=True, has_topics=True), (W.LAST_STEP,)),
        (PreparationFacts(has_plan=True, has_report=True, how_sure_asked=False, has_topics=True), (W.HOW_SURE,)),
    ],
)
def test_what_is_missing(facts, wanted):
    assert missing(facts) == wanted


def test_the_plan_of_a_visit_takes_whoever_is_here():
    here = [("Ana", frozenset({"coach"})), ("Nora", frozenset({"nurse"})), ("Cal", frozenset({"clinician"}))]
    steps = {row.step: row for row in planned_steps(VisitKind.CHRONIC, here)}
    assert list(steps) == list(VisitStep)
    assert (steps[VisitStep.PLAN].people, steps[VisitStep.PLAN].decision.status) == (("Ana",), Duties.USUAL)
    assert (steps[VisitStep.GATHER].people, steps[VisitStep.GATHER].decision.status) == (("Nora",), Duties.BACKUP)
    assert steps[VisitStep.CHECK_OUT].people == ("Nora",)
    alone = {row.step: row for row in planned_steps(VisitKind.CHRONIC, here[2:])}
    assert alone[VisitStep.PLAN].people == ("Cal",)
    assert alone[VisitStep.FORM].decision.status is Duties.NOBODY
    assert [row.step for row in planned_steps(VisitKind.PHONE, here)] == [
        VisitStep.GATHER, VisitStep.AGENDA, VisitStep.PLAN,
    ]  # fmt: skip


# --- things to do -----------------------------------------------------------------------------------------------------


@pytest.fixture
def now(at):
    return at("2026-11-23T08:00")


@pytest.fixture
def visit(patient, system, now):
    return plan_visit(
        patient=patient, kind=VisitKind.CHRONIC, day=ON, starts=time(9), clinician=None, at=now, by=system
    )


@pytest.fixture
def item(visit, now, staff):
    return add_item(
        visit=visit, what=W.ASK, words="who cooks at home", owner=staff("coach").membership, at=now,
        by=staff("nurse").principal,
    )  # fmt: skip


pytestmark = pytest.mark.django_db


def test_the_same_words_again_are_the_same_thing(item, visit, now, staff):
    again = add_item(visit=visit, what=W.ASK, words="who cooks at home ", at=now, by=staff("nurse").principal)
    assert again.pk == item.pk


@pytest.mark.parametrize(
    ("what", "words", "code"),
    [(W.OTHER, "  ", "item_needs_words"), (W.TESTING, "x", "item_of_the_team"), (W.THANKS, "x", "item_of_the_team")],
)
def test_what_cannot_be_written_down(visit, now, staff, what, words, code):
    with pytest.raises(Refused, match=rf"visits\.{code}"):
        add_item(visit=visit, what=what, words=words, at=now, by=staff("nurse").principal)


def test_something_missing_is_given_to_somebody_who_works_here(visit, now, staff, neighbor):
    nurse, coach = staff("nurse"), staff("coach").membership
    found = give_item(visit=visit, what=W.FORM, about="form", owner=coach, seen=0, at=now, by=nurse.principal)
    assert (found.owner_id, found.number) == (coach.pk, 1)
    stranger = staff("nurse", at=neighbor).membership
    with pytest.raises(Refused, match=r"practice\.membership_not_active"):
        give_item(visit=visit, what=W.FORM, about="form", owner=stranger, seen=1, at=now, by=nurse.principal)


def test_two_people_giving_one_thing_are_told(item, visit, now, staff):
    nurse = staff("nurse")
    give_item(visit=visit, what=W.ASK, about=item.about, owner=nurse.membership, seen=1, at=now, by=nurse.principal)
    with pytest.raises(Refused, match=r"visits\.item_changed"):
        give_item(visit=visit, what=W.ASK, about=item.about, owner=None, seen=1, at=now, by=nurse.principal)


def test_it_ends_once_and_can_be_taken_back(item, now, staff):
    nurse = staff("nurse").principal
    end_item(item=item, to=ItemState.DONE, at=now, by=nurse)
    with pytest.raises(Refused, match=r"visits\.item_ended"):
        end_item(item=item, to=ItemState.LEFT, reason=LeftWhy.LATER, at=now, by=nurse)
    undo_item(about_oid=item.oid, at=now, by=nurse)
    item.refresh_from_db()
    assert (item.state, item.ended_at, item.ended_by_id) == (ItemState.OPEN, None, None)


def test_a_visit_that_was_called_off_takes_nothing_more(visit, now, staff):
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)
    with pytest.raises(Refused, match=r"visits\.called_off"):
        add_item(visit=visit, what=W.ASK, words="x", at=now, by=staff("nurse").principal)


# --- the end of the day -----------------------------------------------------------------------------------------------


def close(practice, system, at, when="2026-11-24T00:05"):
    moment = at(when)
    return close_days(practice=practice, on=date.fromisoformat(when[:10]), at=moment, by=system)


def test_what_is_not_done_goes_to_its_owner(item, practice, system, at, staff):
    coach = staff("coach").membership
    assert close(practice, system, at) == 1
    assert close(practice, system, at) == 0  # once
    task = Task.objects.get(kind=TaskKind.VISIT_ITEM)
    assert (task.owner_id, task.about_oid, task.due_on) == (coach.pk, item.oid, date(2026, 11, 24))
    assert [row.oid for row in left_over_of(practice, coach.pk)] == [item.oid]
    end_item(item=item, to=ItemState.DONE, at=at("2026-11-24T09:00"), by=staff("coach").principal)
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    undo_item(about_oid=item.oid, at=at("2026-11-24T09:01"), by=staff("coach").principal)
    assert Task.objects.get(kind=TaskKind.VISIT_ITEM).state == TaskState.OPEN
    assert [row.oid for row in left_over_of(practice, coach.pk)] == [item.oid]


def test_of_somebody_away_it_goes_to_somebody_who_is_here(item, practice, system, at, staff):
    away = staff("coach").membership
    Absence.objects.create(
        membership=away, first_day=date(2026, 11, 24), last_day=date(2026, 11, 30), at=at("2026-11-23T09:00")
    )
    assert close(practice, system, at) == 1
    assert Task.objects.get(kind=TaskKind.VISIT_ITEM).owner_id != away.pk


def test_without_an_owner_it_is_still_somebodys(visit, now, practice, system, at, staff):
    add_item(visit=visit, what=W.OTHER, words="bring the scale", at=now, by=staff("nurse").principal)
    assert close(practice, system, at) == 1
    assert Task.objects.get(kind=TaskKind.VISIT_ITEM).owner_id == staff("nurse").membership.pk


def test_of_a_visit_called_off_nothing_is_left(item, visit, practice, system, at):
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.NO_SHOW)
    assert close(practice, system, at) == 0
    item.refresh_from_db()
    assert (item.state, Task.objects.filter(kind=TaskKind.VISIT_ITEM).count()) == (ItemState.LEFT, 0)


def test_the_line_of_the_week_holds_all_week_and_is_one(now, practice, staff):
    nurse = staff("nurse").principal
    say_to_team(day=ON, what=W.TESTING, words="teach-back on room 2", at=now, by=nurse)
    say_to_team(day=date(2026, 11, 25), what=W.TESTING, words="teach-back in both rooms", at=now, by=nurse)
    say_to_team(day=ON, what=W.THANKS, words="Ana for Friday", at=now, by=nurse)
    assert [row.words for row in items_for(practice, date(2026, 11, 27))][:1] == ["teach-back in both rooms"]
    assert [row.words for row in items_for(practice, date(2026, 11, 30))] == []
    assert PreparationItem.objects.count() == 2


def test_who_is_here_and_what_is_left_of_theirs_in_one_question(
    item, practice, system, at, staff, django_assert_num_queries
):
    away = staff("medical-assistant").membership
    Absence.objects.create(
        membership=away, first_day=date(2026, 11, 23), last_day=date(2026, 11, 25), at=at("2026-11-23T09:00")
    )
    with django_assert_num_queries(1):
        people = {row.pk: row for row in people_of_day(practice, ON)}
    assert people[away.pk].away_until == date(2026, 11, 25)
    assert people[staff("coach").membership.pk].is_here
    assert people[staff("coach").membership.pk].roles == {"coach"}


# --- tools ------------------------------------------------------------------------------------------------------------


def test_a_tool_is_given_done_and_gone(visit, now, staff):
    nurse, desk = staff("nurse").principal, staff("front-desk").principal
    tool = place_tool(visit=visit, tool=Tool.BUBBLE_SHEET, at=now, by=nurse)
    with pytest.raises(Refused, match=r"visits\.tool_there"):
        place_tool(visit=visit, tool=Tool.BUBBLE_SHEET, at=now, by=nurse)
    tool = move_tool(tool=tool, to=ToolState.GIVEN, at=now, by=desk)
    assert (tool.given_by_id, tool.given_at) == (desk.user_id, now)
    tool = move_tool(tool=tool, to=ToolState.DONE, at=now, by=nurse)
    with pytest.raises(Refused, match=r"visits\.tool_ended"):
        move_tool(tool=tool, to=ToolState.SKIPPED, reason=SkipWhy.NO_TIME, at=now, by=desk)
    again = place_tool(visit=visit, tool=Tool.BUBBLE_SHEET, at=now, by=nurse)
    assert (again.pk, again.state, again.given_at) == (tool.pk, ToolState.PLACED, None)


# --- readings from home -----------------------------------------------------------------------------------------------

P = Plausibility


@pytest.mark.parametrize(
    ("kind", "text", "unit", "status"),
    [
        (HomeKind.BLOOD_PRESSURE, "132/84", "mmHg", P.USUAL),
        (HomeKind.BLOOD_PRESSURE, "132-84", "mmHg", P.USUAL),
        (HomeKind.BLOOD_PRESSURE, "231/110", "mmHg", P.UNLIKELY),
        (HomeKind.BLOOD_PRESSURE, "1320/84", "mmHg", P.IMPOSSIBLE),
        (HomeKind.BLOOD_PRESSURE, "84/132", "mmHg", P.IMPOSSIBLE),
        (HomeKind.GLUCOSE, "112", "mg/dL", P.USUAL),
        (HomeKind.GLUCOSE, "6.2", "mmol/L", P.USUAL),
        (HomeKind.GLUCOSE, "6,2", "mg/dL", P.IMPOSSIBLE),
        (HomeKind.GLUCOSE, "45", "mg/dL", P.UNLIKELY),
        (HomeKind.WEIGHT, "180", "lb", P.USUAL),
        (HomeKind.WEIGHT, "480", "lb", P.UNLIKELY),
        (HomeKind.PEAK_FLOW, "410", "L/min", P.USUAL),
    ],
)
def test_what_can_be(kind, text, unit, status):
    assert home.plausibility(kind, home.numbers(kind, text), unit).status is status


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (HomeKind.BLOOD_PRESSURE, "132", "home_two_numbers"),
        (HomeKind.GLUCOSE, "112/80", "home_one_number"),
        (HomeKind.GLUCOSE, "high", "home_not_a_number"),
        (HomeKind.GLUCOSE, "", "home_not_a_number"),
        (HomeKind.GLUCOSE, "-5", "home_not_a_number"),
        (HomeKind.GLUCOSE, "1e9", "home_not_a_number"),
        (HomeKind.WEIGHT, "99999999", "home_not_a_number"),
    ],
)
def test_what_is_no_reading(kind, text, code):
    with pytest.raises(Refused, match=rf"visits\.{code}"):
        home.numbers(kind, text)


def take(patient, now, by, text="152/94", kind=HomeKind.BLOOD_PRESSURE, unit="mmHg"):
    return take_home_reading(patient=patient, kind=kind, text=text, unit=unit, day=ON, at=now, by=by)


def test_a_reading_waits_with_an_owner_and_is_in_the_chart_only_once_accepted(patient, now, staff, practice):
    nurse = staff("nurse").principal
    row = take(patient, now, nurse)
    assert [each.oid for each in home_readings(nurse)] == [row.oid]
    assert home_readings(staff("front-desk").principal) == []
    assert Reading.objects.count() == 0
    assert Task.objects.get(kind=TaskKind.READING_REVIEW).owner_id is not None
    review_home_reading(reading=row, to=HomeState.ACCEPTED, at=now, by=nurse)
    kept = {each.code: each for each in Reading.objects.all()}
    assert {code: each.value for code, each in kept.items()} == {"8480-6": Decimal(152), "8462-4": Decimal(94)}
    assert {each.origin for each in kept.values()} == {"home"}
    assert len({each.panel for each in kept.values()}) == 1
    assert Task.objects.get(kind=TaskKind.READING_REVIEW).state == TaskState.DONE
    review_home_reading(reading=row, to=HomeState.ACCEPTED, at=now, by=nurse)  # twice is once
    assert Reading.objects.count() == 2
    with pytest.raises(Refused, match=r"visits\.home_ended"):
        review_home_reading(reading=row, to=HomeState.ENTERED_IN_ERROR, at=now, by=nurse)


@pytest.mark.parametrize("to", [HomeState.ASKED_AGAIN, HomeState.ENTERED_IN_ERROR])
def test_others_never_reach_the_chart(patient, now, staff, to):
    nurse = staff("nurse").principal
    review_home_reading(reading=take(patient, now, nurse), to=to, at=now, by=nurse)
    assert Reading.objects.count() == 0
    assert home_readings(nurse) == []


def test_what_cannot_be_is_kept_and_not_accepted(patient, now, staff):
    nurse = staff("nurse").principal
    row = take(patient, now, nurse, text="1520/94")
    assert row.plausibility == Plausibility.IMPOSSIBLE
    with pytest.raises(Refused, match=r"visits\.home_may_not_accept"):
        review_home_reading(reading=row, to=HomeState.ACCEPTED, at=now, by=nurse)


def test_an_urgent_reading_stands_above_the_others(patient, now, staff):
    nurse = staff("nurse").principal
    take(patient, now, nurse, text="48", kind=HomeKind.GLUCOSE, unit="mg/dL")
    take(patient, now, nurse)
    risks = dict(Task.objects.values_list("detail__kind", "risk"))
    assert risks["glucose"] > risks["blood_pressure"]


def test_a_reading_of_tomorrow_is_not_taken(patient, now, staff):
    with pytest.raises(Refused, match=r"visits\.home_day_ahead"):
        take_home_reading(
            patient=patient, kind=HomeKind.WEIGHT, text="80", unit="kg", day=date(2026, 11, 24), at=now,
            by=staff("nurse").principal,
        )  # fmt: skip
