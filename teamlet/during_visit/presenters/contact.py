"""The next contact as it is proposed: who calls, when, on which number, said as one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import get_language, gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import day_words
from teamlet.ground.ui.forms import PlainForm
from teamlet.records.followups import rules
from teamlet.records.followups.forms import owner_words
from teamlet.records.followups.queries.cadence import first_within
from teamlet.records.followups.queries.load import week_loads
from teamlet.records.followups.words import Channel, ContactDate
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import contact_points
from teamlet.records.patients.words import PHONES
from teamlet.records.practice import queries as practice_queries
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.rules import week_of
from teamlet.records.tasks.words import Duty, TaskKind

#: Reasons worth a word under the sentence; the usual ones are not.
TOLD = ("followups.date_holiday", "followups.date_not_working", "followups.date_late", "followups.date_past")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A contact as it would be saved now.  ``on`` None = the chosen day is not possible (``notes`` say why)."""

    caller: str
    owner_oid: str
    on: date | None
    opens: time
    closes: time
    channel: Channel
    phone: str
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed about the proposed contact; empty parts keep the proposal."""

    agreed_on: date | None = None
    opens: time | None = None
    closes: time | None = None
    channel: Channel = Channel.CALL
    phone: str = ""
    owner: Membership | None = None
    starts_on: date | None = None


def propose(
    practice: Practice, patient: Patient, today: date, by: Principal, changes: Changes | None = None
) -> Proposed:
    """Return the contact that is proposed today, with ``changes`` where somebody made them."""
    changes = changes or Changes()
    opens, closes, phone = window_and_phone(practice, patient, changes)
    proposal = rules.contact_date(
        today,
        agreed_on=changes.agreed_on,
        start_on=changes.starts_on,
        working_days=practice_queries.working_days(practice),
        holidays=practice_queries.holidays(practice, today),
        within_days=None if changes.agreed_on else first_within(practice, patient, on=today),
        on=today,
    )
    owner = changes.owner or _usual_owner(practice, patient, proposal.on or today, by)
    notes = proposal.decision.reasons if proposal.decision.status is ContactDate.NOT_POSSIBLE else ()
    notes = notes or tuple(reason for reason in proposal.decision.reasons if reason.code in TOLD)
    return Proposed(
        caller=owner.called if owner else "",
        owner_oid=owner.oid if owner else "",
        on=proposal.on,
        opens=opens,
        closes=closes,
        channel=changes.channel,
        phone=phone,
        notes=notes,
    )


def offer_with_load(
    forms: Iterable[PlainForm], people: Sequence[Membership], *, practice: Practice, on: date, today: date
) -> None:
    """Let the owner's choice of these forms say beside each name what they have to do in the week of ``on``.

    One statement; forms without an owner stay as they are.
    """
    asking = [form for form in forms if "owner" in form.fields]
    if not asking:
        return
    loads = week_loads(practice, people, on=max(on, today), today=today)
    day = day_words(week_of(max(on, today)), get_language() or "en")
    named = [(person.oid, owner_words(person, loads[person.pk])) for person in people]
    for form in asking:
        offered: Any = form.fields["owner"]
        form.offer("owner", [each for each in offered.choices if not each[0]] + named)
        form.fields["owner"].help_text = _("Contacts due in the week of {day}.").format(day=day)


def window_and_phone(practice: Practice, patient: Patient, changes: Changes) -> tuple[time, time, str]:
    """Return from when to when and on which number to call."""
    return (
        changes.opens or time(practice_queries.setting(practice, "call_from_hour")),
        changes.closes or time(practice_queries.setting(practice, "call_to_hour")),
        changes.phone or _phone(practice, patient),
    )


def _usual_owner(practice: Practice, patient: Patient, on: date, by: Principal) -> Membership | None:
    try:
        choice = owner_for(
            practice, Duty.FOLLOW_UP, kind=TaskKind.CONTACT, author=by.membership_id, on=on, patient=patient
        )
    except LookupError:
        return None
    return choice.owner


def _phone(practice: Practice, patient: Patient) -> str:
    points = contact_points(practice, patient)
    return next((point.value for point in points if point.works and point.kind in PHONES), "")
