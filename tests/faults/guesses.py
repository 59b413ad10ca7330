"""A process that guesses the birth date behind one link, from several threads at once; see ``test_guesses``.

python -m tests.faults.guesses prepare             makes a practice, a patient, a form; prints the link's door
python -m tests.faults.guesses guess DOOR FIRST    40 wrong dates from FIRST on; prints what became of each
python -m tests.faults.guesses careless DOOR FIRST the same with tries that are counted after the look
python -m tests.faults.guesses prepare-own         the same for a patient's own page, and
python -m tests.faults.guesses guess-own DOOR FIRST
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

THREADS, GUESSES = 8, 40


def prepare() -> str:
    """Return the door of a new link."""
    from teamlet.conftest import make_patient, make_person, make_practice
    from teamlet.ground import clock
    from teamlet.records.instruments.actions import issue_form, issue_link
    from teamlet.records.instruments.words import FormPurpose

    practice = make_practice("cedar", "Cedar Family Practice")
    by = make_person(practice, "nurse").principal
    at = clock.now()
    form = issue_form(patient=make_patient(practice), purpose=FormPurpose.SCREENING, parts=["phq_2"], at=at, by=by)
    return issue_link(form=form, at=at, by=by)[0].oid


def guess(door: str, first: int, *, own: bool = False) -> list[str]:
    """Return what became of each guess."""
    from django.db import connection

    from teamlet.ground import clock
    from teamlet.records.instruments.actions import try_door

    def one(number: int) -> str:
        try:
            day = date(1990, 1, 1) + timedelta(days=first + number)
            knock: Any = try_own_door if own else try_door
            return str(knock(door=door, birth_date=day, at=clock.now()).checked.value)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(GUESSES)))


def prepare_own() -> str:
    """Return the door of a new link to a patient's own page."""
    from teamlet.conftest import make_patient, make_person, make_practice
    from teamlet.ground import clock
    from teamlet.records.followups.actions import open_own_page
    from teamlet.records.followups.queries.own_page import own_link_by_token

    practice = make_practice("cedar", "Cedar Family Practice")
    by = make_person(practice, "nurse").principal
    path = open_own_page(patient=make_patient(practice), at=clock.now(), by=by)
    link = own_link_by_token(path.split("/")[2])
    assert link is not None
    return link.oid


def try_own_door(*, door: str, birth_date: date, at: Any) -> Any:
    """Answer a birth date given at the door of an own page, as its page does."""
    from teamlet.records.followups.actions import verify_own_birth_date
    from teamlet.records.followups.queries.own_page import acting_on_own_page, own_link_by_door

    link = own_link_by_door(door)
    assert link is not None
    return verify_own_birth_date(link=link, birth_date=birth_date, at=at, by=acting_on_own_page(link.practice))


class Stale:
    """A count that was read before anybody else's try: what a look before the counting would write back."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __sub__(self, other: int) -> Any:
        return 5 - other

    def __add__(self, other: int) -> Any:
        return 5


def main(task: str, *arguments: str) -> None:
    import django

    django.setup()
    if task in {"prepare", "prepare-own"}:
        print(json.dumps(prepare() if task == "prepare" else prepare_own()))
        return
    if task == "careless":
        from teamlet.records.instruments.actions import links

        links.F = Stale
    print(json.dumps(guess(arguments[0], int(arguments[1]), own=task == "guess-own")))


if __name__ == "__main__":
    main(*sys.argv[1:])
