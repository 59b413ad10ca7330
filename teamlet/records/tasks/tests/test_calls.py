"""Time for calls and what people have to do: how much is kept, how much is taken, and who gets what moves."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, strategies as st

from teamlet.ground.reasons import Refused
from teamlet.records.tasks import rules
from teamlet.records.tasks.actions import (
    assign_duty,
    clear_call_block,
    leave_practice,
    open_task,
    set_absence_and_move,
    set_call_block,
)
from teamlet.records.tasks.models import CallBlock, Task, TaskMove
from teamlet.records.tasks.queries import call_time, load_for
from teamlet.records.tasks.words import Duty, MoveReason, OwnerFrom, TaskKind

MONDAY = date(2026, 11, 23)
WORKING = frozenset(range(5))
NINE, TEN, NOON = time(9), time(10), time(12)


def block(person=1, first=NINE, last=TEN, **when):
    return rules.Block(person, first, last, **(when or {"weekday": 0}))


@pytest.mark.parametrize(
    ("blocks", "day", "more", "minutes"),
    [
        ([block()], MONDAY, {}, 60),
        ([block(), block(first=NOON, last=time(12, 30))], MONDAY, {}, 90),
        ([block()], MONDAY + timedelta(days=1), {}, 0),
        ([block(person=2)], MONDAY, {}, 0),
        ([block(), block(first=NOON, last=time(12, 15), day=MONDAY)], MONDAY, {}, 15),
        ([block(), block(day=MONDAY)], MONDAY + timedelta(days=7), {}, 60),
        ([block()], MONDAY, {"holidays": {MONDAY}}, 0),
        ([block()], MONDAY, {"away": {MONDAY}}, 0),
        ([block(weekday=5)], date(2026, 11, 28), {}, 0),
        ([block(day=date(2026, 11, 28))], date(2026, 11, 28), {}, 60),
    ],
    ids=["week", "two", "other-day", "other-person", "date-wins", "only-that-date", "holiday", "away", "day-off", "chosen"],
)  # fmt: skip
def test_minutes_kept_on_a_day(blocks, day, more, minutes):
    assert rules.minutes_on(blocks, 1, day, working_days=WORKING, **more) == minutes


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (block(), True),
        (block(first=time(9, 59), last=NOON), True),
        (block(first=TEN, last=NOON), False),
        (block(weekday=1), False),
        (block(day=MONDAY), False),
        (block(person=2), False),
    ],
)
def test_two_blocks_of_one_person_do_not_overlap(other, overlaps):
    assert (rules.overlap(block(), [other]) is not None) is overlaps


def test_room_is_what_is_kept_less_what_is_due():
    planned = {(1, MONDAY): 3, (1, MONDAY + timedelta(days=4)): 1, (1, MONDAY + timedelta(days=7)): 9}
    room = rules.room_in_weeks([block()], planned, [MONDAY], working_days=WORKING)
    assert room == {(1, MONDAY): 60 // rules.CALL_MINUTES - 4}


CARE = frozenset({"coach"})


def _tasks(many, **more):
    values = {"owner": 1, "duty": Duty.FOLLOW_UP, "due": MONDAY}
    return [rules.OpenTask(number, **(values | more)) for number in range(many)]


def _reroute(tasks, members, load, matrix=()):
    return rules.reroute(
        tasks, why=MoveReason.LEFT, person=1, matrix=matrix, absences=(), memberships=members, on=MONDAY, load=load
    )


def _members(*people, **languages):
    gone = rules.Member(1, CARE, active=False)
    return [gone, *(rules.Member(n, CARE, languages=frozenset(languages.get(f"p{n}", ()))) for n in people)]


def test_what_moves_is_shared_out_by_what_people_have_to_do():
    moves = _reroute(_tasks(12), _members(2, 3, 4), rules.Load(open={2: 5, 3: 2, 4: 8}))
    received = [move.to_person for move in moves]
    assert {person: received.count(person) for person in (2, 3, 4)} == {2: 4, 3: 7, 4: 1}


def test_the_backup_named_takes_all_while_there_is_time():
    matrix = [rules.MatrixRow(Duty.FOLLOW_UP, 1, 2)]
    moves = _reroute(_tasks(12), _members(2, 3), rules.Load(open={2: 50}), matrix)
    assert {move.to_person for move in moves} == {2}


def test_a_backup_whose_time_is_full_is_passed_over_while_somebody_has_room():
    matrix = [rules.MatrixRow(Duty.FOLLOW_UP, 1, 2)]
    moves = _reroute(_tasks(12), _members(2, 3), rules.Load(room={(2, MONDAY): 5, (3, MONDAY): 4}), matrix)
    received = [move.to_person for move in moves]
    # Nobody has room for the last three: the backup named keeps them.
    assert received == [2] * 5 + [3] * 4 + [2] * 3
    assert "tasks.person_full" in {reason.code for reason in moves[6].reasons}


def test_whoever_speaks_the_language_comes_before_whoever_has_less_to_do():
    members = _members(2, 3, p3=("en", "es"))
    moves = _reroute(_tasks(2, language="es"), members, rules.Load(open={2: 0, 3: 9}))
    assert {move.to_person for move in moves} == {3}


def test_an_author_without_time_for_calls_comes_after_those_who_keep_some():
    load = rules.Load(room={(2, MONDAY): 0, (3, MONDAY): 2})
    moves = _reroute(_tasks(4, author=4), _members(2, 3, 4), load)
    assert [move.to_person for move in moves] == [3, 3, 4, 4]


@given(
    st.lists(st.tuples(st.sampled_from(["", "en", "es"]), st.integers(0, 20)), max_size=30),
    st.dictionaries(st.integers(2, 6), st.integers(0, 30)),
    st.dictionaries(st.integers(2, 6), st.integers(-3, 9)),
)
def test_every_task_moves_once_to_somebody_who_is_here(wanted, has, room):
    tasks = [
        rules.OpenTask(n, 1, Duty.FOLLOW_UP, due=MONDAY + timedelta(days=day), language=language)
        for n, (language, day) in enumerate(wanted)
    ]
    load = rules.Load(open=dict(has), room={(person, MONDAY): calls for person, calls in room.items()})
    moves = _reroute(tasks, _members(2, 3, 4, p2=("en",), p3=("en", "es")), load)
    assert [move.task for move in moves] == [task.id for task in tasks]
    assert {move.to_person for move in moves} <= {2, 3, 4}
    assert sum(load.open.values()) == sum(has.values()) + len(tasks)


# --- in the database --------------------------------------------------------------------------------------------------


@pytest.fixture
def coach(staff):
    return staff("coach")


@pytest.mark.django_db
class TestBlocks:
    def keep(self, who, at, by=None, **values):
        given_ = {"weekday": 0, "from_time": NINE, "to_time": TEN} | values
        return set_call_block(membership=who.membership, at=at("2026-11-23T08:00"), by=(by or who).principal, **given_)

    def test_everybody_keeps_their_own_time(self, coach, at):
        row = self.keep(coach, at)
        assert CallBlock.objects.get() == row
        clear_call_block(block=row, by=coach.principal)
        assert not CallBlock.objects.exists()

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"to_time": NINE}, "tasks.block_backwards"),
            ({"day": MONDAY}, "tasks.block_one_day"),
            ({"weekday": None}, "tasks.block_one_day"),
            ({"weekday": None, "day": MONDAY - timedelta(days=1)}, "tasks.block_past"),
            ({"from_time": time(9, 30), "to_time": NOON}, "tasks.block_overlaps"),
        ],
    )
    def test_what_cannot_be(self, coach, at, values, code):
        self.keep(coach, at)
        with pytest.raises(Refused) as refused:
            self.keep(coach, at, **values)
        assert refused.value.reason.code == code

    def test_only_the_office_keeps_that_of_others(self, coach, staff, at):
        with pytest.raises(Refused):
            self.keep(coach, at, by=staff("nurse"))
        row = self.keep(coach, at, by=staff("manager"))
        with pytest.raises(Refused):
            clear_call_block(block=row, by=staff("nurse").principal)

    def test_time_of_whoever_is_away_does_not_count(self, practice, coach, staff, at):
        self.keep(coach, at)
        pk = coach.membership.pk
        assert call_time(practice, MONDAY, MONDAY).minutes(pk, MONDAY) == 60
        by = staff("manager").principal
        set_absence_and_move(
            membership=coach.membership, first_day=MONDAY, last_day=MONDAY, at=at("2026-11-23T08:00"), by=by
        )
        assert call_time(practice, MONDAY, MONDAY).minutes(pk, MONDAY) == 0
        assert load_for(practice, [MONDAY]).room == {(pk, MONDAY): 0}


@pytest.mark.django_db
def test_twelve_contacts_of_somebody_who_leaves_are_shared_out_and_none_is_lost(practice, patient, staff, coach, at):
    now, manager = at("2026-11-23T09:00"), staff("manager").principal
    ben, cora = staff("coach", name="Ben Ames").membership, staff("coach", name="Cora Diaz").membership
    assign_duty(
        practice=practice, duty=Duty.FOLLOW_UP, person=coach.membership, backup=ben, at=now, by=manager
    )  # fmt: skip
    for person, minutes in ((ben, 40), (cora, 56)):
        set_call_block(membership=person, weekday=2, from_time=NINE, to_time=time(9, minutes), at=now, by=manager)
    for number in range(12):
        open_task(
            patient=patient, kind=TaskKind.CONTACT, about_oid=f"about{number}", owner=coach.membership,
            owner_from=OwnerFrom.MATRIX, due_on=MONDAY + timedelta(days=number % 3), at=now, by=manager,
        )  # fmt: skip
    moved = leave_practice(membership=coach.membership, at=now, by=manager)
    assert moved == 12
    owners = list(Task.objects.filter(state="open").values_list("owner_id", flat=True))
    assert {owners.count(each.pk) for each in (ben,)} == {5}
    assert owners.count(cora.pk) == 7
    assert set(TaskMove.objects.values_list("reason", "from_owner")) == {("left", coach.membership.pk)}
    assert TaskMove.objects.count() == 12
