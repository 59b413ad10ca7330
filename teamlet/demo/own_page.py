"""A patient of the demo with a page of their own: days marked, less sure than agreed, a question to the team."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamlet.ground.access.links import token_hash
from teamlet.ground.access.principal import Principal
from teamlet.records.followups.actions import OwnSay, open_own_page, say_on_own_page, verify_own_birth_date
from teamlet.records.followups.actions.own_page import smaller_values
from teamlet.records.followups.models import OwnPageLink
from teamlet.records.followups.queries.own_page import OwnVisitor, acting_on_own_page, own_step, own_visitor
from teamlet.records.followups.words.own_page import OwnSaid
from teamlet.records.patients.models import Patient
from teamlet.records.patients.rules import age_on
from teamlet.records.plans.actions import mark_day
from teamlet.records.plans.words import GateChange
from teamlet.records.practice.models import Practice

_MINUTE = timedelta(minutes=1)


def open_pages(practice: Practice, *, today: date, at: datetime, by: Principal) -> None:
    """Let one grown-up with an English step that has begun have opened their page this morning and used it.

    The link of the demo is like any other: its secret is kept nowhere.  Staff make another on the chart, *Own page*.
    """
    began = at - 40 * _MINUTE
    for patient in Patient.objects.filter(practice=practice, is_active=True, language="en").order_by("pk")[:40]:
        if patient.birth_date is None or age_on(patient.birth_date, today) < 18 or patient.deceased_on is not None:
            continue
        step = own_step(practice, patient, today=today)
        past = [day for day in step.days if day < today] if step is not None else []
        if step is None or step.contact is None or len(past) < 2 or not (step.version.parts.get("amount") or {}):
            continue
        path = open_own_page(patient=patient, at=began, by=by)
        visitor = _enter(practice, patient, path.rstrip("/").rpartition("/")[2], began)
        for day in past[-2:]:
            mark_day(version=step.version, day=day, done=True, today=today, at=began + _MINUTE, by=visitor.principal)
        _say(visitor, OwnSaid.SURE, began + 2 * _MINUTE, score=5)
        if smaller_values(step.version, GateChange.SMALLER) is not None:
            _say(visitor, OwnSaid.SMALLER, began + 3 * _MINUTE, change="smaller")
        _say(visitor, OwnSaid.COMMENT, began + 4 * _MINUTE, "Is it fine to do it in the morning too?")
        return


def _enter(practice: Practice, patient: Patient, token: str, at: datetime) -> OwnVisitor:
    link = OwnPageLink.objects.get(token_hash=token_hash(token))
    entered = verify_own_birth_date(link=link, birth_date=patient.birth_date, at=at, by=acting_on_own_page(practice))
    visitor = own_visitor(entered.key, at=at)
    if visitor is None:
        raise RuntimeError("a right birth date opens the page")
    return visitor


def _say(visitor: OwnVisitor, kind: OwnSaid, at: datetime, words: str = "", **values: object) -> None:
    say = OwnSay(kind=kind, form_key=f"demo.{kind.value}", language="en", words=words, values=values)
    say_on_own_page(visitor=visitor, say=say, at=at, by=visitor.principal)
