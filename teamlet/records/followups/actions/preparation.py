"""A few questions before a visit, by message: for forms that somebody gave out and nobody filled yet."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.queries import preparation as queries
from teamlet.records.followups.queries.rhythm import AHEAD, AT_ONCE, Facts
from teamlet.records.instruments.actions import issue_link
from teamlet.records.instruments.models import Form
from teamlet.records.outreach.actions import draft_message
from teamlet.records.outreach.actions.checking import problem_with
from teamlet.records.outreach.queries.wording import Said, origin
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.outreach.rules.rhythm import Occurrence, occurrence_before
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.practice.models import Practice

#: What messages about a form are about (``Message.about``).
ABOUT_FORM = "instruments.form"
_CODE = "visit_preparation"


@action
def draft_preparations(*, practice: Practice, after: int = 0, at: datetime, by: Principal) -> int:
    """Draft what asks for the forms of coming visits, for at most ``AT_ONCE`` forms from row ``after`` on.

    Return the row to go on after, 0 when there are no more.  A form whose link was handed out by a person gets none;
    the second message carries the link of the first.  Forms that may not go out by link (under 18, questions about
    danger without cover) get none.
    """
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    found = queries.forms_before_visits(practice, on=today, days=2 * 31, after=after, limit=AT_ONCE)
    drafted = 0
    if found:
        last = max(row.visit.day for row in found if row.visit is not None)
        facts = Facts(practice, [row.patient for row in found], first=today, last=last)
        keys = [_key(row, number) for row in found for number in (1, 2)]
        known = queries.bodies_of(practice, keys)
        for row in found:
            drafted += _draft(row, facts, known, at, by)
    audit(practice, looked_at=len(found), drafted=drafted)
    return found[-1].pk if len(found) == AT_ONCE else 0


def _key(form: Form, number: int) -> str:
    return f"form:{form.oid}:{_CODE}:{number}"


def _occurrences(form: Form, facts: Facts) -> list[Occurrence]:
    """Return the messages for this form: the first is of use until the second is due."""
    if form.visit is None:
        return []
    zone = zone_of(form.patient.time_zone, facts.practice.time_zone)
    day = form.visit.day
    found = [
        occurrence_before(_key(form, number), day, slot.beat, zone=zone)
        for number, slot in enumerate(facts.rhythm.preparation, start=1)
        if slot.on
    ]
    if len(found) > 1:
        found[0] = replace(found[0], expires_at=found[1].due_at)
    return found


def _draft(form: Form, facts: Facts, known: dict[str, str], at: datetime, by: Principal) -> bool:
    """Draft the one message that is due for a form, if any."""
    due = [each for each in _occurrences(form, facts) if each.due_at - AHEAD <= at < each.expires_at]
    if not due or due[-1].key in known or not facts.may_write_to(form.patient, at):
        return False
    way = facts.way(form.patient, Purpose.VISIT_PREPARATION)
    if way is None:
        return False
    before = known.get(_key(form, 1), "") or known.get(_key(form, 2), "")
    link = _link_in(before) if before else "" if form.was_handed else _new_link(form, at, by)  # type: ignore[attr-defined]
    if not link:
        return False
    said, wrong = _words(form, facts, way, link)
    draft_message(
        patient=form.patient,
        purpose=Purpose.VISIT_PREPARATION,
        channel=way,
        language=form.patient.language,
        subject=said.subject,
        body=said.body,
        why=due[-1].decision.reason,
        occurrence=due[-1].key,
        send_after=due[-1].due_at,
        expires_at=due[-1].expires_at,
        about=(ABOUT_FORM, form.oid),
        held=wrong,
        is_ours=True,
        at=at,
        by=by,
    )
    return True


def _words(form: Form, facts: Facts, way: Channel, link: str) -> tuple[Said, Reason | None]:
    hides = facts.hides_sender(form.patient, way)
    language = form.patient.language
    try:
        said = facts.words.render(_CODE, language=language, channel=way, values={"link": link}, hides_sender=hides)
    except Refused as refused:
        return Said("", facts.words.unfilled(_CODE, language) or "—"), refused.reason
    sender = "" if hides or way is not Channel.TEXT else facts.practice.name
    names = (facts.practice.name,)
    return said, problem_with(said.body, channel=way, subject=said.subject, sender=sender, names=names)


def _new_link(form: Form, at: datetime, by: Principal) -> str:
    """Make the form's link; empty when the form may not be asked for by link."""
    try:
        # A step of its own, so that a refusal leaves the others of the batch as they are.
        with transaction.atomic():
            _link, token = issue_link(form=form, at=at, by=by)
    except Refused:
        return ""
    return f"{origin()}{reverse(settings.FORM_PAGE, args=[token])}"


def _link_in(body: str) -> str:
    found = re.search(re.escape(origin()) + r"/\S+", body)
    return found[0] if found else ""
