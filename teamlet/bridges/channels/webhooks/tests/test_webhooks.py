"""Calls of a provider: signed ones have exactly one effect, all others none, and nothing of a patient is said or logged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
import structlog
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from teamlet.bridges.channels.webhooks.addresses import as_signed, replies_address, status_address
from teamlet.conftest import make_patient
from teamlet.ground.access.principal import system as system_of
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message, OptOut, Reply
from teamlet.records.outreach.rules.outcomes import Accepted
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TOKEN = "t0ken-of-the-account"
OURS = "+15550102200"
ANA = "+15550103001"
FORM = "application/x-www-form-urlencoded"
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pytest.fixture(autouse=True)
def provider(settings, tmp_path, at):
    settings.HOME = tmp_path
    settings.ORIGIN = "https://team.cedar.example"
    settings.TEXTS = {"KIND": "twilio", "PASSWORD": TOKEN, "NEXT_PASSWORD": ""}
    at("2026-11-23T12:00")


@pytest.fixture
def cedar(practice):
    practice.text_number = OURS
    practice.is_demo = False
    practice.save()
    return practice


@pytest.fixture
def sent(cedar, staff):
    """Return a check-in that Twilio took."""
    nurse = staff("nurse").principal
    patient = make_patient(cedar)
    ContactPoint.objects.create(patient=patient, kind="mobile", value="(555) 010-3001")
    kind = {"patient": patient, "purpose": Purpose.CHECK_IN, "channel": Channel.TEXT, "at": NOON, "by": nurse}
    actions.give_consent(how=ConsentHow.IN_PERSON, **kind)
    draft = actions.draft_message(
        language="en",
        body="Cedar Family Practice: How did it go? STOP to end.",
        why=Reason("outreach.approved"),
        occurrence="check-in/1",
        send_after=NOON,
        **kind,
    )
    actions.release_message(message=draft, at=NOON, by=nurse)
    by = system_of(cedar, "worker")
    [claimed] = actions.claim_messages(
        practice=cedar, channel=Channel.TEXT, worker="w", limit=1, lease=timedelta(minutes=2), at=NOON, by=by
    )
    said = [actions.Said(claimed.pk, claimed.fence, Accepted("SM" + "0" * 32))]
    actions.record_outcomes(practice=cedar, provider="twilio", said=said, can_ask=True, quiet=1.0, at=NOON, by=by)
    return Message.objects.get()


def call(path, fields, *, signed=None, secret=TOKEN, client=None, body=None, content_type=FORM, method="POST", **more):
    """Call as Twilio does: signed by Twilio's own code over the address that it was given."""
    address = signed or f"https://team.cedar.example{path}"
    signature = RequestValidator(secret).compute_signature(address, fields)
    headers = {"x-twilio-signature": signature} | more.pop("headers", {})
    text = urlencode(fields, doseq=True) if body is None else body
    return (client or Client()).generic(method, path, text, content_type=content_type, headers=headers, **more)


def reply(words="1", number="SM" + "1" * 32, **more):
    return {
        "AccountSid": "AC" + "2" * 32, "MessageSid": number, "From": ANA, "To": OURS, "Body": words, "NumMedia": "0"
    } | more  # fmt: skip


def became(status="delivered", code="", number="SM" + "0" * 32):
    fields = {"MessageSid": number, "MessageStatus": status, "To": ANA, "From": OURS, "AccountSid": "AC" + "2" * 32}
    return fields | ({"ErrorCode": code} if code else {})


REPLIES = "/hooks/text/cedar/replies/"


def effects():
    return (
        Reply.objects.count(),
        list(Delivery.objects.order_by("id").values_list("outcome", flat=True)),
        OptOut.objects.count(),
    )


@pytest.mark.django_db
def test_a_reply_is_taken_once_however_often_it_comes(cedar, sent, at):
    for _ in range(2):
        response = call(REPLIES, reply("1 did it \N{SMILING FACE WITH SMILING EYES}\x00"))
        assert (response.status_code, response.content, response["Content-Type"]) == (
            200, TWIML, "text/xml; charset=utf-8"
        )  # fmt: skip
    at("2026-11-30T12:00")
    assert call(REPLIES, reply("1 did it \N{SMILING FACE WITH SMILING EYES}\x00")).status_code == 200
    [row] = Reply.objects.all()
    assert (row.provider, row.address_key, row.patient_id) == ("twilio", ANA, sent.patient_id)
    assert row.words.startswith("1 did it \N{SMILING FACE WITH SMILING EYES}")


@pytest.mark.django_db
def test_stop_holds_when_the_call_is_answered(cedar, sent):
    assert call(REPLIES, reply("Stop")).status_code == 200
    assert OptOut.objects.get().address_key == ANA


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "code", "outcome", "state", "works"),
    [
        ("delivered", "", "delivered", "sent", True),
        ("read", "", "delivered", "sent", True),
        ("undelivered", "30003", "undelivered", "rejected", True),
        ("undelivered", "30005", "never", "rejected", False),
        ("failed", "30006", "never", "rejected", False),
        ("failed", "21610", "complaint", "sent", True),
        ("failed", "", "undelivered", "rejected", True),
        ("failed", "9" * 40, "undelivered", "rejected", True),
    ],
)
def test_what_became_of_a_message(sent, status, code, outcome, state, works):
    path = f"/hooks/text/cedar/status/{sent.reference}/"
    for _ in range(5):
        assert call(path, became(status, code)).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, ContactPoint.objects.get().works) == (state, works)
    assert list(Delivery.objects.order_by("id").values_list("outcome", flat=True)) == ["accepted", outcome]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "order", [["delivered", "sent", "queued"], ["queued", "sent", "delivered"], ["sent", "read", "sending"]]
)
def test_whatever_the_order_and_however_late(sent, at, order):
    path = f"/hooks/text/cedar/status/{sent.reference}/"
    for day, status in enumerate([*order, *order]):
        at(f"2026-11-{23 + day}T12:00")
        assert call(path, became(status)).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, sent.state_reason["code"]) == ("sent", "outreach.delivered")
    assert list(Delivery.objects.order_by("id").values_list("outcome", flat=True)) == ["accepted", "delivered"]


@pytest.mark.django_db
def test_that_twilio_has_it_settles_what_nobody_knew(sent):
    Message.objects.update(state="unknown", ended_at=None)
    assert call(f"/hooks/text/cedar/status/{sent.reference}/", became("queued")).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["receiving", "canceled", "", "nonsense"])
def test_words_that_say_nothing_of_it_change_nothing(sent, status):
    before = effects()
    assert call(f"/hooks/text/cedar/status/{sent.reference}/", became(status)).status_code == 200
    assert effects() == before


@pytest.mark.django_db
def test_a_message_that_nobody_knows_is_answered_and_has_no_effect(sent):
    before = effects()
    assert call("/hooks/text/cedar/status/nobody/", became() | {"MessageSid": "SM" + "9" * 32}).status_code == 200
    assert effects() == before


# --- the cases of the signature: refused without an effect, or exactly one ------------------------------------------------

HERE = "https://team.cedar.example{path}"


def _altered(fields):
    return fields | {"MessageSid": "SM" + "8" * 32}


CASES = {
    "unsigned": ({"headers": {"x-twilio-signature": ""}}, 403),
    "not a signature": ({"headers": {"x-twilio-signature": "ñandú"}}, 403),
    "wrong key": ({"secret": "another"}, 403),
    "empty key": ({"secret": ""}, 403),
    "altered body": ({"body": _altered}, 403),
    "extra field": ({"body": lambda fields: fields | {"Extra": "1"}}, 403),
    "field left out": ({"body": lambda fields: {k: v for k, v in fields.items() if k != "To"}}, 403),
    "another host signed": ({"signed": "https://evil.example{path}"}, 403),
    "http signed": ({"signed": "http://team.cedar.example{path}"}, 403),
    "port in the address": ({"signed": "https://team.cedar.example:443{path}"}, 200),
    "another port": ({"signed": "https://team.cedar.example:8443{path}"}, 403),
    "IPv6 host": ({"signed": "https://[::1]{path}"}, 403),
    "no slash at the end": ({"signed": "https://team.cedar.example/hooks/text/cedar/replies"}, 403),
    "capital letters in the path": ({"signed": "https://team.cedar.example/HOOKS/text/cedar/replies/"}, 403),
    "query signed": ({"signed": HERE + "?a=1"}, 403),
    "query sent": ({"query": "?a=1&b=2"}, 403),
    "query sent and signed": ({"query": "?b=2&a=1", "signed": HERE + "?b=2&a=1"}, 403),
    "fields in another order": ({"body": lambda fields: dict(reversed(fields.items()))}, 200),
    "fields twice": ({"body": lambda fields: f"{urlencode(fields)}&{urlencode(fields)}"}, 200),
    "a field twice with two values": ({"body": lambda fields: f"{urlencode(fields)}&From=%2B15550109999"}, 403),
    "the neighbor's path signed": ({"signed": "https://team.cedar.example/hooks/text/juniper/replies/"}, 403),
    "empty body": ({"body": lambda fields: ""}, 403),
    "empty body, signed empty": ({"body": lambda fields: "", "fields": {}}, 403),
    "GET": ({"method": "GET"}, 405),
    "PUT": ({"method": "PUT"}, 405),
    "huge": ({"fields": lambda fields: fields | {"Extra": "x" * 1_000_000}}, 200),
    "huge and unsigned": ({"body": lambda fields: fields | {"Extra": "x" * 1_000_000}}, 403),
    "beyond what is taken": ({"fields": lambda fields: fields | {"Extra": "x" * 2_200_000}}, 403),
    "beyond what is read": ({"fields": lambda fields: fields | {"Body": "x" * 3_000_000}}, 413),
    "a thousand fields": ({"fields": lambda fields: fields | {f"f{n}": "1" for n in range(400)}}, 403),
    "odd charset": ({"content_type": f"{FORM}; charset=utf-16"}, 400),
    "unknown charset": ({"content_type": f"{FORM}; charset=nonsense"}, 403),
    "not UTF-8": ({"body": lambda fields: f"{urlencode(fields)}&Odd=%ff%fe"}, 403),
    "raw bytes": ({"body": lambda fields: urlencode(fields).encode() + b"&Odd=\xc3\x28"}, 403),
    "JSON": ({"content_type": "application/json"}, 403),
    "multipart": ({"content_type": "multipart/form-data; boundary=x", "body": lambda fields: b"--x--\r\n"}, 403),
    "broken multipart": ({"content_type": "multipart/form-data", "body": lambda fields: b"--x--"}, 400),
    "signed in capital letters": ({"headers": "upper"}, 403),
    "Host of the proxy": ({"HTTP_HOST": "localhost:8000"}, 200),
    "http behind the proxy": ({"HTTP_X_FORWARDED_PROTO": "http"}, 200),
    "a host that is not ours": ({"HTTP_HOST": "evil.example"}, 400),
    "the time of long ago": ({"headers": {"date": "Mon, 01 Jan 2024 00:00:00 GMT"}}, 200),
}  # fmt: skip


def _say(path, fields, said):
    said = dict(said)
    change = said.pop("fields", None)
    fields = change(fields) if callable(change) else fields if change is None else change
    body = said.pop("body", None)
    if body is not None:
        changed = body(fields)
        said["body"] = urlencode(changed) if isinstance(changed, dict) else changed
    if "signed" in said:
        said["signed"] = said["signed"].replace("{path}", path)
    if said.get("headers") == "upper":
        signature = RequestValidator(TOKEN).compute_signature(f"https://team.cedar.example{path}", fields)
        said["headers"] = {"x-twilio-signature": signature.swapcase()}
    query = said.pop("query", "")
    signed = said.pop("signed", f"https://team.cedar.example{path}")
    return call(f"{path}{query}", fields, signed=signed, **said)


@pytest.mark.django_db
@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("hook", ["replies", "status"])
def test_a_call_is_refused_or_has_exactly_one_effect(sent, neighbor, settings, hook, case):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    said, expected = CASES[case]
    path = REPLIES if hook == "replies" else f"/hooks/text/cedar/status/{sent.reference}/"
    fields = reply("STOP") if hook == "replies" else became("undelivered", "30005")
    before = effects()
    with structlog.testing.capture_logs() as logs:
        responses = [_say(path, fields, said), _say(path, fields, said)]
    assert [response.status_code for response in responses] == [expected, expected]
    if expected == 200:
        assert effects() == ((1, before[1], 1) if hook == "replies" else (0, ["accepted", "never"], 0))
    else:
        assert effects() == before
        assert responses[0].content in {b"", responses[1].content}
    for text in [str(logs), *(response.content.decode() for response in responses)]:
        assert not any(secret in text for secret in ("5550103001", "STOP", TOKEN, sent.patient.family))


@pytest.mark.django_db
def test_a_reply_of_a_megabyte_is_kept(sent):
    words = "Hola 🙂 " + "x" * 1_000_000
    for _ in range(2):
        assert call(REPLIES, reply(words)).status_code == 200
    assert Reply.objects.get().words == words


@pytest.mark.django_db
def test_a_call_for_the_neighbor_finds_nothing_of_ours(sent, neighbor):
    before = effects()
    assert call(f"/hooks/text/juniper/status/{sent.reference}/", became("undelivered", "30005")).status_code == 200
    # Signed, and set up at the wrong practice: our number is not the neighbor's.
    assert call("/hooks/text/juniper/replies/", reply("STOP")).status_code == 403
    assert call("/hooks/text/nobody/replies/", reply("STOP")).status_code == 403
    assert effects() == before


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", ["MessageSid", "From", "To"])
def test_a_reply_from_nobody_or_to_nobody_is_none(sent, left_out):
    fields = reply("STOP")
    del fields[left_out]
    assert call(REPLIES, fields).status_code == 403
    assert Reply.objects.count() == 0


@pytest.mark.django_db
def test_without_the_provider_nothing_is_taken(cedar, sent, settings):
    for texts in ({}, {"KIND": "smpp", "PASSWORD": TOKEN, "NEXT_PASSWORD": ""}):
        settings.TEXTS = texts
        assert call(REPLIES, reply()).status_code == 403
    settings.TEXTS = {"KIND": "twilio", "PASSWORD": "new", "NEXT_PASSWORD": TOKEN}
    assert call(REPLIES, reply()).status_code == 200
    settings.ORIGIN = ""
    assert call(REPLIES, reply()).status_code == 403


def test_the_addresses_that_are_given_away(settings):
    settings.ORIGIN = "https://team.cedar.example/"
    assert replies_address("cedar") == "https://team.cedar.example/hooks/text/cedar/replies/"
    assert status_address("cedar", "mABC") == "https://team.cedar.example/hooks/text/cedar/status/mABC/"
    for name, said in (("replies", {}), ("status", {"reference": "mABC"})):
        path = reverse(f"webhooks:{name}", kwargs={"practice": "cedar"} | said)
        given = replies_address("cedar") if name == "replies" else status_address("cedar", "mABC")
        assert given == f"https://team.cedar.example{path}"
    assert as_signed("https://[2001:db8::1]:8443/x/") == ["https://[2001:db8::1]/x/", "https://[2001:db8::1]:8443/x/"]
    settings.ORIGIN = ""
    assert (replies_address("cedar"), status_address("cedar", "m"), as_signed("")) == ("", "", [])


@pytest.mark.django_db
def test_a_reference_is_said_as_it_is(sent):
    """A path that is coded in another way is another address."""
    odd = quote(sent.reference[0]).replace(sent.reference[0], f"%{ord(sent.reference[0]):02x}")
    path = f"/hooks/text/cedar/status/{odd}{sent.reference[1:]}/"
    assert call(path, became("undelivered", "30005")).status_code == 403
