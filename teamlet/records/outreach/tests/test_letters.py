"""Letters on paper: batches that share nothing, printed again and again, posted once; addresses that can be delivered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from teamlet.conftest import make_patient
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions import drafts, letters
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.models import BatchLetter, Delivery, LetterBatch, Message
from teamlet.records.outreach.queries import letters as queries, lists
from teamlet.records.outreach.queries.lists import Shown
from teamlet.records.outreach.rules.letters import address_lines
from teamlet.records.outreach.tests.conftest import NOON
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, MessageState, Outcome, Purpose
from teamlet.records.outreach.words.letters import BatchState, Envelope, LetterState, TakeOut
from teamlet.records.patients.models import ContactPoint
from teamlet.records.tasks.models import Task

GOOD = "12 Elm Street, Millbrook, NY 12500"


@pytest.fixture
def letter(practice, system, maya):
    """Return ``letter(given, address)``: a letter that a person released, to a new patient."""

    def make(given="Rosa", address=GOOD, release=True, **fields):
        patient = make_patient(practice, given=given, **fields)
        if address:
            ContactPoint.objects.create(patient=patient, kind="postal", value=address)
        message = actions.draft_message(
            patient=patient,
            purpose=Purpose.CONTACT_LETTER,
            channel=Channel.LETTER,
            language="en",
            subject="We are here for you",
            body="Hello,\n\nWe would like to hear how you are.",
            why=Reason("outreach.contact_letter"),
            occurrence=f"letter/{patient.oid}",
            send_after=NOON - timedelta(hours=1),
            at=NOON - timedelta(hours=1),
            by=system,
        )
        if release:
            actions.release_message(message=message, at=NOON - timedelta(hours=1), by=maya.principal)
        return message

    return make


@pytest.fixture
def make(maya):
    """Return ``make(**fields)``: a batch made by a nurse at noon."""

    def batch(**fields):
        return letters.make_batch(**({"envelope": Envelope.LEFT_WINDOW, "at": NOON, "by": maya.principal} | fields))

    return batch


def state_of(message):
    return Message.objects.get(pk=message.pk).state


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("12 Elm Street, Millbrook, NY 12500", ("12 Elm Street", "Millbrook, NY 12500")),
        ("12 Elm Street, Apt 4, Millbrook NY 12500-1234", ("12 Elm Street", "Apt 4", "Millbrook NY 12500-1234")),
        ("12 Elm Street\nMillbrook\nNY 12500\nUSA", ("12 Elm Street", "Millbrook, NY 12500")),
        ("c/o Ana, Bldg 3, 12 Elm, San José, CA, 95101", ("c/o Ana", "Bldg 3, 12 Elm", "San José, CA 95101")),
        ("PO Box 7, New York 12500", ("PO Box 7", "New York 12500")),
        ("Calle Peñón 5,,  Millbrook , NY  12500 ", ("Calle Peñón 5", "Millbrook, NY 12500")),
        ("12 Elm Street, Millbrook", ()),
        ("Millbrook, NY 12500", ()),
        ("NY 12500", ()),
        ("12500", ()),
        ("–, Millbrook, NY 12500", ()),
        ("10 Main St, Toronto ON M5V 2T6, Canada", ()),
        ("", ()),
    ],
)
def test_an_address_has_the_lines_that_the_post_wants_or_none(value, lines):
    assert address_lines(value) == lines


def test_a_letter_goes_from_draft_to_posted_once(letter, make, maya):
    message = letter()
    assert state_of(message) == MessageState.QUEUED
    batch = make()
    assert state_of(message) == MessageState.SENDING
    assert [each.message_id for each in queries.letters_of(batch)] == [message.pk]
    letters.print_batch(batch=batch, at=NOON, by=maya.principal)
    letters.print_batch(batch=batch, at=NOON, by=maya.principal)
    recorded = letters.post_batch(batch=batch, at=NOON, by=maya.principal)
    assert (dict(recorded.states), recorded.late) == ({MessageState.SENT: 1}, [])
    assert state_of(message) == MessageState.SENT
    line = Delivery.objects.get()
    assert (line.provider, line.outcome, line.provider_reference) == ("print", Outcome.ACCEPTED, f"batch-{batch.oid}")
    batch.refresh_from_db()
    assert (batch.state, batch.prints, batch.closed_by_id) == (BatchState.POSTED, 2, maya.user.pk)
    with pytest.raises(Refused) as refused:
        letters.post_batch(batch=batch, at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.batch_closed"
    assert Delivery.objects.count() == 1


def test_two_batches_never_share_a_letter(letter, make):
    for number in range(5):
        letter(f"Person{number}")
    first, second = make(limit=3), make()
    assert [batch.letters.count() for batch in (first, second)] == [3, 2]
    assert BatchLetter.objects.values("message").distinct().count() == 5
    assert make() is None
    assert LetterBatch.objects.count() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write after the other anyway")
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_get_batches_of_their_own(letter, make):
    import threading

    for number in range(30):
        letter(f"Person{number}")
    made, ready = [], threading.Barrier(2)

    def one():
        ready.wait()
        made.append(make(limit=20))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    held = [row for batch in made if batch is not None for row in batch.letters.values_list("message", flat=True)]
    assert len(held) == len(set(held))
    assert len(held) >= 20


def test_a_batch_that_nobody_printed_is_not_posted(letter, make, maya):
    letter()
    with pytest.raises(Refused) as refused:
        letters.post_batch(batch=make(), at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.batch_not_printed"


@pytest.mark.parametrize("address", ["12 Elm Street, Millbrook", None])
def test_a_letter_without_a_whole_address_is_not_released_and_says_why(letter, maya, address):
    message = letter(address=address, release=False)
    with pytest.raises(Refused) as refused:
        actions.release_message(message=message, at=NOON, by=maya.principal)
    assert refused.value.reason.code == ("outreach.address_not_complete" if address else "outreach.no_address")


def test_a_letter_whose_address_broke_meanwhile_is_held_and_goes_on_when_it_is_corrected(letter, make, maya):
    message = letter()
    point = ContactPoint.objects.get()
    ContactPoint.objects.filter(pk=point.pk).update(works=False)
    assert make() is None
    assert state_of(message) == MessageState.HELD
    assert [each.pk for each in queries.letters_held(maya.principal)] == [message.pk]
    new = ContactPoint.objects.create(patient=message.patient, kind="postal", value="9 Oak Road, Millbrook, NY 12500")
    actions.release_held(message=message, at=NOON, by=maya.principal)
    batch = make()
    row = batch.letters.get().message
    assert (row.address, row.point_id) == (new.value, new.pk)


def test_a_wrong_address_takes_a_letter_out_switches_it_off_and_asks_for_another(letter, make, maya):
    messages = [letter("Rosa"), letter("Omar")]
    batch = make()
    row = batch.letters.get(message=messages[0])
    letters.take_out_letter(letter=row, why=TakeOut.BAD_ADDRESS, at=NOON, by=maya.principal)
    assert [state_of(each) for each in messages] == [MessageState.REJECTED, MessageState.SENDING]
    assert not ContactPoint.objects.get(patient=messages[0].patient).works
    assert Task.objects.get().kind == "update_contact_point"
    letters.print_batch(batch=batch, at=NOON, by=maya.principal)
    assert letters.post_batch(batch=batch, at=NOON, by=maya.principal).states == {MessageState.SENT: 1}
    assert state_of(messages[0]) == MessageState.REJECTED
    with pytest.raises(Refused):
        letters.take_out_letter(letter=row, why=TakeOut.LATER, at=NOON, by=maya.principal)


@pytest.mark.parametrize(
    ("why", "state"), [(TakeOut.LATER, MessageState.QUEUED), (TakeOut.NOT_WANTED, MessageState.CANCELLED)]
)
def test_a_letter_taken_out_waits_again_or_is_cancelled(letter, make, maya, why, state):
    message = letter()
    batch = make()
    letters.take_out_letter(letter=batch.letters.get(), why=why, at=NOON, by=maya.principal)
    assert (state_of(message), Message.objects.get().tries) == (state, 0)
    with pytest.raises(Refused) as refused:
        letters.print_batch(batch=batch, at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.batch_empty"
    letters.give_back_batch(batch=batch, at=NOON, by=maya.principal)
    again = make()
    assert (again is not None) == (why is TakeOut.LATER)


def test_a_batch_that_is_given_back_leaves_its_letters_to_the_next(letter, make, maya):
    message = letter()
    batch = make()
    letters.give_back_batch(batch=batch, at=NOON, by=maya.principal)
    assert state_of(message) == MessageState.QUEUED
    assert batch.letters.get().state == LetterState.TAKEN_OUT
    assert make().letters.get().message_id == message.pk


def test_what_was_decided_elsewhere_meanwhile_is_not_touched(letter, make, maya, practice, system):
    message = letter()
    batch = make()
    letters.print_batch(batch=batch, at=NOON, by=maya.principal)
    late = NOON + letters.LIES + timedelta(minutes=1)
    found = lists_of_cut_off(practice, late)
    actions.find_cut_off(practice=practice, found=found, quiet={}, at=late, by=system)
    assert state_of(message) == MessageState.UNKNOWN
    actions.send_again(message=message, at=late, by=maya.principal)
    recorded = letters.post_batch(batch=batch, at=late, by=maya.principal)
    assert recorded.late == [message.pk]
    assert (state_of(message), batch.letters.get().state) == (MessageState.QUEUED, LetterState.MOVED)


def lists_of_cut_off(practice, at):
    from teamlet.records.outreach.queries import cut_off

    return cut_off(practice, at=at)


def test_a_neighbor_finds_neither_batch_nor_letter(letter, make, neighbor):
    letter()
    batch = make()
    assert queries.batch(neighbor, batch.oid) is None
    assert queries.batch_letter(neighbor, batch.letters.get().oid) is None
    assert queries.batches(neighbor) == []
    assert queries.letters_waiting(neighbor, at=NOON) == []


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_several_are_released_at_once_and_the_rest_says_why(person, draft, maya):
    good = [draft(person(f"(555) 010-31{number:02}")) for number in range(3)]
    without = draft(person("(555) 010-3150"), purpose=Purpose.REMINDER)
    over = good[0]
    actions.cancel_message(message=over, at=NOON, by=maya.principal)
    said = drafts.release_messages(messages=[*good, without], at=NOON, by=maya.principal)
    assert sorted(said.queued) == sorted(each.oid for each in good[1:])
    assert {oid: reason.code for oid, reason in said.stayed} == {
        over.oid: "outreach.may_not_move",
        without.oid: "outreach.no_consent",
    }
    assert state_of(without) == MessageState.DRAFT
    with pytest.raises(Refused):
        drafts.release_messages(messages=[], at=NOON, by=maya.principal)


def test_two_to_one_patient_do_not_both_go_out_on_one_day(person, draft, maya):
    patient = person()
    both = [draft(patient, occurrence=f"one-{number}") for number in range(2)]
    drafts.release_messages(messages=both, at=NOON, by=maya.principal)
    first, second = (Message.objects.get(pk=each.pk).send_after for each in both)
    assert first.date() < second.date()


def test_other_words_for_a_draft_are_looked_at(person, draft, maya):
    message = draft(person())
    seen = lists.wording_version(message)
    good = "Cedar Family Practice: How are you? STOP to end."
    drafts.edit_draft(message=message, subject="", body=good, seen=seen, at=NOON, by=maya.principal)
    assert Message.objects.get().body == good
    with pytest.raises(ChangedMeanwhile):
        drafts.edit_draft(message=message, subject="", body=good, seen=seen, at=NOON, by=maya.principal)
    for wrong, code in [
        ("Cedar Family Practice: your diabetes visit. STOP to end.", "outreach.words_private"),
        ("Cedar Family Practice: How are you?", "outreach.words_no_stop"),
        ("How are you? STOP to end.", "outreach.words_no_sender"),
        ("Cedar Family Practice: Hello Mrs. Marín. STOP to end.", "outreach.words_private"),
        ("  ", "outreach.empty"),
    ]:
        with pytest.raises(Refused) as refused:
            drafts.edit_draft(message=message, subject="", body=wrong, at=NOON, by=maya.principal)
        assert refused.value.reason.code == code
    actions.release_message(message=message, at=NOON, by=maya.principal)
    with pytest.raises(Refused):
        drafts.edit_draft(message=message, subject="", body=good, at=NOON, by=maya.principal)


def test_consents_are_recorded_at_once_and_compared(patient, maya):
    said = {
        "patient": patient,
        "purposes": [Purpose.CHECK_IN, Purpose.REMINDER],
        "channels": [Channel.TEXT, Channel.EMAIL],
        "state": ConsentState.GIVEN,
        "how": ConsentHow.IN_PERSON,
        "at": NOON,
        "by": maya.principal,
    }
    assert len(record_consents(**said, seen=0)) == 4
    with pytest.raises(ChangedMeanwhile):
        record_consents(**said, seen=0)
    table = lists.consent_table(lists.consents_of(maya.principal, patient))
    assert table[Purpose.CHECK_IN, Channel.TEXT].state == ConsentState.GIVEN
    assert (Purpose.CLASS, Channel.TEXT) not in table


def test_one_way_of_reaching_somebody_is_compared(patient, maya):
    first = actions.set_reach(patient=patient, channel=Channel.TEXT, seen=0, at=NOON, by=maya.principal)
    with pytest.raises(ChangedMeanwhile):
        actions.set_reach(patient=patient, channel=Channel.TEXT, seen=0, at=NOON, by=maya.principal)
    seen = lists.reach_version(first)
    later = NOON + timedelta(seconds=1)
    actions.set_reach(patient=patient, channel=Channel.TEXT, is_allowed=False, seen=seen, at=later, by=maya.principal)
    assert not lists.text_way(maya.principal, patient).is_open


def test_lists_and_counts_say_the_same(person, draft, maya, practice, neighbor):
    messages = [draft(person(f"(555) 010-32{number:02}")) for number in range(4)]
    actions.release_message(message=messages[0], at=NOON, by=maya.principal)
    actions.cancel_message(message=messages[1], at=NOON, by=maya.principal)
    Message.objects.filter(pk=messages[2].pk).update(state=MessageState.REJECTED, ended_at=NOON - timedelta(days=40))
    counts = lists.counts_shown(practice, at=NOON)
    shown = {each: lists.messages_shown(practice, each, at=NOON) for each in Shown}
    assert counts == {each: len(rows) for each, rows in shown.items()}
    assert (counts[Shown.DRAFTS], counts[Shown.WAITING], counts[Shown.UNDELIVERED]) == (1, 1, 0)
    assert set(lists.counts_shown(neighbor, at=NOON).values()) == {0}
