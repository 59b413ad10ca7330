"""Impatient thumbs and curious programs, against the real server: the same thing sent many times at the same moment.

A link that mail scanners fetch, a button pressed eight times, a handoff answered in two places.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.faults.answering import Patient, hand_out
from tests.faults.driver import PRACTICE, Browser, Driver, fields_of
from tests.faults.scene import PASSWORD, Scene, Served, assert_whole

pytestmark = pytest.mark.fault
THUMBS = 8
FETCHES = 50


class Reading(Patient):
    """A patient who keeps every page and where it led, as a proxy on the way would see them."""

    def ask(self, address: str, body: str = "") -> tuple[int, str, bytes]:
        status, where, page = super().ask(address, body)
        self.read.append(f"{where}\n{page.decode()}")
        return status, where, page


def at_once(browser: Browser, address: str, body: str) -> list[tuple[int, str]]:
    """Send the same thing from so many thumbs, each with the cookies as they were."""

    def press(_thumb: int) -> tuple[int, str]:
        return Browser(browser.port, dict(browser.cookies)).ask(address, body)[:2]

    with ThreadPoolExecutor(THUMBS) as thumbs:
        return list(thumbs.map(press, range(THUMBS)))


@pytest.fixture
def served(demo):
    given = hand_out(demo, "link", 2)
    return Served(demo), given


def test_a_secret_address_leaves_no_trace_and_outlives_every_scanner(served):
    place, (given, _other) = served
    secret = given["way_in"]
    for _scanner in range(FETCHES):
        scanner = Browser(place.port)
        assert scanner.ask(f"/f/{secret}/")[:2] == (302, "/form/")
        scanner.ask("/form/")
    assert place.installation.query(f"SELECT state FROM instruments_form WHERE oid = '{given['form']}'") == [
        ("issued",)
    ]
    patient = Reading(place.port, given_out=given)
    patient.read = []
    patient.goes_in()
    number = next(number for number, each in enumerate(given["questions"], 1) if each["kind"] == "text")
    patient.sends(patient.fills(number, "the stairs"))
    assert patient.hands_in() == "/form/thanks/"
    patient.ask("/form/thanks/")
    assert len(patient.read) > FETCHES // 10
    assert [page for page in patient.read if secret in page] == []
    home = place.installation.home
    kept = [path for path in [*home.rglob("*"), *home.parent.glob(f"{home.name}.*.log")] if path.is_file()]
    assert any(path.suffix == ".log" and b"front_door:link" in path.read_bytes() for path in kept)
    assert [path.name for path in kept if secret.encode() in path.read_bytes()] == []


def test_a_form_is_sent_once_and_an_answer_kept_once_however_often_one_presses(served):
    place, (given, _other) = served
    patient = Patient(place.port, given_out=given)
    patient.goes_in()
    number = next(number for number, each in enumerate(given["questions"], 1) if each["kind"] == "text")
    sent = patient.fills(number, "the stairs")
    assert len(set(at_once(patient, f"/form/questions/{number}/", sent.body))) == 1
    end = urlencode(fields_of(patient.ask("/form/end/")[2], "/form/end/"))
    assert at_once(patient, "/form/end/", end) == [(302, "/form/thanks/")] * THUMBS
    ask, form = place.installation.query, given["form"]
    answers = (
        f"SELECT count(*) FROM instruments_answer a JOIN instruments_form f ON f.id = a.form_id WHERE f.oid = '{form}'"
    )
    assert ask(answers) == [(1,)]
    changes = (
        "SELECT count(*) FROM instruments_formchange c JOIN instruments_form f ON f.id = c.form_id"
        f" WHERE f.oid = '{form}' AND c.to_state = 'submitted'"
    )
    assert ask(changes) == [(1,)]
    assert_whole(place.installation)


def test_a_handoff_answered_in_many_places_at_once_has_one_answer(demo):
    place = Scene(demo, drivers=1)
    giver = place.drivers[0]
    ana = "SELECT m.oid FROM practice_membership m JOIN access_user u ON u.id = m.user_id"
    (person,) = demo.query(f"{ana} WHERE u.email = 'ana@cedar.example'")[0]
    path = fields_of(giver.ask(giver.strip)[2], giver.strip)
    asked = {"receiver": person, **{name: path[name] for name in ("csrfmiddlewaretoken", "stamp")}}
    assert giver.ask(f"{giver.strip}handoff/", urlencode(asked))[0] == 302
    ((handoff,),) = demo.query(
        f"SELECT h.oid FROM visits_handoff h JOIN visits_visit v ON v.id = h.visit_id WHERE v.oid = '{giver.visit}'"
    )
    receiver = Driver(place.port)
    receiver.sign_in("ana@cedar.example", PASSWORD)
    address = f"{PRACTICE}handoffs/{handoff}/"
    token = fields_of(receiver.ask(PRACTICE)[2], address)["csrfmiddlewaretoken"]
    words = [{"answer": "accept"}, {"why": "with_patient"}] * (THUMBS // 2)

    def press(said: dict[str, str]) -> int:
        body = urlencode({"csrfmiddlewaretoken": token} | said)
        return Browser(place.port, dict(receiver.cookies)).ask(address, body)[0]

    with ThreadPoolExecutor(THUMBS) as thumbs:
        assert set(thumbs.map(press, words)) == {302}
    changes = (
        "SELECT c.from_state, c.to_state FROM visits_handoffchange c JOIN visits_handoff h ON h.id = c.handoff_id"
        f" WHERE h.oid = '{handoff}' AND c.from_state <> '' ORDER BY c.id"
    )
    assert demo.query(changes) in (
        [("requested", "accepted"), ("accepted", "declined")],
        [("requested", "declined")],
        [("requested", "accepted")],
    )
    assert_whole(demo)
