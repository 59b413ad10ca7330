"""The pages of batches: begun from a list, looked at as it goes out, released by a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.records.followups.models import MessageBatch
from teamlet.records.outreach.actions import give_consent
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.worker import carry_batch

pytestmark = pytest.mark.django_db
HERE = "/practice/cedar/panel/batches/"
TEXT = "Cedar Family Practice: we are thinking of you. Call us any time. Reply STOP to end."
FIELDS = {"purpose": "reminder", "channel": "text", "body_en": TEXT, "body_es": "", "subject_en": "", "subject_es": ""}


@pytest.fixture(autouse=True)
def morning(at: Any) -> None:
    at("2026-11-24T09:30")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def begun(listed, staff, client_of):
    """Return ``begun()``: the address of a batch for two people of level 4, one of whom agreed to it."""

    def made() -> str:
        for number in range(2):
            row = listed(number + MessageBatch.objects.count() * 10, level=4)
            ContactPoint.objects.create(patient=row.patient, kind="mobile", value=f"+1202555{2000 + row.pk}")
        give_consent(
            patient=row.patient, purpose=Purpose.REMINDER, channel=Channel.TEXT, how=ConsentHow.IN_PERSON,
            at=clock.now(), by=staff("nurse").principal,
        )  # fmt: skip
        listed(5 + MessageBatch.objects.count() * 10, level=1)
        return client_of("nurse").post(HERE + "new/?level=4", FIELDS | {"stamp": stamps.make()})["Location"]

    return made


@pytest.mark.parametrize("role", ["coach", "front-desk", "manager", "medical-assistant"])
def test_only_some_send_to_many(client_of, begun, role):
    address = begun()
    client = client_of(role)
    for page in (HERE, HERE + "new/", address, address + "progress/"):
        assert client.get(page).status_code == 404
    for page in (HERE + "new/", address + "release/", address + "cancel/"):
        assert client.post(page, FIELDS | {"stamp": stamps.make()}).status_code == 404


def test_the_neighbors_batch_and_one_that_is_not_there_are_not_found(client_of, begun, staff, neighbor):
    address = begun()
    other = client_of(staff("nurse", at=neighbor))
    assert other.get(address.replace("cedar", "juniper")).status_code == 404
    assert client_of("nurse").get(HERE + "nothing/").status_code == 404
    assert client_of("nurse").get(HERE + "new/?level=x").status_code == 404


def test_begun_prepared_looked_at_released(client_of, begun):
    client = client_of("nurse")
    address = begun()
    batch = MessageBatch.objects.get()
    assert (batch.size, batch.query) == (2, "level=4")
    page = client.get(address)
    assert "Being prepared · 0 of 2 people looked at" in text_of(page)
    assert "release" not in page.content.decode()
    carry_batch("cedar", batch.oid)
    said = text_of(client.get(address))
    assert "Ready to look at" in said
    assert "1: Have not agreed to messages of this kind by this way." in said
    assert said.count(TEXT) == 2
    assert "Send 1 message?" in said
    assert client.post(address + "release/", {"stamp": stamps.make()}).status_code == 302
    assert "Being released" in text_of(client.get(address))
    carry_batch("cedar", batch.oid)
    said = text_of(client.get(address))
    assert "Released · still open: 1" in said
    assert "Done" not in said
    Message.objects.update(state="sent")
    assert "Done" in text_of(client.get(address))
    assert "Done" in text_of(client.get(HERE))


def test_a_page_that_stays_open_is_told_only_what_moved(client_of, begun):
    client, address = client_of("nurse"), begun()
    first = client.get(address + "progress/")
    assert "0 of 2 people looked at" in text_of(first)
    again = client.get(address + "progress/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    carry_batch("cedar", MessageBatch.objects.get().oid)
    assert client.get(address + "progress/", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body_en": ""}, "Write the message in at least one language."),
        ({"body_en": "Your diabetes check. Cedar Family Practice. Reply STOP to end."}, "diabetes"),
        ({"purpose": "selling"}, 'href="#id_purpose'),
        ({"channel": "fax"}, 'href="#id_channel'),
    ],
)
def test_what_cannot_be_sent_is_said_beside_what_was_typed(client_of, listed, changes, said):
    listed(1)
    fields = FIELDS | {"subject_es": "Lo que escribí"} | changes
    page = client_of("nurse").post(HERE + "new/", fields | {"stamp": stamps.make()})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Lo que escribí" in page.content.decode()
    assert not MessageBatch.objects.exists()


def test_a_cancelled_batch_says_so(client_of, begun):
    client, address = client_of("nurse"), begun()
    client.post(address + "cancel/", {"stamp": stamps.make()})
    assert "Cancelled" in text_of(client.get(address))
    page = client.post(address + "release/", {"stamp": stamps.make()}, follow=True)
    assert "cannot become" in text_of(page)


def test_one_and_three_batches_take_the_same_statements(client_of, begun):
    client, counted = client_of("nurse"), []
    for many in (1, 2):
        for _ in range(many):
            begun()
        client.get(HERE)
        with CaptureQueriesContext(connection) as asked:
            client.get(HERE)
        counted.append(len(asked))
    assert MessageBatch.objects.count() == 3
    assert counted == [7, 7]
