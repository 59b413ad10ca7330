"""A visit to a specialist is noted: somebody asks afterwards, and a question goes out to who agreed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import note_specialist_visit, settle_specialist_visit
from teamlet.records.followups.models import Contact, SpecialistVisit
from teamlet.records.followups.queries import specialists as queries
from teamlet.records.followups.tests.test_rhythm import MONDAY, agree, look  # noqa: F401  (fixtures)
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.outreach.models import Message
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
#: A Thursday; three days later is a Sunday, so somebody asks on Monday.
THURSDAY = date(2026, 12, 10)


def on(day: date, clock: time = time(9)) -> datetime:
    return datetime.combine(day, clock, NEW_YORK)


@pytest.fixture
def noted(agree, staff):  # noqa: F811
    """A patient who agreed to messages, with a visit to the eye doctor on Thursday."""
    patient = agree(said=None).plan.patient
    return note_specialist_visit(
        patient=patient, on=THURSDAY, whom="eye doctor", at=MONDAY, by=staff("medical-assistant").principal
    )


def test_whoever_has_the_contact_asks_on_a_working_day(noted):
    task = noted.task
    assert (task.kind, task.due_on, task.about_oid) == ("specialist_visit", date(2026, 12, 14), noted.oid)
    assert task.owner_id == Contact.objects.get().task.owner_id
    assert queries.specialist_visits_due(noted.practice, on=date(2026, 12, 13)) == []
    assert queries.specialist_visits_due(noted.practice, on=date(2026, 12, 14)) == [noted]


def test_a_question_goes_out_once_and_names_no_specialist(noted, look):  # noqa: F811
    Contact.objects.update(rhythm_after=None)
    for day in range(30):
        look(on(THURSDAY + timedelta(days=day)))
    [message] = Message.objects.filter(about="followups.specialist_visit")
    assert message.send_after.astimezone(NEW_YORK) == on(date(2026, 12, 14), time(10))
    assert message.body.startswith("Cedar Family Practice: You saw another doctor. How did it go?")
    assert "eye" not in message.body
    assert (message.purpose, message.about_oid) == ("check_in", noted.oid)


@pytest.mark.parametrize(
    ("state", "task"), [("talked", "done"), ("did_not_happen", "withdrawn"), ("entered_in_error", "withdrawn")]
)
def test_settling_ends_the_task_and_takes_the_question_back(noted, look, staff, state, task):  # noqa: F811
    look(on(date(2026, 12, 13), time(12)))
    assert Message.objects.get(about="followups.specialist_visit").state == "draft"
    nurse = staff("nurse").principal
    settle_specialist_visit(visit=noted, state=SpecialistState(state), at=on(date(2026, 12, 13), time(13)), by=nurse)
    assert Message.objects.get(about="followups.specialist_visit").state == "cancelled"
    assert Task.objects.get(pk=noted.task_id).state == task
    with pytest.raises(Refused):
        settle_specialist_visit(visit=noted, state=SpecialistState.TALKED, at=MONDAY, by=nurse)
    assert look(on(date(2026, 12, 15))) == 0


def test_the_same_day_again_is_the_same_visit(noted, staff):
    again = note_specialist_visit(patient=noted.patient, on=THURSDAY, at=MONDAY, by=staff("nurse").principal)
    assert again == noted
    assert SpecialistVisit.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 9, 23), date(2027, 11, 25)])
def test_a_day_far_away_is_refused(patient, staff, day):
    with pytest.raises(Refused) as refused:
        note_specialist_visit(patient=patient, on=day, at=MONDAY, by=staff("nurse").principal)
    assert refused.value.reason.code == "followups.specialist_day"


def test_a_visit_told_late_is_asked_about_today(patient, staff):
    visit = note_specialist_visit(patient=patient, on=date(2026, 10, 1), at=MONDAY, by=staff("nurse").principal)
    assert visit.task.due_on == date(2026, 11, 23)


def test_told_on_a_sunday_it_is_asked_about_on_monday(patient, staff):
    sunday = MONDAY - timedelta(days=1)
    visit = note_specialist_visit(patient=patient, on=date(2026, 11, 10), at=sunday, by=staff("nurse").principal)
    assert visit.task.due_on == date(2026, 11, 23)


def test_another_practice_has_none_of_it(noted, neighbor, staff):
    assert queries.specialist_visit(neighbor, noted.oid) is None
    assert queries.specialist_visits_due(neighbor, on=date(2027, 1, 1)) == []
    with pytest.raises(SpecialistVisit.DoesNotExist):
        settle_specialist_visit(
            visit=noted, state=SpecialistState.TALKED, at=MONDAY, by=staff("nurse", at=neighbor).principal
        )
