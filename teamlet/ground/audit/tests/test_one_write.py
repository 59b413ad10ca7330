"""What an action and the actions inside it write reaches the chain in one go, one event each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.audit.action import action, audit
from teamlet.ground.audit.models import Event, Head
from teamlet.ground.audit.verify import verify
from teamlet.ground.reasons import Reason, Refused

pytestmark = pytest.mark.django_db


@action
def note_one(*, word, by):
    audit(("tests.word", word))
    if word == "no":
        raise Refused(Reason("tests.no"))


@action
def note_all(*, words, by, go_on=False):
    for word in words:
        try:
            note_one(word=word, by=by)
        except Refused:
            if not go_on:
                raise
    audit(("tests.words", str(len(words))))


def statements(act, table):
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"].split()[0] for query in asked.captured_queries if table in query["sql"]]


@pytest.mark.parametrize("many", [1, 3, 130])
def test_each_writes_its_own_event_in_order(staff, many):
    by = staff("nurse").principal
    words = [f"w{number}" for number in range(many)]
    inserts = statements(lambda: note_all(words=words, by=by), "INTO audit_event")
    assert len(inserts) == -(-(many + 1) // 60)
    rows = list(Event.objects.order_by("number").values_list("verb", "about_oid"))
    assert [oid for _, oid in rows] == [*words, str(many)]
    assert {verb.rsplit(".", 1)[-1] for verb, _ in rows} == {"note_one", "note_all"}
    assert Head.objects.get(practice_id=by.practice_id).count == many + 1
    assert verify().findings == []


def test_the_head_moves_once(staff):
    by = staff("nurse").principal
    assert statements(lambda: note_all(words=["a", "b"], by=by), "UPDATE audit_head") == ["UPDATE"]


def test_no_savepoint_for_an_action_inside_an_action(staff):
    by = staff("nurse").principal
    assert statements(lambda: note_all(words=["a", "b"], by=by), "SAVEPOINT") == ["SAVEPOINT", "RELEASE"]


@pytest.mark.parametrize("go_on", [False, True], ids=["refused", "caught"])
def test_what_fails_inside_fails_all_of_it(staff, go_on):
    by = staff("nurse").principal
    with pytest.raises(Exception, match=r"tests\.no|transaction"):
        note_all(words=["a", "no", "b"], by=by, go_on=go_on)
    assert not Event.objects.exists()
