"""Time for calls, the month of absences, and what is open with somebody before they leave."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import OFFICE, SUPPORT, Role
from teamlet.office.presenters.absences import clashes
from teamlet.records.practice.models import Absence
from teamlet.records.tasks.actions import assign_duty, open_task, set_absence_and_move, set_call_block
from teamlet.records.tasks.models import CallBlock, Task
from teamlet.records.tasks.words import Duty, OwnerFrom, TaskKind

pytestmark = pytest.mark.django_db
PAGE = "/practice/cedar/office/call-times/"
ABSENCES = "/practice/cedar/office/absences/"
PEOPLE = "/practice/cedar/office/people/"
MONDAY = date(2026, 11, 23)
NOTHING = {"day_month": "", "day_day": "", "day_year": "", "weekday": ""}


@pytest.fixture
def now(at: Any) -> Any:
    return at("2026-11-23T09:00")


@pytest.fixture
def ana(staff: Any) -> Any:
    return staff("coach", name="Ana Flores", called="Ana")


@pytest.fixture
def ben(staff: Any) -> Any:
    return staff("coach", name="Ben Ames", called="Ben")


def _contact(patient: Any, owner: Any, on: date, now: Any, by: Any, number: int = 0) -> Task:
    return open_task(
        patient=patient, kind=TaskKind.CONTACT, about_oid=f"about{number}", owner=owner.membership,
        owner_from=OwnerFrom.MATRIX, due_on=on, at=now, by=by,
    )  # fmt: skip


def test_for_whom(client_of: Any, neighbor: Any) -> None:
    for role in Role:
        expected = 200 if role in OFFICE | SUPPORT else 404
        assert client_of(role).get(PAGE).status_code == expected, role
    assert client_of("coach").get("/practice/juniper/office/call-times/").status_code == 404


def test_everybody_keeps_their_own_time(client_of: Any, ana: Any, ben: Any, now: Any) -> None:
    client = client_of(ana)
    assert "Ben Ames" not in client.get(PAGE).text
    said = {"member": ana.oid, "from_time": "09:00", "to_time": "10:00"} | NOTHING | {"weekday": "0"}
    assert client.post(PAGE, said).status_code == 302
    assert "Monday" in client.get(PAGE).text
    answer = client.post(PAGE, said | {"member": ben.oid})
    assert answer.status_code == 422
    assert list(CallBlock.objects.values_list("membership", flat=True)) == [ana.membership.pk]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"weekday": ""}, "Choose a day of the week or one date, not both."),
        ({"to_time": "08:00"}, "The time for calls must end after it begins."),
        ({"from_time": "09:30", "to_time": "11:00"}, "This overlaps another time for calls: 09:00–10:00."),
        ({"to_time": "25:00"}, "time"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    client_of: Any, ana: Any, now: Any, changes: Any, told: str
) -> None:
    client = client_of("manager")
    said = {"member": ana.oid, "from_time": "09:00", "to_time": "10:00"} | NOTHING | {"weekday": "0"}
    client.post(PAGE, said)
    answer = client.post(PAGE, said | changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert CallBlock.objects.count() == 1


def test_time_is_taken_back_by_whoever_may(client_of: Any, ana: Any, ben: Any, now: Any, neighbor: Any) -> None:
    row = set_call_block(
        membership=ana.membership, weekday=0, from_time=time(9), to_time=time(10), at=now, by=ana.principal
    )
    url = f"{PAGE}{row.oid}/"
    client_of(ben).post(url)
    assert CallBlock.objects.exists()
    assert client_of("manager", at=neighbor).post(url.replace("cedar", "juniper")).status_code == 404
    assert client_of("manager").post(f"{PAGE}absent/").status_code == 404
    assert client_of(ana).post(url).status_code == 302
    assert not CallBlock.objects.exists()


def test_load_stands_against_the_time_kept(client_of: Any, staff: Any, patient: Any, ana: Any, now: Any) -> None:
    by = staff("manager").principal
    set_call_block(membership=ana.membership, weekday=2, from_time=time(9), to_time=time(10), at=now, by=by)
    for number, days in enumerate((0, 2, 20)):
        _contact(patient, ana, MONDAY + timedelta(days=days), now, by, number)
    text = client_of("manager").get(PAGE).text
    row = text[text.index("Ana Flores") :].split("</tr>")[0]
    assert "16 of 60" in row
    assert '<td data-name="Open contacts">3</td>' in row


def test_as_many_questions_for_one_person_as_for_three(client_of: Any, staff: Any, ana: Any, now: Any) -> None:
    manager, by = client_of("manager"), staff("manager").principal

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            manager.get(PAGE)
        return len(queries)

    def keep(who: Any) -> None:
        set_call_block(membership=who.membership, weekday=0, from_time=time(9), to_time=time(10), at=now, by=by)

    keep(ana)
    manager.get(PAGE)
    one = asked()
    for name in ("Cora Diaz", "Dov Eads"):
        keep(staff("coach", name=name))
    assert asked() == one


# --- absences ---------------------------------------------------------------------------------------------------------


def test_a_month_with_what_is_due_and_who_steps_in(
    client_of: Any, staff: Any, practice: Any, patient: Any, ana: Any, ben: Any, now: Any
) -> None:
    by = staff("manager").principal
    assign_duty(practice=practice, duty=Duty.FOLLOW_UP, person=ana.membership, backup=ben.membership, at=now, by=by)
    set_absence_and_move(
        membership=ana.membership, first_day=date(2026, 12, 7), last_day=date(2026, 12, 9), at=now, by=by
    )
    # Agreed later with Ana, on a day on which she is away.
    _contact(patient, ana, date(2026, 12, 8), now, by)
    text = client_of("manager").get(f"{ABSENCES}?month=2026-12").text
    assert "December 2026" in text
    row = text[text.index('<th scope="row">Ana Flores') :].split("</tr>")[0]
    assert '<td data-name="Still due then">1</td>' in row
    assert "Ben" in row
    assert "month=2026-11" in text
    assert "month=2027-01" in text
    assert "are both away" not in text


def test_holder_and_backup_away_on_the_same_days_are_named(
    client_of: Any, staff: Any, practice: Any, ana: Any, ben: Any, now: Any
) -> None:
    by = staff("manager").principal
    assign_duty(practice=practice, duty=Duty.FOLLOW_UP, person=ana.membership, backup=ben.membership, at=now, by=by)
    for who, first, last in ((ana, 7, 9), (ben, 9, 11)):
        set_absence_and_move(
            membership=who.membership, first_day=date(2026, 12, first), last_day=date(2026, 12, last), at=now, by=by
        )
    text = client_of("manager").get(ABSENCES).text
    assert "Ana and Ben, the backup, are both away from" in text
    assert text.count("away too") == 2


@pytest.mark.parametrize("asked", ["", "2026-13", "x", "2026-1", "9999-12", "2026-02"])
def test_odd_months_are_no_error(client_of: Any, now: Any, asked: str) -> None:
    assert client_of("manager").get(ABSENCES, {"month": asked}).status_code == 200


def test_clashes_are_the_days_that_both_are_away(staff: Any, practice: Any, ana: Any, ben: Any, now: Any) -> None:
    by = staff("manager").principal
    duty = assign_duty(
        practice=practice, duty=Duty.FOLLOW_UP, person=ana.membership, backup=ben.membership, at=now, by=by
    )
    days = ((ana, 1, 5), (ben, 5, 8), (ana, 9, 9))
    rows = [
        Absence(membership=who.membership, first_day=MONDAY + timedelta(days=a), last_day=MONDAY + timedelta(days=b))
        for who, a, b in days
    ]
    found = clashes(rows, [duty])
    assert [(row["first"], row["last"]) for row in found] == [(MONDAY + timedelta(days=5),) * 2]


# --- before somebody leaves -------------------------------------------------------------------------------------------


def test_the_load_is_shown_before_somebody_leaves_and_goes_there(
    client_of: Any, staff: Any, practice: Any, patient: Any, ana: Any, ben: Any, now: Any
) -> None:
    by = staff("manager").principal
    assign_duty(practice=practice, duty=Duty.FOLLOW_UP, person=ana.membership, backup=ben.membership, at=now, by=by)
    for number in range(12):
        person = make_patient(practice, record_number=f"c-{number}")
        _contact(person, ana, MONDAY + timedelta(days=number), now, by, number)
    manager = client_of("manager")
    text = manager.get(f"{PEOPLE}{ana.oid}/").text
    assert "12 open contacts" in text
    assert "12 open contacts will go to Ben Ames (12)" in text
    assert Task.objects.filter(owner=ana.membership).count() == 12
    manager.post(f"{PEOPLE}{ana.oid}/remove/", {"reason": ""})
    assert Task.objects.filter(owner=ben.membership, state="open").count() == 12
    assert "12 tasks moved." in manager.get(f"{PEOPLE}{ana.oid}/").text


def test_nothing_is_said_of_somebody_with_nothing_open(client_of: Any, ana: Any) -> None:
    assert 'id="handover"' not in client_of("manager").get(f"{PEOPLE}{ana.oid}/").text
