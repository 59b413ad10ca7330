"""A page that breaks: nothing is kept, the person gets plain words, the log gets the place and no word of anybody."""

from __future__ import annotations

import json

import pytest

from tests.faults.driver import Save
from tests.faults.scene import Scene

pytestmark = pytest.mark.fault


def test_a_page_that_breaks_is_logged_with_its_place_and_without_a_word_of_anybody(demo):
    scene = Scene(demo, drivers=1, fault="broken page")
    driver = scene.drivers[0]
    words = "I want to dance with Mateo"
    save = Save(words, driver.prepare(words))
    status, _, page = driver.ask(driver.strip, save.body)
    driver.saves.append(save)
    assert status == 500
    for hidden in (b"Traceback", b"RuntimeError", words.encode()):
        assert hidden not in page
    assert scene.lost_half_and_twice() == ([], [], [])
    assert demo.query("SELECT count(*) FROM plans_goalversion WHERE words = 'I want to dance with Mateo'") == [(0,)]
    written = demo.home.with_name("home.serve.log").read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line["event"] == "page broke"]
    assert [error["type"] for error in line["error"]] == ["RuntimeError", "ValueError"]
    assert line["error"][0]["at"][-1].endswith("broken")
    assert (line["page"], line["method"], line["level"]) == ("broken", "POST", "error")
    assert [other["status"] for other in lines if other["event"] == "request" and other["id"] == line["id"]] == [500]
    given, family, patient = demo.query(
        "SELECT p.given, p.family, p.oid FROM patients_patient p JOIN visits_visit v ON v.patient_id = p.id"
        f" WHERE v.oid = '{driver.visit}'"
    )[0]
    for word in ("dance", "Mateo", "10 min", given, family, patient, driver.visit, "@cedar"):
        assert word not in written
