"""A message goes out once: claims, outcomes, what was cut off, what the provider said when asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamlet.ground.reasons import Refused
from teamlet.records.outreach import actions, queries
from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.rules.outcomes import (
    BACKOFF,
    Accepted,
    CannotAsk,
    NotBegun,
    NotThere,
    Rejected,
    Stopped,
    Unknown,
)
from teamlet.records.outreach.tests.conftest import NOON
from teamlet.records.outreach.words import Channel, ConsentHow, MessageState, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_message_is_claimed_once_and_sent_once(queued, claim, say):
    message = queued()
    [mine] = claim()
    assert claim(worker="two") == []
    assert say(mine, Accepted("SM1")).states == {MessageState.SENT: 1}
    row = again(message)
    assert (row.state, row.tries, row.fence, row.lease_until, row.ended_at) == ("sent", 1, 1, None, NOON)
    assert [(line.outcome, line.provider_reference) for line in queries.deliveries_of(row)] == [("accepted", "SM1")]
    assert claim(at=NOON + timedelta(days=1)) == []


def test_the_same_occurrence_is_never_written_twice(person, draft):
    patient = person()
    first = draft(patient, "day 12")
    assert draft(patient, "day 12", body="Other words").pk == first.pk
    assert Message.objects.count() == 1
    assert again(first).body.startswith("Cedar")


def test_a_stale_worker_writes_nothing_but_its_line(queued, claim, say, practice, system):
    message = queued()
    [mine] = claim()
    later = NOON + timedelta(seconds=61)
    found = queries.cut_off(practice, at=later)
    assert actions.find_cut_off(practice=practice, found=found, quiet={Channel.TEXT: 0.0}, at=later, by=system) == 1
    recorded = say(mine, Accepted("SM1"), at=later)
    assert recorded.late == [message.pk]
    assert again(message).state == "unknown"
    assert list(Delivery.objects.values_list("outcome", "was_late")) == [("accepted", True)]


def test_a_lease_that_is_not_over_is_left_alone(queued, claim, practice, system):
    queued()
    [mine] = claim()
    assert queries.cut_off(practice, at=NOON + timedelta(seconds=60)) == []
    found = [queries.messages.CutOff(mine.pk, mine.fence, Channel.TEXT)]
    quiet = {Channel.TEXT: 0.0}
    assert actions.find_cut_off(practice=practice, found=found, quiet=quiet, at=NOON + 59 * SECOND, by=system) == 0


@pytest.mark.parametrize(
    ("answer", "state", "waits"),
    [
        (Rejected("429", False), "queued", BACKOFF[0]),
        (Rejected("429", False, 600), "queued", 600),
        (Rejected("429", False, 10**9), "queued", 86_400),
        (NotBegun(), "queued", 0),
        (Unknown("500"), "unknown", 30),
        (Unknown("503", 300), "unknown", 300),
        (Stopped("2026-11-23"), "cancelled", None),
    ],
)
def test_what_follows_on_an_answer(queued, claim, say, answer, state, waits):
    message = queued()
    [mine] = claim()
    say(mine, answer)
    row = again(message)
    assert row.state == state
    until = {"queued": row.send_after, "unknown": row.ask_after, "cancelled": None}[state]
    assert until == (NOON + waits * SECOND if waits is not None else None)
    # What did not go out does not count for the limits; what may have gone out does.
    assert (row.went_out is None) == (state != "unknown")
    assert row.tries == (0 if isinstance(answer, NotBegun) else 1)


def test_after_many_tries_a_person_looks(queued, claim, say):
    message = queued()
    Message.objects.filter(pk=message.pk).update(tries=len(BACKOFF))
    say(claim()[0], Rejected("503", False))
    row = again(message)
    assert (row.state, row.state_reason["code"]) == ("held", "outreach.given_up")


def test_a_dead_number_is_switched_off_and_somebody_corrects_it(queued, claim, say, maya):
    message = queued()
    say(claim()[0], Rejected("30005", True))
    assert again(message).state == "rejected"
    point = ContactPoint.objects.get(patient=message.patient)
    assert not point.works
    task = Task.objects.get(kind=TaskKind.UPDATE_CONTACT_POINT)
    assert (task.patient_id, task.about_oid, task.detail["code"]) == (message.patient_id, message.oid, "30005")


def test_a_dead_number_of_a_record_joined_meanwhile_harms_nobody(queued, claim, say, person, maya):
    message = queued()
    kept = person("(555) 010-3999")
    [mine] = claim()
    Patient.objects.filter(pk=message.patient_id).update(merged_into=kept, is_active=False)
    say(mine, Rejected("30005", True))
    assert again(message).state == "rejected"
    assert Task.objects.get(kind=TaskKind.UPDATE_CONTACT_POINT).patient_id == kept.pk


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Accepted("SM9"), "sent"),
        (NotThere(), "queued"),
        (CannotAsk(), "unknown"),
        (Unknown("timeout"), "unknown"),
        (Rejected("429", False, 120), "unknown"),
        (Rejected("30005", True), "rejected"),
    ],
)
def test_what_the_provider_says_when_asked(queued, claim, say, practice, system, answer, state):
    message = queued()
    say(claim()[0], Unknown("cut off"))
    assert queries.to_ask(practice, Channel.TEXT, at=NOON + 29 * SECOND) == []
    at = NOON + 30 * SECOND
    [asked] = queries.to_ask(practice, Channel.TEXT, at=at)
    assert actions.settle_unknown(message=asked, provider="fake", answer=answer, at=at, by=system) == state
    row = again(message)
    assert row.state == state
    if isinstance(answer, CannotAsk):
        assert row.ask_after is None
    elif state == "unknown":
        assert row.ask_after > at
    assert [each.pk for each in queries.unknown_messages(practice)] == ([message.pk] if state == "unknown" else [])
    # Whoever asked at the same time and says it later changes nothing.
    if state != "unknown":
        assert actions.settle_unknown(message=asked, provider="fake", answer=NotThere(), at=at, by=system) is None
        assert again(message).state == state


def test_what_never_arrived_goes_out_with_the_same_reference(queued, claim, say, practice, system):
    queued()
    [mine] = claim()
    say(mine, Unknown("cut off"))
    [asked] = queries.to_ask(practice, Channel.TEXT, at=NOON + 30 * SECOND)
    actions.settle_unknown(message=asked, provider="fake", answer=NotThere(), at=NOON + 30 * SECOND, by=system)
    [second] = claim(at=NOON + 31 * SECOND)
    assert (second.reference, second.fence) == (mine.reference, mine.fence + 1)


def test_eligibility_is_asked_again_when_claimed(queued, claim, system):
    for number, spoil in enumerate(
        (
            lambda patient: Patient.objects.filter(pk=patient.pk).update(deceased_on=NOON.date()),
            lambda patient: actions.withdraw_consent(
                patient=patient,
                purpose=Purpose.CHECK_IN,
                channel=Channel.TEXT,
                how=ConsentHow.BY_PHONE,
                at=NOON,
                by=system,
            ),
            lambda patient: actions.set_reach(
                patient=patient, channel=Channel.TEXT, is_allowed=False, at=NOON, by=system
            ),
        )
    ):
        message = queued(f"(555) 010-31{number:02}")
        spoil(message.patient)
        assert claim() == []
        assert again(message).state == "cancelled"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"works": False}, "outreach.address_not_working"),
        (None, "outreach.address_not_working"),
    ],
)
def test_what_a_person_can_mend_is_held(queued, claim, practice, change, code):
    message = queued()
    points = ContactPoint.objects.filter(patient=message.patient)
    if change is None:
        points.delete()
    else:
        points.update(**change)
    assert claim() == []
    [row] = queries.held_messages(practice)
    assert row.state_reason["code"] == code


def test_at_night_a_message_waits_until_morning(queued, claim):
    message = queued()
    assert claim(at=NOON + timedelta(hours=12)) == []
    row = again(message)
    assert (row.state, row.send_after) == ("queued", NOON + timedelta(hours=20))  # 8 in the morning
    assert row.state_reason["code"] == "outreach.quiet_hours"


def test_two_for_one_patient_in_one_batch_keep_to_one_a_day(person, draft, maya, claim):
    patient = person()
    for number in range(2):
        message = draft(patient, f"number {number}")
        Message.objects.filter(pk=message.pk).update(
            state="queued", epoch=1, address="+15550103900", address_key="+15550103900"
        )
        Message.objects.filter(pk=message.pk).update(point=ContactPoint.objects.get(patient=patient))
    assert len(claim()) == 1
    waiting = Message.objects.get(state="queued")
    assert waiting.send_after == NOON + timedelta(hours=20)


def test_a_stop_cancels_all_that_was_not_claimed(queued, claim, practice, system, say):
    first, second = queued("(555) 010-3001"), queued("555.010.3002")
    other = queued("(555) 010-3003")
    stop = {"practice": practice, "channel": Channel.TEXT, "source": StopSource.REPLY, "at": NOON, "by": system}
    actions.stop_address(address="+15550103001", **stop)
    [mine, its] = claim()
    assert mine.pk == second.pk
    actions.stop_address(address="5550103002", **stop)
    assert [again(each).state for each in (first, second, other)] == ["cancelled", "sending", "sending"]
    # The worker looks once more before it sends.
    claimed = {mine.pk: mine.fence, its.pk: its.fence}
    assert queries.may_still_go(practice, claimed) == {mine.pk: "2026-11-23", its.pk: None}
    say(mine, Stopped("2026-11-23"))
    assert again(second).state == "cancelled"


def test_who_stopped_gets_nothing_released_until_start(person, draft, practice, system, maya):
    patient = person()
    where = {
        "practice": practice,
        "channel": Channel.TEXT,
        "address": "5550103001",
        "source": StopSource.REPLY,
        "by": system,
    }
    actions.stop_address(at=NOON, **where)
    actions.stop_address(at=NOON, **where)
    with pytest.raises(Refused) as refused:
        actions.release_message(message=draft(patient), at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.opted_out"
    assert actions.start_address(at=NOON, **where)
    assert not actions.start_address(at=NOON, **where)
    assert actions.release_message(message=draft(patient), at=NOON, by=maya.principal).state == "queued"


def test_what_may_still_go_is_asked_of_the_row(queued, claim, practice, neighbor):
    queued()
    [mine] = claim()
    assert queries.may_still_go(practice, {mine.pk: mine.fence}) == {mine.pk: None}
    assert queries.may_still_go(practice, {mine.pk: mine.fence - 1}) == {mine.pk: "lost"}
    assert queries.may_still_go(neighbor, {mine.pk: mine.fence}) == {mine.pk: "lost"}
