"""What a patient agreed to, how they may be reached, stops and starts, and the messages written to them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.models import Consent, OptOut, Reach
from teamlet.records.outreach.queries import is_stopped
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, Purpose
from teamlet.records.patients.models import ContactPoint

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
SAID = {"purposes": ["check_in", "reminder"], "channels": ["text"], "state": "given", "how": "in_person"}


@pytest.fixture
def mobile(patient):
    return ContactPoint.objects.create(patient=patient, kind="mobile", value="(555) 010-3001")


@pytest.fixture
def desk(client_of, at):
    at(NOON)
    return client_of(Role.FRONT_DESK)


@pytest.fixture
def nurse(client_of, at):
    at(NOON)
    return client_of(Role.NURSE)


def address(patient, part="", practice="cedar"):
    return f"/practice/{practice}/patients/{patient.oid}/messages/{part}"


def posted(client, path, patient, seen=None, **values):
    return client.post(path, {"stamp": stamps.make(patient_oid=patient.oid, seen=seen), **values})


def test_the_page_opens_for_desk_and_nurse(desk, nurse, patient, mobile):
    for client in (desk, nurse):
        answer = client.get(address(patient))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "(555) 010-3001" in text
        assert "9:00 pm to 8:00 am by the patient" in text
        assert "America/New_York" in text


def test_the_desk_sees_no_messages(desk, nurse, patient, mobile, system):
    actions.draft_message(
        patient=patient, purpose=Purpose.CHECK_IN, channel=Channel.TEXT, language="en",
        body="Cedar Family Practice: how did it go? STOP to end.", why=Reason("outreach.written_by_hand"),
        occurrence="x", send_after=NOON, at=NOON, by=system,
    )  # fmt: skip
    assert "how did it go?" not in desk.get(address(patient)).content.decode()
    assert "how did it go?" in nurse.get(address(patient)).content.decode()


def test_what_was_said_is_kept_with_how_when_and_by_whom(desk, patient, staff):
    assert posted(desk, address(patient, "consent/"), patient, {"consent": 0}, **SAID).status_code == 302
    assert [(row.purpose, row.channel, row.state, row.how) for row in Consent.objects.order_by("id")] == [
        ("check_in", "text", "given", "in_person"),
        ("reminder", "text", "given", "in_person"),
    ]
    text = desk.get(address(patient)).content.decode()
    assert f"In person, Nov 23, 2026, {staff(Role.FRONT_DESK).user.name}" in text
    later = {**SAID, "purposes": ["check_in"], "state": "withdrawn", "how": "by_phone"}
    assert posted(desk, address(patient, "consent/"), patient, **later).status_code == 302
    text = desk.get(address(patient)).content.decode()
    assert "Withdrawn" in text
    assert "By phone, Nov 23, 2026" in text
    assert "Everything that was said" in text


@pytest.mark.parametrize("missing", list(SAID))
def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(desk, patient, missing):
    values = {name: value for name, value in SAID.items() if name != missing}
    answer = posted(desk, address(patient, "consent/"), patient, {"consent": 0}, **values)
    assert answer.status_code == 422
    assert Consent.objects.count() == 0
    if missing != "purposes":
        assert re.search(r'value="check_in"[^>]* checked', answer.content.decode())


def test_two_who_record_at_once_are_told(desk, patient, staff):
    record_consents(
        patient=patient, purposes=[Purpose.CHECK_IN], channels=[Channel.TEXT], state=ConsentState.WITHDRAWN,
        how=ConsentHow.BY_PHONE, at=NOON, by=staff(Role.NURSE).principal,
    )  # fmt: skip
    answer = posted(desk, address(patient, "consent/"), patient, {"consent": 0}, **SAID)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody else changed this meanwhile" in text
    assert "Withdrawn" in text
    assert Consent.objects.count() == 1
    again = re.search(r'consent/".*?name="stamp" value="([^"]+)"', text, re.DOTALL)
    answer = desk.post(address(patient, "consent/"), {"stamp": again[1], **SAID})
    assert (answer.status_code, Consent.objects.count()) == (302, 3)


def test_how_somebody_may_be_reached_is_kept(desk, patient, mobile):
    other = ContactPoint.objects.create(patient=patient, kind="mobile", value="(555) 010-3002")
    values = {"way": "text", "text-is_allowed": "yes", "text-point": str(other.pk), "text-care": ["hides_sender"]}
    assert posted(desk, address(patient, "reach/"), patient, {"text": 0}, **values).status_code == 302
    row = Reach.objects.get()
    assert (row.point_id, row.is_allowed, row.hides_sender, row.shared_is_fine) == (other.pk, True, True, False)
    answer = posted(desk, address(patient, "reach/"), patient, {"text": 0}, **values)
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"way": "text"}, 422),
        ({"way": "text", "text-is_allowed": "yes", "text-point": "987654321"}, 422),
        ({"way": "letter", "letter-is_allowed": "no", "letter-point": ""}, 302),
        ({"way": "pigeon"}, 404),
        ({}, 404),
    ],
)
def test_odd_answers_about_a_way(desk, patient, mobile, values, status):
    assert posted(desk, address(patient, "reach/"), patient, **values).status_code == status


def test_a_way_that_is_closed_is_said_on_top(desk, patient, mobile):
    assert "Cannot be reached by text" not in desk.get(address(patient)).content.decode()
    values = {"way": "text", "text-is_allowed": "no", "text-point": ""}
    posted(desk, address(patient, "reach/"), patient, **values)
    text = desk.get(address(patient)).content.decode()
    assert "Cannot be reached by text" in text
    assert "asked not to be reached this way" in text


def test_without_a_number_nobody_can_be_texted(desk, patient):
    assert "Cannot be reached by text" in desk.get(address(patient)).content.decode()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("(555) 010-3002", ""),
        ("+44 20 7946 0958", "no texts: it is outside the United States"),
        ("416-555-0142", "no texts: it is outside the United States"),
        ("+1 900 555 0199", "no texts: calls and texts to it cost extra"),
        ("12345", "no texts: it is a short number"),
        ("555-0102", "no texts: it is not a whole phone number"),
    ],
)
def test_a_number_that_gets_no_texts_says_why_before_anybody_writes(desk, patient, number, said):
    ContactPoint.objects.create(patient=patient, kind="mobile", value=number)
    text = desk.get(address(patient)).text
    assert number in text
    assert said in text
    assert ("no texts:" in text) == bool(said)


def test_a_phone_of_two_says_so_on_both_pages(desk, practice, patient, mobile):
    assert "others have it too" not in desk.get(address(patient)).text
    other = make_patient(practice, given="Omar")
    ContactPoint.objects.create(patient=other, kind="mobile", value="555-010-3001")
    for each in (patient, other):
        assert "others have it too" in desk.get(address(each)).text


def test_a_patient_stops_and_asks_to_start_again(desk, patient, mobile, practice):
    values = {"way": "text", "point": mobile.pk}
    assert posted(desk, address(patient, "stop/"), patient, act="stop", **values).status_code == 302
    assert is_stopped(practice, Channel.TEXT, "+15550103001")
    text = desk.get(address(patient)).content.decode()
    assert "said stop" in text
    assert "The patient asked: start again" in text
    assert "Cannot be reached by text" in text
    assert posted(desk, address(patient, "stop/"), patient, act="start", **values).status_code == 302
    assert not is_stopped(practice, Channel.TEXT, "+15550103001")
    assert OptOut.objects.get().ended_by_id is not None


def test_only_the_patients_own_numbers_are_stopped(desk, patient, neighbor_patient):
    theirs = ContactPoint.objects.create(patient=neighbor_patient, kind="mobile", value="(555) 010-3009")
    for values in ({"point": theirs.pk}, {"point": "x"}, {}, {"point": theirs.pk, "act": "explode"}):
        said = {"way": "text", "act": "stop"} | values
        assert posted(desk, address(patient, "stop/"), patient, **said).status_code == 404
    assert OptOut.objects.count() == 0


def test_a_neighbors_patient_is_not_there(desk, neighbor_patient):
    assert desk.get(address(neighbor_patient)).status_code == 404
    for part in ("consent/", "reach/", "stop/"):
        assert posted(desk, address(neighbor_patient, part), neighbor_patient, way="text", **SAID).status_code == 404
    assert Consent.objects.count() == 0


def test_the_page_asks_as_many_questions_for_three_messages_as_for_one(
    nurse, patient, mobile, system, django_assert_num_queries
):
    def write(number):
        actions.draft_message(
            patient=patient, purpose=Purpose.CHECK_IN, channel=Channel.TEXT, language="en",
            body="Cedar Family Practice: how did it go? STOP to end.", why=Reason("outreach.written_by_hand"),
            occurrence=f"x/{number}", send_after=NOON, at=NOON, by=system,
        )  # fmt: skip

    write(1)
    nurse.get(address(patient))
    with django_assert_num_queries(24):
        nurse.get(address(patient))
    write(2)
    write(3)
    ContactPoint.objects.create(patient=patient, kind="mobile", value="(555) 010-3002")
    with django_assert_num_queries(24):
        nurse.get(address(patient))


def test_messages_of_another_patient_are_not_shown(nurse, practice, patient, mobile, system):
    other = make_patient(practice, given="Omar")
    actions.draft_message(
        patient=other, purpose=Purpose.CHECK_IN, channel=Channel.TEXT, language="en",
        body="Cedar Family Practice: somebody else. STOP to end.", why=Reason("outreach.written_by_hand"),
        occurrence="other", send_after=NOON, at=NOON, by=system,
    )  # fmt: skip
    assert "somebody else" not in nurse.get(address(patient)).content.decode()
