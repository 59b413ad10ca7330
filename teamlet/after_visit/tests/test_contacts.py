"""The worklist, the guided contact, tries, moves and the end of follow-up."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from teamlet.after_visit.tests.conftest import WORDS
from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.records.followups import queries
from teamlet.records.followups.actions import (
    note_hospital_visit,
    note_specialist_visit,
    undo_close,
    undo_contact,
    undo_reschedule,
)
from teamlet.records.followups.models import Attempt, Contact, ContactReport, RedFlag
from teamlet.records.followups.words.hospital import HospitalPlace
from teamlet.records.patients.actions import add_contact_point
from teamlet.records.plans.models import Goal, PlanVersion
from teamlet.records.practice.models import Membership, Save
from teamlet.records.tasks.models import Task

HOME = "/practice/cedar"
GOOD = {
    "worrying": "no",
    "outcome": "mostly",
    "confidence": "8",
    "next_step": "same",
    "next_contact": "yes",
    "channel": "call",
}


@pytest.fixture
def contact(saved, at):
    at("2026-12-04T10:00")
    return Contact.objects.get()


@pytest.fixture
def coach(client_of, contact):
    return client_of(Role.COACH)


def address(contact, part=""):
    return f"{HOME}/contacts/{contact.oid}/{part}"


def test_the_list_shows_who_waits(coach, contact):
    text = coach.get(f"{HOME}/contacts/?of=everyone").content.decode()
    assert "Rosa Marín" in text
    assert "Walk 10 minutes after dinner, 3 days a week" in text


def test_the_list_says_whom_to_ask_about_another_doctor(coach, contact, staff, at):
    by = staff(Role.NURSE).principal
    assert "another doctor" not in coach.get(f"{HOME}/contacts/?of=everyone").content.decode()
    note_specialist_visit(patient=contact.patient, on=date(2026, 12, 1), at=at("2026-12-04T10:00"), by=by)
    for day, named in (("2026-12-04T11:00", True), ("2026-12-03T11:00", False)):
        at(day)
        text = coach.get(f"{HOME}/contacts/?of=everyone").content.decode()
        assert ("ask about another doctor, Dec 1, 2026" in text) is named
        assert ("to ask about care elsewhere" in text) is named


def test_the_contact_and_the_list_say_that_it_was_moved_up_after_a_hospital_stay(coach, contact, staff, at):
    by, now = staff(Role.NURSE).principal, at("2026-11-30T10:00")
    visit = note_hospital_visit(
        patient=contact.patient, on=date(2026, 11, 28), place=HospitalPlace.EMERGENCY, at=now, by=by
    )
    assert visit.contact.due_on == date(2026, 12, 1)
    page = coach.get(address(visit.contact)).content.decode()
    assert "Due within two working days of this: emergency room, Saturday, November 28." in page
    assert "hospital or emergency room, Nov 28, 2026" in coach.get(f"{HOME}/contacts/?of=everyone").content.decode()


@pytest.mark.parametrize(
    "query", ["", "of=team", "of=nobody", "state=overdue", "state=x", "after=zzz", "after=W10", "of=me&state=upcoming"]
)
def test_odd_filters_show_a_list_all_the_same(coach, query):
    assert coach.get(f"{HOME}/contacts/?{query}").status_code == 200


def test_the_list_asks_as_many_questions_for_three_as_for_one(
    client_of, contact, practice, save, at, django_assert_num_queries
):
    nurse = client_of(Role.NURSE)
    nurse.get(f"{HOME}/contacts/?of=everyone")
    with django_assert_num_queries(6):
        nurse.get(f"{HOME}/contacts/?of=everyone")
    for given in ("Lena", "Omar"):
        save(make_patient(practice, given=given), when="2026-12-04T10:00")
    with django_assert_num_queries(6):
        nurse.get(f"{HOME}/contacts/?of=everyone")


def test_pages_follow_one_another_without_a_gap(client_of, practice, save, monkeypatch, at):
    from teamlet.after_visit.presenters import worklist

    monkeypatch.setattr(worklist, "PAGE", 2)
    names = [f"Person{number}" for number in range(5)]
    for number, given in enumerate(names):
        save(make_patient(practice, given=given), when=f"2026-11-2{number + 3}T09:20")
    at("2026-12-08T10:00")
    nurse, seen, url = client_of(Role.NURSE), [], f"{HOME}/contacts/?of=everyone"
    for _page in range(3):
        text = nurse.get(url).content.decode()
        seen += [name for name in names if f">{name} " in text]
        url = next((part.split('"')[0] for part in text.split('rel="next" href="')[1:]), "").replace("&amp;", "&")
    assert seen == names
    assert url == ""


def test_the_list_walks_an_index(contact):
    rows = Contact.objects.filter(practice_id=contact.practice_id, state="open")
    plan = queries.contacts._in_order(rows).select_related("task")[:50].explain().lower()
    if connection.vendor == "sqlite":
        assert "scan" not in plan.replace("scan constant row", ""), plan
        assert "using index" in plan, plan


def test_a_goal_kept_to_a_few_is_on_no_list(coach, contact):
    Goal.objects.update(audience="my_team")
    text = coach.get(f"{HOME}/contacts/?of=everyone").content.decode()
    assert "Walk 10 minutes" not in text
    assert "see chart" in text


def test_the_page_guides_and_asks(coach, contact):
    text = coach.get(address(contact)).content.decode()
    assert WORDS in text
    assert "Anything new or worrying?" in text
    assert "stay on the line" in text
    assert text.index("Anything new or worrying?") < text.index("How did the step go?")


def test_the_script_speaks_the_patients_language(coach, contact, patient):
    patient.language = "es"
    patient.save()
    text = coach.get(address(contact)).content.decode()
    assert "¿Hay algo nuevo o que le preocupe?" in text
    assert "Caminar 10 minutos después de la cena" in text


def test_a_language_without_script_is_named(coach, contact, patient):
    patient.language = "vi"
    patient.save()
    assert "We have no script in Vietnamese" in coach.get(address(contact)).content.decode()


@pytest.mark.parametrize("kind", ["mobile", "home", "work", "relay"])
def test_the_page_shows_the_numbers_to_call(coach, contact, patient, staff, kind):
    assert "no phone number" in coach.get(address(contact)).text
    add_contact_point(patient=patient, kind="email", value="rosa@mail.example", by=staff(Role.NURSE).principal)
    add_contact_point(patient=patient, kind=kind, value="(555) 010-2201", by=staff(Role.NURSE).principal)
    text = coach.get(address(contact)).text
    assert 'href="tel:(555)010-2201"' in text
    assert "no phone number" not in text
    assert "tel:rosa" not in text


def test_the_list_names_a_language_in_words(coach, contact, patient):
    patient.language = "es"
    patient.save()
    text = coach.get(f"{HOME}/contacts/?of=everyone").text
    assert ">Spanish" in text
    assert ">es" not in text


@pytest.mark.parametrize("sure", ["11", "-1", "NaN", "٣", "9" * 5000])
def test_how_sure_is_a_number_from_0_to_10(coach, contact, sure):
    answer = coach.post(address(contact), GOOD | {"confidence": sure})
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.content.decode()
    assert not ContactReport.objects.exists()


def test_five_fields_are_enough(coach, contact):
    answer = coach.post(address(contact), GOOD)
    assert answer.status_code == 302, answer.content.decode()
    report = ContactReport.objects.get()
    assert (report.outcome, report.confidence, report.next_step) == ("mostly", 8, "same")
    following = Contact.objects.get(state="open")
    assert following.follows == contact
    assert following.task.owner == contact.task.owner
    assert following.due_on > date(2026, 12, 4)


def test_the_sentence_is_the_day_that_is_saved(coach, contact):
    said = coach.get(address(contact, "next/"), {"outcome": "not_started", "confidence": "4"}).content.decode()
    coach.post(address(contact), GOOD | {"outcome": "not_started", "confidence": "4"})
    day = Contact.objects.get(state="open").due_on
    assert f"{day:%A, %B} {day.day}" in said


def test_undo_opens_the_contact_again(coach, contact, staff, at):
    coach.post(
        address(contact), GOOD | {"next_contact": "no", "closing": "goal_achieved", "ask_again_on": "2027-01-10"}
    )
    assert Goal.objects.get().state == "achieved"
    save = Save.objects.get(kind="followups.contact")
    answer = coach.post(f"{HOME}/saves/{save.oid}/undo/", {"back": f"{HOME}/contacts/"})
    assert answer["Location"] == f"{HOME}/contacts/"
    contact.refresh_from_db()
    assert (contact.state, contact.closing_reason) == ("open", "")
    assert Goal.objects.get().state == "agreed"


def test_a_new_step_is_saved_with_its_caution(coach, contact):
    answer = coach.post(
        address(contact),
        GOOD | {"next_step": "new", "step": "walk", "amount": "5 min", "when": "3", "days": "3"},
    )
    assert answer.status_code == 302
    version = PlanVersion.objects.latest("id")
    assert version.parts["amount"]["number"] == "5"
    assert Contact.objects.get(state="open").plan_version == version


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"worrying": ""}, "worrying"),
        ({"next_step": "new"}, "step"),
        ({"next_contact": "no"}, "closing"),
        ({"next_contact": "no", "closing": "not_ready"}, "ask_again_on"),
        ({"next_contact": "no", "closing": "transferred_to_program", "ask_again_on": "2027-01-10"}, "program"),
        ({"next_contact": "change"}, "agreed_on"),
        ({"next_contact": "change", "agreed_on": "2026-11-01"}, "agreed_on"),
        ({"next_contact": "change", "agreed_on": "2028-01-10"}, "agreed_on"),
        ({"next_contact": "change", "agreed_on": "2026-12-15", "from_time": "12:00", "to_time": "9:00"}, "to_time"),
        ({"confidence": "11"}, "confidence"),
        ({"times_done": "-1"}, "times_done"),
        ({"owner": "zzzzzzzzzzzzzzzz", "next_contact": "change", "agreed_on": "2026-12-15"}, "owner"),
    ],
)
def test_what_is_missing_stands_beside_its_field(coach, contact, changes, field):
    answer = coach.post(address(contact), GOOD | {"closing_words": "I like walking"} | changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert "I like walking" in text
    assert not ContactReport.objects.exists()


def test_long_words_are_kept_in_full(coach, contact):
    words = "una vez más 🙂 " * 700
    assert coach.post(address(contact), GOOD | {"closing_words": words}).status_code == 302
    assert ContactReport.objects.get().closing_words == words


def test_a_holiday_is_agreed_with_a_word(coach, contact, practice):
    from teamlet.records.practice.models import Holiday

    Holiday.objects.create(practice=practice, day=date(2026, 12, 25), name="Christmas")
    answer = coach.post(address(contact), GOOD | {"next_contact": "change", "agreed_on": "2026-12-25"})
    assert answer.status_code == 302
    assert Contact.objects.get(state="open").due_on == date(2026, 12, 25)
    assert "December 25, a holiday of the practice" in coach.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-25", "December 25, a holiday of the practice"),
        ("2026-12-12", "December 12, when the practice does not work"),
        ("2026-12-11", None),
    ],
)
def test_a_contact_moved_to_a_day_off_says_so_after_saving(coach, contact, practice, day, words):
    from teamlet.records.practice.models import Holiday

    Holiday.objects.create(practice=practice, day=date(2026, 12, 25), name="Christmas")
    answer = coach.post(address(contact, "day/"), {"agreed_on": day, "channel": "call"})
    fresh = Contact.objects.get(state="open")
    assert answer["Location"] == address(fresh)
    assert fresh.due_on == date.fromisoformat(day)
    text = coach.get(answer["Location"]).content.decode()
    assert ("It stays on that day." in text) is bool(words)
    assert (words or "") in text


@pytest.mark.parametrize("state", ["suspended", "removed"])
@pytest.mark.parametrize(("part", "fields"), [("", GOOD | {"next_contact": "change"}), ("day/", {"channel": "call"})])
def test_a_person_who_is_gone_is_named_beside_the_field(coach, contact, staff, state, part, fields):
    gone = staff(Role.NURSE, name="Former Person", state=state)
    answer = coach.post(address(contact, part), fields | {"agreed_on": "2026-12-14", "owner": gone.oid})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This person cannot be given it any more." in text
    assert Contact.objects.get().state == "open"


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({"worrying": "yes", "signs": ["chest_pain"], "outcome": ""}, "now_911"),
        ({"worrying": "yes", "signs": ["vomiting"]}, "same_day"),
        ({"worrying": "yes", "worry_words": "my new job"}, "same_day"),
        ({"closing_words": "I have chest pain right now"}, "now_911"),
        ({"barrier_words": "I want to kill myself"}, "within_hour"),
    ],
)
def test_something_worrying_goes_to_a_licensed_person(coach, contact, staff, changes, tier):
    nurse = staff(Role.NURSE)
    answer = coach.post(address(contact), GOOD | changes)
    flag = RedFlag.objects.get()
    assert (flag.tier, flag.task.owner) == (tier, nurse.membership)
    assert answer["Location"] == f"{HOME}/worries/{flag.oid}/"


def test_a_second_save_is_compared_not_written(client_of, coach, contact):
    coach.post(address(contact), GOOD)
    answer = client_of(Role.NURSE).post(address(contact), GOOD | {"closing_words": "My dog helps"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "My dog helps" in text
    assert "Most of it" in text
    assert ContactReport.objects.count() == 1


def test_a_double_click_saves_once(coach, contact, patient):
    stamped = GOOD | {"stamp": stamps.make(patient_oid=patient.oid)}
    first, second = (coach.post(address(contact), stamped) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert ContactReport.objects.count() == 1


def test_a_try_is_recorded_and_the_next_one_named(coach, contact):
    assert coach.post(address(contact, "tries/"), {"channel": "call", "result": "no_answer"}).status_code == 302
    assert Attempt.objects.get().result == "no_answer"
    assert "Tried today already" in coach.get(address(contact)).content.decode()
    assert coach.post(address(contact, "tries/"), {"channel": "pigeon", "result": "no_answer"}).status_code == 422


def test_a_wrong_number_asks_the_front_desk(client_of, coach, contact, staff):
    staff(Role.FRONT_DESK)
    coach.post(address(contact, "tries/"), {"channel": "call", "result": "wrong_number"})
    assert Task.objects.filter(kind="update_contact_point", state="open").count() == 1
    assert "Rosa Marín" in client_of(Role.FRONT_DESK).get(f"{HOME}/").content.decode()


def test_another_day_moves_the_contact_and_comes_back(coach, contact, staff, at):
    by = Save.objects.first()
    answer = coach.post(address(contact, "day/"), {"agreed_on": "2026-12-11", "channel": "call"})
    assert answer.status_code == 302
    fresh = Contact.objects.get(state="open")
    assert fresh.due_on == date(2026, 12, 11)
    assert by is not None
    undo_reschedule(about_oid=fresh.oid, at=at("2026-12-04T10:05"), by=staff(Role.COACH).principal)
    contact.refresh_from_db()
    assert contact.state == "open"
    assert Contact.objects.filter(state="open").count() == 1
    assert coach.post(address(contact, "day/"), {"agreed_on": "2020-01-01"}).status_code == 422


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "declined_follow_up"}, "last_status"),
        ({"reason": "unable_to_reach", "last_status": "unknown", "ask_again_on": "2027-02-01"}, "reason"),
        ({"reason": "goal_sustained", "last_status": "mostly", "ask_again_on": "2027-02-01"}, "reason"),
        ({"reason": "moved", "last_status": "unknown", "ask_again_on": "2026-01-01"}, "ask_again_on"),
    ],
)
def test_follow_up_ends_only_with_what_the_reason_needs(coach, contact, values, field):
    answer = coach.post(address(contact, "end/"), values)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert text.index("field__error") < text.index(f'id="end_{field}"') or field == "ask_again_on"
    contact.refresh_from_db()
    assert contact.state == "open"


def test_follow_up_ends_with_a_coded_reason_and_comes_back(coach, contact, staff, at):
    values = {"reason": "declined_follow_up", "last_status": "unknown", "ask_again_on": "2027-02-01"}
    assert coach.post(address(contact, "end/"), values).status_code == 302
    contact.refresh_from_db()
    assert (contact.state, contact.closing_reason) == ("closed", "declined_follow_up")
    assert Goal.objects.get().state == "closed"
    undo_close(about_oid=contact.oid, at=at("2026-12-04T10:05"), by=staff(Role.COACH).principal)
    contact.refresh_from_db()
    assert (contact.state, Goal.objects.get().state) == ("open", "agreed")


def test_undo_after_the_contact_went_on_is_not_possible(coach, contact, staff, at):
    from teamlet.ground.reasons import ChangedMeanwhile

    coach.post(address(contact), GOOD)
    report = ContactReport.objects.get()
    coach.post(address(Contact.objects.get(state="open")), GOOD)
    with pytest.raises(ChangedMeanwhile):
        undo_contact(about_oid=report.oid, at=at("2026-12-04T10:05"), by=staff(Role.COACH).principal)


def test_a_contact_is_given_to_somebody_active(coach, contact, staff):
    nurse, gone = staff(Role.NURSE), staff(Role.CLINICIAN, name="Former Person")
    for state in ("suspended", "removed"):
        Membership.objects.filter(pk=gone.membership.pk).update(state=state)
        answer = coach.post(address(contact, "owner/"), {"owner": gone.oid})
        assert answer.status_code == 422
        assert "This person cannot be given it any more." in answer.content.decode()
    assert coach.post(address(contact, "owner/"), {"owner": nurse.oid}).status_code == 302
    contact.refresh_from_db()
    assert contact.task.owner == nurse.membership
    assert "moved from" in coach.get(f"{HOME}/contacts/?of=everyone").content.decode()


def test_the_letter_says_nothing_about_health(coach, contact):
    text = coach.get(address(contact, "letter/")).content.decode()
    assert "We are here for you" in text
    assert WORDS not in text.split("<article")[1]


@pytest.mark.parametrize("role", sorted(set(Role) - SUPPORT))
@pytest.mark.parametrize("part", ["", "letter/", "next/"])
def test_only_people_in_support_see_contacts(client_of, contact, role, part):
    assert client_of(role).get(address(contact, part)).status_code == 404


def test_the_neighbor_and_the_absent_are_the_same_404(client_of, staff, contact, neighbor):
    other = client_of(staff(Role.COACH, at=neighbor))
    there = other.get(f"/practice/juniper/contacts/{contact.oid}/")
    absent = other.get("/practice/juniper/contacts/zzzzzzzzzzzzzzzz/")
    assert there.status_code == absent.status_code == 404
