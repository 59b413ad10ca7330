"""What a provider says later: found by number, forward only, once, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message, OptOut
from teamlet.records.outreach.queries.receipts import is_taken, references_to
from teamlet.records.outreach.rules.outcomes import Accepted, NotThere, OptedOut, Unfit, Unknown
from teamlet.records.outreach.tests.conftest import NOON
from teamlet.records.outreach.words import Channel, MessageState
from teamlet.records.outreach.words.receipts import OUTCOME_OF, Receipt
from teamlet.records.patients.models import ContactPoint
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def receive(practice, system):
    def record(result, at=NOON, **said):
        return actions.record_receipt(practice=practice, provider="fake", result=result, at=at, by=system, **said)

    return record


@pytest.fixture
def sent(queued, claim, say):
    """Return ``sent()``: a message that the provider took as SM1."""

    def make(phone="(555) 010-3001"):
        message = queued(phone)
        [claimed] = claim()
        say(claimed, Accepted("SM1"))
        message.refresh_from_db()
        return message

    return make


def lines(message):
    return list(message.deliveries.order_by("id").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("result", "state", "reason"),
    [
        (Receipt.ON_ITS_WAY, "sent", "outreach.on_its_way"),
        (Receipt.DELIVERED, "sent", "outreach.delivered"),
        (Receipt.UNDELIVERED, "rejected", "outreach.undelivered"),
        (Receipt.NEVER, "rejected", "outreach.never_delivered"),
        (Receipt.COMPLAINT, "sent", "outreach.accepted"),
    ],
)
@pytest.mark.parametrize("by_ours", [True, False])
def test_a_receipt_moves_the_message_and_adds_a_line(sent, receive, result, state, reason, by_ours):
    message = sent()
    found = receive(
        result, code="30003", **({"reference": message.reference} if by_ours else {"provider_reference": "SM1"})
    )
    message.refresh_from_db()
    assert found.pk == message.pk
    assert (message.state, message.state_reason["code"]) == (state, reason)
    assert lines(message) == ["accepted", OUTCOME_OF[result].value]
    assert Delivery.objects.last().code == "30003"


@pytest.mark.parametrize("before", [MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.HELD])
def test_a_receipt_settles_what_nobody_knew(queued, claim, say, receive, before):
    message = queued()
    if before is not MessageState.QUEUED:
        [claimed] = claim()
    if before is MessageState.UNKNOWN:
        say(claimed, Unknown("cut off"), can_ask=False)
    if before is MessageState.HELD:
        say(claimed, Unfit("21617"))
    message.refresh_from_db()
    assert message.state == before
    receive(Receipt.DELIVERED, reference=message.reference)
    message.refresh_from_db()
    assert (message.state, message.lease_until, message.ask_after) == ("sent", None, None)
    assert message.went_out is not None
    # It is not sent once more.
    assert claim(NOON + timedelta(hours=1)) == []


def test_the_worker_that_had_it_in_its_hands_is_not_too_late(queued, claim, say, receive):
    message = queued()
    [claimed] = claim()
    receive(Receipt.DELIVERED, reference=message.reference)
    recorded = say(claimed, Accepted("SM1"))
    message.refresh_from_db()
    assert recorded.late == []
    assert (message.state, message.state_reason["code"]) == ("sent", "outreach.delivered")
    assert lines(message) == ["delivered", "accepted"]
    assert not Delivery.objects.filter(was_late=True).exists()


ORDERS = list(permutations([Receipt.ON_ITS_WAY, Receipt.UNDELIVERED, Receipt.DELIVERED]))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_whatever_the_order_what_arrived_did_arrive(sent, receive, order):
    message = sent()
    for days, result in enumerate([*order, *order]):
        receive(result, reference=message.reference, at=NOON + timedelta(days=7 * days))
    message.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("sent", "outreach.delivered")
    assert sorted(lines(message)) == ["accepted", "delivered", "on_its_way", "undelivered"]


@pytest.mark.parametrize(
    ("first", "second", "state"), [("delivered", "never", "sent"), ("never", "delivered", "rejected")]
)
def test_of_two_ends_the_first_stays(sent, receive, first, second, state):
    message = sent()
    for result in (first, second, first, second):
        receive(Receipt(result), reference=message.reference)
    message.refresh_from_db()
    assert message.state == state
    assert lines(message) == ["accepted", first, second]
    assert ContactPoint.objects.get().works == (first == "delivered")


def test_never_switches_the_number_off_and_opens_one_task(sent, receive):
    message = sent()
    for _ in range(5):
        receive(Receipt.NEVER, provider_reference="SM1", code="30005")
    assert not ContactPoint.objects.get().works
    [task] = Task.objects.filter(kind=TaskKind.UPDATE_CONTACT_POINT)
    assert (task.patient_id, task.detail["code"]) == (message.patient_id, "30005")


def test_a_complaint_stops_the_address_and_what_waits_for_it(sent, draft, receive, maya):
    message = sent()
    later = draft(message.patient, "check-in/later", send_after=NOON + timedelta(days=3))
    actions.release_message(message=later, at=NOON, by=maya.principal)
    for _ in range(2):
        receive(Receipt.COMPLAINT, reference=message.reference)
    assert list(OptOut.objects.values_list("address_key", "source")) == [("+15550103001", "complaint")]
    later.refresh_from_db()
    assert later.state == "cancelled"


def test_what_nobody_knows_has_no_effect(sent, receive, neighbor, practice, system):
    message = sent()
    assert receive(Receipt.NEVER, reference="nobody", provider_reference="SM9") is None
    assert receive(Receipt.NEVER) is None
    # The neighbor's provider speaks of a message that is not the neighbor's.
    for said in ({"reference": message.reference}, {"provider_reference": "SM1"}):
        assert (
            actions.record_receipt(
                practice=neighbor, provider="fake", result=Receipt.NEVER, at=NOON, by=_of(neighbor), **said
            )
            is None
        )
    # Another provider has the same number for something else.
    assert (
        actions.record_receipt(
            practice=practice, provider="other", result=Receipt.NEVER, provider_reference="SM1", at=NOON, by=system
        )
        is None
    )
    message.refresh_from_db()
    assert (message.state, lines(message)) == ("sent", ["accepted"])
    assert ContactPoint.objects.get().works


def _of(practice):
    from teamlet.ground.access.principal import system as system_of

    return system_of(practice, "text")


def test_an_earlier_reference_still_leads_to_the_message(queued, claim, say, receive, maya):
    message = queued()
    [claimed] = claim()
    say(claimed, Unknown("cut off"), can_ask=False)
    message.refresh_from_db()
    old = message.reference
    actions.send_again(message=message, at=NOON, by=maya.principal)
    receive(Receipt.DELIVERED, reference=old)
    message.refresh_from_db()
    assert message.reference != old
    assert (message.state, message.state_reason["code"]) == ("sent", "outreach.delivered")


def test_whoever_told_the_provider_to_stop_is_stopped_here(queued, claim, say, practice):
    message = queued()
    [claimed] = claim()
    say(claimed, OptedOut("21610"))
    message.refresh_from_db()
    assert (message.state, message.state_reason["code"]) == ("cancelled", "outreach.opted_out_at_provider")
    assert list(OptOut.objects.values_list("address_key", "source")) == [("+15550103001", "reply")]
    assert ContactPoint.objects.get().works
    assert not Task.objects.filter(kind=TaskKind.UPDATE_CONTACT_POINT).exists()


def test_a_message_that_is_not_taken_as_it_is_waits_for_a_person(queued, claim, say):
    message = queued()
    [claimed] = claim()
    say(claimed, Unfit("21617"))
    message.refresh_from_db()
    assert (message.state, message.state_reason) == (
        "held", {"code": "outreach.not_as_it_is", "values": {"code": "21617"}}
    )  # fmt: skip
    assert ContactPoint.objects.get().works


def test_which_numbers_of_the_provider_are_known_and_what_went_to_an_address(sent, practice, neighbor):
    message = sent()
    assert is_taken(practice, provider="fake", provider_reference="SM1")
    assert not is_taken(practice, provider="fake", provider_reference="SM2")
    assert not is_taken(neighbor, provider="fake", provider_reference="SM1")
    asked = {"channel": Channel.TEXT, "address_key": "+15550103001"}
    assert references_to(practice, since=NOON, **asked) == [message.reference]
    assert references_to(practice, since=NOON + timedelta(seconds=1), **asked) == []
    assert references_to(neighbor, since=NOON, **asked) == []


def test_asked_and_told_that_it_is_not_there_is_still_queued_again(queued, claim, say, system):
    message = queued()
    [claimed] = claim()
    say(claimed, Unknown("cut off"))
    message.refresh_from_db()
    actions.settle_unknown(message=message, provider="fake", answer=NotThere(), at=NOON, by=system)
    assert Message.objects.get().state == "queued"
