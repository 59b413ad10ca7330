"""The provider of text messages calls the real server, the same call five times at the same moment."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from tests.faults.scene import assert_whole
from tests.faults.sending import Sending
from tests.installations import free_port, wait_until_ready

pytestmark = pytest.mark.fault
TOKEN = "t0ken"
OURS = "+15550102200"
AT_ONCE = 5


def test_the_same_calls_five_times_at_once_have_one_effect_each(installation, opened):
    sending = Sending(installation)
    opened.append(sending)
    sending.seed(4)
    installation.query(f"UPDATE practice_practice SET text_number = '{OURS}'")
    installation.query("UPDATE outreach_message SET state = 'sent'")
    messages = installation.query("SELECT reference, address FROM outreach_message ORDER BY id")
    port = free_port()
    origin = f"http://localhost:{port}"
    web = installation.start(
        "serve", "--port", port, TEAMLET_ORIGIN=origin, TEAMLET_TEXT_URL=f"twilio://AC1:{TOKEN}@localhost:1?tls=none"
    )
    wait_until_ready(port, web)

    def call(said: tuple[str, dict[str, str]]) -> int:
        path, fields = said
        signature = RequestValidator(TOKEN).compute_signature(f"{origin}{path}", fields)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
            connection.request("POST", path, urlencode(fields), headers)
            return connection.getresponse().status
        finally:
            connection.close()

    calls = []
    for number, (reference, address) in enumerate(messages):
        became = {"MessageSid": f"SM{number:032}", "MessageStatus": "undelivered", "ErrorCode": "30005"}
        calls.append((f"/hooks/text/cedar/status/{reference}/", became))
        reply = {"MessageSid": f"SM{number + 100:032}", "From": address, "To": OURS, "Body": "STOP"}
        calls.append(("/hooks/text/cedar/replies/", reply))
    with ThreadPoolExecutor(10) as callers:
        answers = list(callers.map(call, calls * AT_ONCE))
    assert set(answers) == {200}
    counted = installation.query(
        "SELECT (SELECT COUNT(*) FROM outreach_delivery WHERE outcome = 'never'),"
        " (SELECT COUNT(*) FROM outreach_message WHERE state = 'rejected'),"
        " (SELECT COUNT(*) FROM outreach_optout),"
        " (SELECT COUNT(*) FROM outreach_reply)"
    )
    assert counted == [(4, 4, 4, 4)]
    assert_whole(installation)
