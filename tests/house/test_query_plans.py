"""Pages find rows by an index that tells them apart, also before SQLite knows how large its tables are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import sign_in
from teamlet.demo.seed import build
from teamlet.ground.access.models import User
from teamlet.records.followups.models import Contact
from teamlet.records.patients.models import Patient
from teamlet.records.visits.models import Visit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL weighs sizes: small tables are scanned"),
]
#: One row for each patient or more: looking at all rows of a practice takes longer in a larger practice.
LARGE = (
    "patients_patient", "patients_reading", "patients_condition", "patients_medicine", "patients_encounter",
    "plans_goal", "plans_goalversion", "plans_actionplan", "plans_planversion", "followups_contact",
    "followups_contactreport", "followups_attempt", "tasks_task", "visits_visit", "documents_takehomepage",
    "audit_event", "followups_registryrow", "followups_registrypopulation", "outreach_message",
    "outreach_delivery", "outreach_consent", "outreach_batchletter",
)  # fmt: skip
BY_ALL = re.compile(
    rf"SCAN ({'|'.join(LARGE)})\b|SEARCH ({'|'.join(LARGE)}) USING INDEX \S+_practice_id_[0-9a-f]{{8}} "
)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the demo once for this module; it is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel("2026-11-24T15:00:00+00:00", tick=False):
            build(patients=60, as_of=date(2026, 11, 24))
            yield
        transaction.set_rollback(True)


def address_of(page: str) -> str:
    """Return the address of ``page``: names in braces stand for the id of a row with much in it."""
    contact = Contact.objects.filter(practice__key="cedar", state="open").order_by("-follows", "pk").first()
    assert contact is not None
    opened = Visit.objects.filter(patient_id=contact.patient_id).first()
    assert opened is not None
    ids = {"patient": Patient.objects.get(pk=contact.patient_id).oid, "contact": contact.oid, "visit": opened.oid}
    return "/practice/cedar/" + page.format(**ids)


PAGES = [
    ("maya", ""), ("ana", ""), ("cole", ""), ("pat", ""), ("dora", ""), ("ana", "contacts/"),
    ("ana", "contacts/{contact}/"), ("maya", "patients/{patient}/"), ("maya", "patients/{patient}/record/"),
    ("maya", "visits/{visit}/"), ("ana", "panel/"), ("ana", "panel/?owner=me&look=unsure&language=es"),
    ("ana", "panel/?due=overdue"), ("ana", "panel/?population=diabetes&order=name"), ("lena", "panel/load/"),
    ("ana", "messages/"), ("ana", "messages/?list=undelivered"), ("ana", "messages/?list=sent&sort=old"),
    ("ana", "patients/{patient}/messages/"), ("dora", "letters/"),
]  # fmt: skip


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_page_asks_by_more_than_the_practice(who: str, page: str):
    client = sign_in(User.objects.get(email=f"{who}@cedar.example"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address_of(page)).status_code == 200
    assert len(asked) > 3
    assert [found for query in asked.captured_queries for found in by_all(query["sql"])] == []


def test_a_statement_that_looks_at_all_rows_is_found():
    assert by_all('SELECT "id" FROM "patients_patient" WHERE "called" = \'x\'') != []


def by_all(sql: str) -> list[str]:
    """Return the lines of the statement's plan that look at all rows of a large table."""
    if not sql.startswith("SELECT"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return [f"{row[3]}: {sql[:200]}" for row in cursor.fetchall() if BY_ALL.match(row[3])]
