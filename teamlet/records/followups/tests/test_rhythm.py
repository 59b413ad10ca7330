"""What goes out by itself after a plan: drafted once, by the way the patient agreed to, never for what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    draft_due,
    report_contact,
    reschedule_contact,
    restore_rhythm,
    save_rhythm,
    undo_contact,
    undo_reschedule,
)
from teamlet.records.followups.models import Contact, NeedLevel, RhythmVersion
from teamlet.records.followups.queries import rhythm as queries
from teamlet.records.followups.tests.test_actions import GOAL, plan
from teamlet.records.followups.words import Channel as By
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.queries import shipped_body
from teamlet.records.outreach import actions as outreach
from teamlet.records.outreach.models import Consent, Message
from teamlet.records.outreach.rules.rhythm import USUAL_RHYTHM, Slot
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint, Helper
from teamlet.records.plans.words import PlanOutcome

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
#: A Monday; day 1 is Tuesday, day 5 a Saturday (moved to Friday), day 12 a Saturday (moved to Friday).
MONDAY = datetime(2026, 11, 23, 9, 20, tzinfo=NEW_YORK).astimezone(UTC)
DAY = timedelta(days=1)


def local(day: int, clock: time = time(10)) -> datetime:
    """The instant in New York's zone, ``day`` days after the plan."""
    return datetime.combine(MONDAY.date() + day * DAY, clock, NEW_YORK).astimezone(UTC)


@pytest.fixture
def agree(practice, staff, system):
    """Return ``agree(phone=…, email=…)``: a patient with a plan of Monday and a call on day 12, who agreed to all."""
    ma = staff("medical-assistant")

    def make(phone="(555) 010-3001", email="", ways=(Channel.TEXT, Channel.EMAIL), said=None, when=MONDAY, **fields):
        patient = make_patient(practice, **fields)
        for kind, value in (("mobile", phone), ("email", email)):
            if value:
                ContactPoint.objects.create(patient=patient, kind=kind, value=value)
        Consent.objects.bulk_create(
            Consent(
                practice=practice,
                patient=patient,
                purpose=purpose,
                channel=way,
                state="given",
                how="in_person",
                at=when,
            )
            for way in ways
            for purpose in (Purpose.PLAN_COPY, Purpose.REMINDER, Purpose.CHECK_IN)
        )
        on = when.astimezone(NEW_YORK).date()
        return agree_support(
            patient=patient,
            goal_said=GOAL,
            plan_said=plan(starts_on=on + DAY, ends_on=on + 14 * DAY),
            contact_said=said or ContactSaid(),
            at=when,
            by=ma.principal,
        )

    return make


@pytest.fixture
def look(practice, system):
    """Return ``look(at)``: what the worker does when something may be due; how many were drafted."""

    def turn(at):
        drafted = 0
        while queries.has_messages_to_draft(practice, at=at):
            drafted += draft_due(practice=practice, at=at, by=system)
        return drafted

    return turn


def beats_of(version):
    prefix = f"plan:{version.oid}:"
    rows = Message.objects.filter(occurrence__startswith=prefix).order_by("send_after")
    return [(row.occurrence.removeprefix(prefix), row.state) for row in rows]


def test_three_messages_follow_a_plan_each_a_day_ahead(agree, look):
    version = agree()
    found = {}
    for hour in range(15 * 24):
        at = MONDAY + timedelta(hours=hour)
        if look(at):
            found[Message.objects.latest("id").occurrence.rpartition(":")[2]] = at
    rows = {row.occurrence.rpartition(":")[2]: row for row in Message.objects.all()}
    on = {code: row.send_after.astimezone(NEW_YORK) for code, row in rows.items()}
    assert {code: (at.date(), at.time()) for code, at in on.items()} == {
        "plan_copy": (date(2026, 11, 24), time(10)),
        "nudge": (date(2026, 11, 27), time(10)),
        "check_in": (date(2026, 12, 4), time(10)),
        "2026-12-04": (date(2026, 12, 3), time(10)),
    }
    assert all(rows[code].send_after - DAY <= at < rows[code].send_after for code, at in found.items())
    assert beats_of(version) == [("plan_copy", "draft"), ("nudge", "draft"), ("check_in", "draft")]
    assert {row.about for row in rows.values()} == {"followups.contact"}
    assert {row.channel for row in rows.values()} == {"text"}
    assert rows["check_in"].body.startswith("Cedar Family Practice: How did your plan go? 1 I did it.")
    assert "/p/" in rows["plan_copy"].body
    assert rows["2026-12-04"].body.startswith("Cedar Family Practice: We will call you Friday, December 4.")


def test_in_the_patients_language(agree, look):
    agree(language="es")
    look(local(0, time(12)))
    [message] = Message.objects.all()
    assert message.language == "es"
    assert message.body.startswith("Cedar Family Practice: Su plan está aquí: http://localhost:8000/p/")


@pytest.mark.parametrize("language", ["", "vi"])
def test_nothing_in_a_language_that_we_do_not_write(agree, look, language):
    agree(language=language)
    assert look(local(0, time(12))) == 0


@pytest.mark.parametrize(
    ("phone", "email", "ways", "expected"),
    [
        ("(555) 010-3001", "rosa@patients.example", (Channel.TEXT, Channel.EMAIL), "text"),
        ("", "rosa@patients.example", (Channel.TEXT, Channel.EMAIL), "email"),
        ("(555) 010-3001", "rosa@patients.example", (Channel.EMAIL,), "email"),
        ("(555) 010-3001", "rosa@patients.example", (), None),
        ("", "", (Channel.TEXT,), "text"),  # held at release: somebody sees that a number is missing
    ],
)
def test_by_the_way_the_patient_agreed_to(agree, look, phone, email, ways, expected):
    agree(phone=phone, email=email, ways=ways)
    look(local(0, time(12)))
    assert list(Message.objects.values_list("channel", flat=True)) == ([expected] if expected else [])
    if expected == "email":
        assert Message.objects.get().subject == "A message from Cedar Family Practice"


def test_a_stopped_number_is_left_alone_and_mail_goes_on(agree, look, practice, system):
    outreach.stop_address(
        practice=practice, channel=Channel.TEXT, address="5550103001", source=StopSource.REPLY, at=MONDAY, by=system
    )
    agree(email="rosa@patients.example")
    agree(given="Ana")
    look(local(0, time(12)))
    assert list(Message.objects.values_list("patient__given", "channel")) == [("Rosa", "email")]


@pytest.mark.parametrize(
    "fields",
    [{"deceased_on": date(2026, 11, 24)}, {"is_active": False}, {"birth_date": date(2010, 5, 3)}],
    ids=["died", "left", "under 18"],
)
def test_who_is_not_written_to(agree, look, practice, fields):
    version = agree()
    type(version.plan.patient).objects.filter(pk=version.plan.patient_id).update(**fields)
    assert look(local(1, time(9))) == 0


def test_hidden_senders_stay_hidden(agree, look, staff):
    version = agree(email="rosa@patients.example", ways=(Channel.EMAIL,))
    outreach.set_reach(
        patient=version.plan.patient, channel=Channel.EMAIL, hides_sender=True, at=MONDAY, by=staff("nurse").principal
    )
    look(local(4, time(12)))
    nudge = Message.objects.get(occurrence__endswith=":nudge")
    assert (nudge.subject, "Cedar" in nudge.body) == ("A message for you", False)
    assert nudge.body.startswith("A quick hello")


# --- texts that cannot go out -----------------------------------------------------------------------------------------


def own_texts(practice, person, **changed):
    body = shipped_body("documents", "text_messages")
    for text in body["texts"]:
        if text["code"] in changed:
            text["text"] = {"en": changed[text["code"]], "es": changed[text["code"]]}
    ContentVersion.objects.create(
        practice=practice, kind="documents", content_id="text_messages", number=1, body=body, at=MONDAY, by=person.user,
        approved_at=MONDAY, approved_by=person.user,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{practice}: a word from {caller}. STOP to end.", "outreach.words_blank"),
        ("{practice}: how is your diabetes? STOP to end.", "outreach.words_private"),
        ("{practice}: hello.", "outreach.words_no_stop"),
    ],
)
def test_a_text_that_cannot_go_out_is_held_and_the_others_go_on(agree, look, practice, staff, system, text, code):
    own_texts(practice, staff("nurse"), nudge=text)
    agree()
    agree(phone="(555) 010-3002", given="Ana")
    look(local(1))
    look(local(4, time(12)))
    assert Message.objects.filter(state="draft", occurrence__endswith=":plan_copy").count() == 2
    held = Message.objects.filter(occurrence__endswith=":nudge")
    assert [(row.state, row.state_reason["code"]) for row in held] == [("held", code)] * 2
    with pytest.raises(Refused):
        outreach.release_held(message=held[0], at=local(4, time(12)), by=staff("nurse").principal)
    outreach.cancel_message(message=held[0], at=local(4, time(12)), by=staff("nurse").principal)


@pytest.mark.parametrize("way", [Channel.TEXT, Channel.EMAIL])
def test_a_practice_may_be_called_after_what_it_treats(agree, look, practice, staff, way):
    type(practice).objects.filter(pk=practice.pk).update(name="Cedar Diabetes Center")
    agree(email="rosa@patients.example", ways=(way,))
    practice.refresh_from_db()
    look(local(0, time(12)))
    message = Message.objects.get()
    assert message.state == "draft"
    assert (
        outreach.release_message(message=message, at=local(0, time(12)), by=staff("nurse").principal).state == "queued"
    )


# --- what is over -----------------------------------------------------------------------------------------------------


def told(**fields):
    return ContactTold(
        channel=By.CALL,
        outcome=PlanOutcome.DONE_AS_PLANNED,
        next_contact=ContactSaid(agreed_on=date(2026, 12, 14)),
        **fields,
    )


def test_a_contact_that_was_reached_takes_its_messages_back_and_undo_brings_them_again(agree, look, staff):
    version = agree()
    look(local(10, time(12)))
    assert beats_of(version) == [("check_in", "draft")]
    contact = Contact.objects.get()
    nurse = staff("nurse").principal
    report = report_contact(contact=contact, told=told(), at=local(10, time(13)), by=nurse)
    assert beats_of(version) == [("check_in", "cancelled")]
    assert look(local(10, time(14))) == 0
    undo_contact(about_oid=report.oid, at=local(10, time(13, 5)), by=nurse)
    assert beats_of(version) == [("check_in", "draft")]
    look(local(14))
    assert Message.objects.filter(occurrence__endswith=":check_in").count() == 1


def test_after_an_early_call_there_is_no_check_in_any_more(agree, look, staff):
    version = agree()
    look(local(0, time(12)))
    report_contact(contact=Contact.objects.get(), told=told(), at=local(3), by=staff("nurse").principal)
    for day in range(3, 25):
        look(local(day, time(11)))
    assert beats_of(version) == [("plan_copy", "cancelled")]
    assert list(Message.objects.exclude(state="cancelled").values_list("occurrence", flat=True)) == [
        f"contact:{Contact.objects.get(state='open').oid}:contact_reminder:2026-12-14"
    ]


def test_another_day_takes_the_messages_along_and_they_come_back(agree, look, staff, practice, system):
    version = agree()
    look(local(4, time(12)))
    first = Contact.objects.get()
    nurse = staff("nurse").principal
    fresh = reschedule_contact(
        contact=first, said=ContactSaid(agreed_on=date(2026, 12, 8)), at=local(4, time(13)), by=nurse
    )
    assert set(Message.objects.values_list("about_oid", flat=True)) == {fresh.oid}
    assert beats_of(version) == [("nudge", "draft")]
    assert look(local(4, time(14))) == 0
    undo_reschedule(about_oid=fresh.oid, at=local(4, time(14)), by=nurse)
    assert set(Message.objects.values_list("about_oid", "state")) == {(first.oid, "draft")}
    look(local(14))
    codes = [code for code, _ in beats_of(version)]
    assert sorted(codes) == sorted(set(codes))


def test_another_plan_takes_the_place_of_the_copy_of_the_first(agree, look, staff):
    version = agree()
    look(local(0, time(12)))
    patient = version.plan.patient
    later = agree_support(
        patient=patient,
        goal_said=GOAL,
        plan_said=plan(step_words="Swim"),
        goal=version.plan.goal,
        at=local(0, time(13)),
        by=staff("nurse").principal,
    )
    assert beats_of(version) == [("plan_copy", "cancelled")]
    look(local(0, time(14)))
    assert beats_of(later) == [("plan_copy", "draft")]


def test_what_is_about_a_plan_that_is_over_is_cancelled_when_it_is_about_to_go(agree, look, practice, staff, system):
    """As when a contact ends by a way that takes no messages along."""
    agree()
    look(local(0, time(12)))
    message = Message.objects.get()
    outreach.release_message(message=message, at=local(0, time(12)), by=staff("nurse").principal)
    Contact.objects.update(state="closed")
    claim = {"practice": practice, "channel": Channel.TEXT, "worker": "one", "limit": 9, "lease": timedelta(minutes=1)}
    assert outreach.claim_messages(**claim, at=local(1), by=system) == []
    message.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("cancelled", "outreach.no_longer_wanted")


# --- level of need, family, who is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "expected"),
    [(2, ["plan_copy", "nudge", "check_in"]), (3, ["plan_copy", "nudge", "check_in"]), (4, ["plan_copy"])],
)
def test_the_level_of_need_says_what_goes_out(agree, look, practice, level, expected):
    version = agree()
    NeedLevel.objects.create(
        practice=practice,
        patient=version.plan.patient,
        level=level,
        from_inputs=level,
        inputs=[],
        digest="x",
        at=MONDAY,
    )
    for day in range(15):
        look(local(day, time(11)))
    assert [code for code, _ in beats_of(version)] == expected
    if level == 3:
        due = Message.objects.get(occurrence__endswith=":check_in").send_after
        assert due.astimezone(NEW_YORK).date() == date(2026, 11, 30)


def test_a_word_to_family_needs_the_word_of_both_and_says_nothing_of_health(agree, look, practice, staff, system):
    version = agree(ways=())
    patient = version.plan.patient
    luis = Helper.objects.create(patient=patient, name="Luis", phone="(555) 010-4001", may_join=True)
    Helper.objects.create(patient=patient, name="Nora", phone="(555) 010-4002", may_join=True)
    nurse = staff("nurse").principal
    outreach.say_helper_consent(helper=luis, given=True, how=ConsentHow.IN_PERSON, at=MONDAY, by=nurse)
    look(local(2, time(12)))
    [message] = Message.objects.all()
    assert (message.to_helper, message.purpose) == (luis, "reminder")
    assert message.body.startswith("Cedar Family Practice: Rosa asked us to tell you")
    outreach.release_message(message=message, at=local(2, time(12)), by=nurse)
    message.refresh_from_db()
    assert message.address == "(555) 010-4001"
    claim = {"practice": practice, "channel": Channel.TEXT, "worker": "one", "limit": 9, "lease": timedelta(minutes=1)}
    outreach.say_helper_consent(helper=luis, given=False, how=ConsentHow.BY_PHONE, at=local(2, time(13)), by=nurse)
    assert outreach.claim_messages(**claim, at=local(3), by=system) == []
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_a_helper_who_was_taken_off_is_not_replaced_by_the_patient(agree, look, staff):
    version = agree(ways=())
    luis = Helper.objects.create(patient=version.plan.patient, name="Luis", phone="(555) 010-4001")
    nurse = staff("nurse").principal
    outreach.say_helper_consent(helper=luis, given=True, how=ConsentHow.IN_PERSON, at=MONDAY, by=nurse)
    look(local(2, time(12)))
    luis.delete()
    with pytest.raises(Refused) as refused:
        outreach.release_message(message=Message.objects.get(), at=local(2, time(12)), by=nurse)
    assert refused.value.reason.code in {"outreach.no_address", "outreach.consent_withdrawn"}


def test_another_practice_is_not_touched(agree, look, neighbor):
    from teamlet.ground.access.principal import system as principal_of

    agree()
    assert draft_due(practice=neighbor, at=local(1), by=principal_of(neighbor, "command")) == 0
    assert Message.objects.count() == 0


def test_nothing_due_costs_two_statements(agree, look, practice):
    agree()
    look(local(0, time(12)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not queries.has_messages_to_draft(practice, at=local(0, time(13)))
    assert len(asked) == 2


def test_a_batch_reads_with_the_same_statements_whatever_its_size(agree, practice, system):
    counts = []
    for number in (1, 3):
        for each in range(number):
            agree(phone=f"(555) 010-3{number}{each}0", ways=(), given=f"Ana {number} {each}")
        Contact.objects.filter(rhythm_after__isnull=False).update(rhythm_after=MONDAY)
        with CaptureQueriesContext(connection) as asked:
            draft_due(practice=practice, at=local(0, time(12)), by=system)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- the practice's own rhythm ----------------------------------------------------------------------------------------


def changed(**slots):
    return USUAL_RHYTHM.with_places(
        {name: Slot(replace(USUAL_RHYTHM.places()[name].beat, **beat), on) for name, (on, beat) in slots.items()}
    )


def test_a_rhythm_in_force_moves_what_is_not_drafted_yet(agree, look, practice, staff):
    version = agree()
    look(local(0, time(12)))
    nurse = staff("nurse").principal
    later = changed(
        level_2_plan_copy=(True, {"day": 2, "first": 2, "last": 3}),
        level_2_nudge=(False, {}),
        level_2_check_in=(True, {"at": time(15)}),
    )
    save_rhythm(rhythm=later, seen=0, at=local(0, time(13)), by=nurse)
    for day in range(15):
        look(local(day, time(16)))
    rows = Message.objects.filter(occurrence__startswith="plan:").order_by("send_after")
    assert [(row.occurrence.rpartition(":")[2], row.send_after.astimezone(NEW_YORK).time()) for row in rows] == [
        ("plan_copy", time(10)),  # was drafted before: it stays
        ("check_in", time(15)),
    ]
    assert beats_of(version) == [("plan_copy", "draft"), ("check_in", "draft")]


def test_versions_one_after_the_other(practice, staff):
    nurse = staff("nurse").principal
    first = save_rhythm(rhythm=changed(reminder=(False, {})), seen=0, at=MONDAY, by=nurse)
    assert not queries.rhythm_in_force(practice).reminder.on
    with pytest.raises(ChangedMeanwhile):
        save_rhythm(rhythm=USUAL_RHYTHM, seen=0, at=MONDAY, by=nurse)
    restore_rhythm(number=0, seen=1, at=MONDAY, by=nurse)
    assert queries.rhythm_in_force(practice) == USUAL_RHYTHM
    restore_rhythm(number=first.number, seen=2, at=MONDAY, by=nurse)
    assert not queries.rhythm_in_force(practice).reminder.on
    assert list(RhythmVersion.objects.order_by("number").values_list("number", "restores")) == [
        (1, None),
        (2, 0),
        (3, 1),
    ]


def test_a_rhythm_in_the_night_is_refused(practice, staff):
    with pytest.raises(Refused) as refused:
        save_rhythm(
            rhythm=changed(level_2_nudge=(True, {"at": time(22)})), seen=0, at=MONDAY, by=staff("nurse").principal
        )
    assert refused.value.reason.code == "followups.rhythm_problems"
    assert not RhythmVersion.objects.exists()
