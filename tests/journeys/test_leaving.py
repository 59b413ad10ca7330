"""Somebody leaves with a dozen open contacts and more: the load is seen before, nothing is lost, everybody sees why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.installations import Installation, closing_installation, empty_installation
from tests.journeys.conftest import TODAY
from tests.journeys.shots import Shots

pytestmark = pytest.mark.journey

OPEN = """
    SELECT person.called, task.oid FROM followups_contact contact
    JOIN tasks_task task ON task.id = contact.task_id
    JOIN practice_membership person ON person.id = task.owner_id
    JOIN practice_practice practice ON practice.id = contact.practice_id
    WHERE practice.key = 'cedar' AND contact.state = 'open' AND task.state = 'open' AND person.state = 'active'
"""
MOVED = """
    SELECT task.oid, receiver.called, move.reason FROM tasks_taskmove move
    JOIN tasks_task task ON task.id = move.task_id AND task.kind = 'contact'
    JOIN practice_membership giver ON giver.id = move.from_owner_id
    JOIN practice_membership receiver ON receiver.id = move.to_owner_id
    WHERE giver.called = 'Ana' AND move.reason = 'left'
"""
LOGINS = {"Ben": "ben", "Lena": "lena", "Carl": "carl", "Maya": "maya", "Nora": "nora", "Luis": "luis"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo of this story's own: nobody else's story survives Ana's leaving."""
    with closing_installation(empty_installation(tmp_path_factory.mktemp("leaving") / "var")) as installation:
        installation.json("demo", "--patients", 45, "--as-of", TODAY, TEAMLET_NOW=f"{TODAY}T09:00")
        yield installation


@pytest.fixture(scope="module")
def shots() -> Shots:
    return Shots("leaving")


def of_ana(demo: Any) -> set[str]:
    return {task for name, task in demo.query(OPEN) if name == "Ana"}


def office_page_of(somebody: Any, name: str) -> None:
    somebody.opens("office/people/")
    somebody.page.get_by_role("link", name=name, exact=True).click()
    somebody.page.get_by_role("heading", name=name, level=1).wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_time_for_calls_and_absences_are_seen_by_the_office(person, shots, width):
    pat = person("pat", width=width)
    pat.opens("office/call-times/")
    pat.sees("Ana Flores")
    pat.sees("Monday")
    pat.finds_no_barrier()
    shots.take(pat, f"time-for-calls-{width}")
    pat.opens("office/absences/")
    pat.sees("November 2026")
    pat.finds_no_barrier()
    shots.take(pat, f"absences-{width}")
    pat.had_no_trouble()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_front_desk_sees_which_interpreters_to_book(person, shots, width):
    dora = person("dora", width=width)
    dora.opens("")
    dora.page.locator("#interpreters a").first.click()
    dora.page.get_by_role("heading", name="Interpreters and relay to book", level=1).wait_for()
    dora.finds_no_barrier()
    shots.take(dora, f"bookings-{width}")
    dora.had_no_trouble()


def test_an_interpreter_is_booked(person, demo, shots):
    dora = person("dora")
    dora.opens("bookings/")
    form = dora.page.locator("#to-book form").first
    form.get_by_label("Their number for it").fill("LX 4471")
    form.get_by_role("button", name="Booked", exact=True).click()
    dora.sees("(LX 4471)")
    assert demo.query("SELECT reference FROM followups_booking WHERE state = 'booked'") == [("LX 4471",)]
    shots.take(dora, "booked")
    dora.had_no_trouble()


def test_somebody_leaves_with_a_dozen_open_contacts(person, demo, shots):
    hers, all_open = of_ana(demo), {task for _name, task in demo.query(OPEN)}
    assert len(hers) >= 12

    pat = person("pat")
    office_page_of(pat, "Ana Flores")
    pat.sees(f"{len(hers)} open contacts")
    pat.sees("On leaving or while suspended they will go to:")
    pat.finds_no_barrier()
    shots.take(pat, "before")
    foretold = pat.page.locator("#handover li").all_inner_texts()
    pat.page.get_by_text("Left the practice…").click()
    pat.sees(f"{len(hers)} open contacts, ")
    shots.take(pat, "asked-again")
    pat.page.get_by_role("button", name="Yes, they left").click()
    pat.sees("no longer works here.")
    pat.had_no_trouble()
    shots.take(pat, "after")

    # Nothing is lost: each contact is open with somebody who works here, moved once, for a reason.
    assert of_ana(demo) == set()
    assert {task for _name, task in demo.query(OPEN)} == all_open
    moved = demo.query(MOVED)
    assert sorted(task for task, _name, _why in moved) == sorted(hers)
    receivers = {name for _task, name, _why in moved}
    assert len(receivers) > 1
    assert len(foretold) >= len(receivers)
    assert demo.json("followups", "vanished", "--practice", "cedar", TEAMLET_NOW=f"{TODAY}T09:00") == {"vanished": []}


def test_whoever_received_them_sees_from_whom_and_why(person, demo, shots):
    receivers = {name for _task, name, _why in demo.query(MOVED)}
    for name in sorted(receivers & set(LOGINS)):
        somebody = person(LOGINS[name])
        somebody.opens("?as=people&show=coming")
        if somebody.page.locator("#moved").count() == 0:
            continue
        moved = somebody.page.locator("#moved")
        assert "from Ana: Left the practice" in moved.inner_text()
        somebody.finds_no_barrier()
        shots.take(somebody, f"moved-to-{LOGINS[name]}")
        moved.get_by_role("link").first.click()
        somebody.page.locator("#ways").wait_for()
        somebody.page.get_by_text("Give it to somebody else").click()
        somebody.sees("Moved from Ana: Left the practice")
        somebody.page.get_by_text("Another day or person for this contact").click()
        somebody.finds_no_barrier()
        shots.take(somebody, "contact")
        somebody.had_no_trouble()
        return
    pytest.fail(f"nobody of {receivers} saw that something was moved to them")
