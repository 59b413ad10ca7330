"""`teamlet mail receive` as a mail server's pipe uses it."""

from __future__ import annotations

import pytest

STRANGER = "From: stranger@example.org\nMessage-ID: <x@example.org>\n\nSTOP\n"


@pytest.fixture
def one(here):
    here.json("practice", "create", "cedar", "--name", "Cedar Family Practice")
    return here


def test_a_mail_is_taken_in_once(one):
    for _again in range(2):
        assert one.json("mail", "receive", typed=STRANGER) == {"ok": True, "took": "reply"}
    stops = (one.home / "outreach" / "stops.jsonl").read_text().splitlines()
    assert len(stops) == 1
    assert "stranger@example.org" in stops[0]


@pytest.mark.parametrize("typed", ["", "\n", "no headers", "Content-Type: multipart/mixed\n\n"])
def test_whatever_comes_is_taken(one, typed):
    assert one.run("mail", "receive", typed=typed).returncode == 0


def test_an_installation_that_is_not_ready_asks_for_the_mail_again(here, tmp_path):
    done = here.run("mail", "receive", typed=STRANGER, TEAMLET_HOME=str(tmp_path / "empty"), TEAMLET_DATABASE_URL="")
    assert done.returncode == 75
    assert "Traceback" not in done.stderr
