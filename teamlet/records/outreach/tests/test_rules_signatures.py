"""Signatures of webhooks: right ones, and everything that may be wrong with one."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, strategies as st

from teamlet.records.outreach.rules.signatures import check_signature, signature_of
from teamlet.records.outreach.rules.words import REASONS, Signed

SECRET, OTHER = "12345", "54321"
ADDRESS = "https://team.example.org/hooks/texts?practice=elm"
FIELDS = {"From": ["+15550102233"], "To": ["+15550109999"], "Body": ["ALTO ñ 🛑"], "MessageSid": ["SM1"]}
GOOD = signature_of(ADDRESS, FIELDS, SECRET)


@pytest.mark.parametrize(
    ("address", "fields", "signature"),
    [
        # computed with the provider's own client (RequestValidator of twilio 9) for the same input
        (
            "https://team.example.org/hooks/texts?practice=elm",
            {"From": ["+15550102233"], "Body": ["STOP"]},
            "Eluz/QDS/tW7PaaY9cmg3Gp8QgQ=",
        ),
        (
            "https://team.example.org/hooks/texts",
            {"b": ["2", "1", "1"], "a": ["ñ"], "B": [""]},
            "64l6zPg0lqKxrq2dbT6cxdfK71E=",
        ),
        ("https://team.example.org/hooks/status?bodySHA256=00", {}, "4IoTlVJ02GFyzD5gB2goNTCsbP0="),
    ],
)
def test_the_same_as_the_providers_own_client(address, fields, signature):
    assert signature_of(address, fields, SECRET) == signature


def changed(**change: list[str]) -> dict[str, list[str]]:
    return FIELDS | change


@pytest.mark.parametrize(
    ("signature", "address", "fields", "secrets", "code"),
    [
        (GOOD, ADDRESS, FIELDS, [SECRET], "right"),
        (GOOD, ADDRESS, FIELDS, [OTHER, SECRET], "right"),  # while the secret is being changed
        (GOOD, ADDRESS, dict(reversed(FIELDS.items())), [SECRET], "right"),
        (GOOD, ADDRESS, FIELDS, [OTHER], "wrong"),
        (GOOD, ADDRESS, changed(Body=["START"]), [SECRET], "wrong"),
        (GOOD, ADDRESS, changed(From=["+15550102234"]), [SECRET], "wrong"),
        (GOOD, ADDRESS, changed(Extra=["1"]), [SECRET], "wrong"),
        (GOOD, ADDRESS, {name: value for name, value in FIELDS.items() if name != "To"}, [SECRET], "wrong"),
        (GOOD, ADDRESS.replace("team.", "evil."), FIELDS, [SECRET], "wrong"),
        (GOOD, ADDRESS.replace("https", "http"), FIELDS, [SECRET], "wrong"),
        (GOOD, ADDRESS.replace("elm", "oak"), FIELDS, [SECRET], "wrong"),
        (GOOD, ADDRESS.replace("/texts", "/texts/"), FIELDS, [SECRET], "wrong"),
        (GOOD, ADDRESS.replace(".org", ".org:443"), FIELDS, [SECRET], "wrong"),
        (GOOD[:-2] + "A=", ADDRESS, FIELDS, [SECRET], "wrong"),
        ("", ADDRESS, FIELDS, [SECRET], "missing"),
        ("not base64!", ADDRESS, FIELDS, [SECRET], "unreadable"),
        ("YWJj", ADDRESS, FIELDS, [SECRET], "unreadable"),
        (GOOD + "\n", ADDRESS, FIELDS, [SECRET], "unreadable"),
        ("ñ" * 28, ADDRESS, FIELDS, [SECRET], "unreadable"),
        (GOOD, ADDRESS, FIELDS, [], "no_secret"),
        (signature_of(ADDRESS, FIELDS, ""), ADDRESS, FIELDS, [""], "no_secret"),
    ],
)
def test_signatures(signature, address, fields, secrets, code):
    decision = check_signature(signature, address=address, secrets=secrets, fields=fields)
    assert decision.reason.code == f"outreach.signature_{code}"
    assert (decision.status is Signed.YES) == (code == "right")
    assert decision.reason.code in REASONS


@pytest.mark.parametrize(("sent", "expected"), [(b'{"a":1}', Signed.YES), (b'{"a":2}', Signed.NO), (b"", Signed.NO)])
def test_a_body_that_is_no_form_is_named_by_its_hash(sent, expected):
    digest = hashlib.sha256(b'{"a":1}').hexdigest()
    address = f"{ADDRESS}&bodySHA256={digest}"
    signature = signature_of(address, {}, SECRET)
    assert check_signature(signature, address=address, secrets=[SECRET], body=sent).status is expected


def test_a_body_without_its_hash_in_the_address_is_not_believed():
    decision = check_signature(signature_of(ADDRESS, {}, SECRET), address=ADDRESS, secrets=[SECRET], body=b"{}")
    assert decision.status is Signed.NO


@given(st.text(max_size=60), st.text(max_size=60), st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=9))))
def test_never_raises_and_never_believes_a_stranger(signature, address, fields):
    assert check_signature(signature, address=address, secrets=[SECRET], fields=fields).status is Signed.NO
    check_signature(signature, address=address, secrets=[SECRET], fields=fields, body=b"x")
