"""Messages that go out by themselves: drafted when they are due, by the practice's own rhythm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Max

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups.actions.own_page_links import open_own_page
from teamlet.records.followups.models import Contact, RhythmVersion, SpecialistVisit
from teamlet.records.followups.queries import rhythm as queries
from teamlet.records.followups.queries.needs import levels_of
from teamlet.records.followups.queries.own_page import decide_own_page
from teamlet.records.followups.queries.rhythm import AHEAD, AT_ONCE, Facts
from teamlet.records.followups.words import Channel as ContactChannel, ContactState
from teamlet.records.followups.words.own_page import OwnAccess
from teamlet.records.followups.words.rhythm import ABOUT_CONTACT, ABOUT_SPECIALIST
from teamlet.records.outreach.actions import draft_message
from teamlet.records.outreach.actions.checking import problem_with
from teamlet.records.outreach.queries.eligibility import HELPER_MARK
from teamlet.records.outreach.queries.wording import Said, origin
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.outreach.rules.rhythm import (
    LONGEST,
    Occurrence,
    Rhythm,
    as_body,
    due_occurrences,
    occurrence_before,
    problems_of,
)
from teamlet.records.outreach.rules.words import Due
from teamlet.records.outreach.words import Channel
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.practice.models import Practice

#: Ways of a contact in which somebody waits for a call.
_CALLS = frozenset({ContactChannel.CALL, ContactChannel.VIDEO, ContactChannel.RELAY})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One message to draft: which text, for which occurrence, to whom."""

    occurrence: Occurrence
    code: str
    patient: Patient
    about: tuple[str, str]
    contact: Contact | None = None
    helper: Helper | None = None


@action
def draft_due(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Draft what is due within a day for at most ``AT_ONCE`` contacts and visits to specialists; return how many.

    Called again while ``queries.rhythm.has_messages_to_draft`` says so.  Every contact is looked at when its next
    message is due and once a day, so that another level of need, schedule or zone is seen.  Each occurrence is drafted
    once for good: its key names plan and beat, and nothing that can be edited.  A text that cannot be filled, or whose
    words may not go out, is held with the reason for a person; the other patients go on.
    """
    contacts = list(
        queries.contacts_to_look_at(practice, at=at)
        .select_for_update(of=("self",))
        .select_related("patient__practice", "goal", "plan_version__plan")[:AT_ONCE]
    )
    room = AT_ONCE - len(contacts)
    visits = list(
        queries.specialist_visits_to_look_at(practice, at=at)
        .select_for_update(of=("self",))
        .select_related("patient")[:room]
    )
    drafted = held = 0
    if contacts or visits:
        days = [row.created_at.date() for row in contacts] + [row.on for row in visits] + [at.date()]
        patients = [row.patient for row in contacts] + [row.patient for row in visits]
        facts = Facts(practice, patients, first=min(days) - 2 * _DAY, last=max(days))
        wanted = [*_of_contacts(contacts, facts, at), *_of_visits(visits, facts, at)]
        known = queries.drafted_already(practice, [each.occurrence.key for each in wanted])
        for each in wanted:
            if each.occurrence.key not in known:
                made = _draft(each, facts, at, by)
                drafted += made is not None
                held += bool(made)
        Contact.objects.bulk_update(contacts, ["rhythm_after"])
        SpecialistVisit.objects.bulk_update(visits, ["rhythm_after"])
    audit(practice, looked_at=len(contacts) + len(visits), drafted=drafted, held=held)
    return drafted


def _of_contacts(contacts: Sequence[Contact], facts: Facts, at: datetime) -> list[_Wanted]:
    """Return what is to be drafted for these contacts, and say of each when it is looked at next."""
    levels = levels_of(facts.practice, [row.patient_id for row in contacts])
    reached = queries.reached_versions(facts.practice, {row.plan_version_id for row in contacts})
    goes_on = queries.contacts_wanted(facts.practice, {row.oid for row in contacts})
    found: list[_Wanted] = []
    for row in contacts:
        zone = zone_of(row.patient.time_zone, facts.practice.time_zone)
        made_on = row.plan_version.at.astimezone(zone).date()
        mine: list[_Wanted] = []
        if row.oid in goes_on:
            if row.plan_version_id not in reached:
                mine += _after_plan(row, made_on, levels[row.patient_id], facts, zone)
            mine += _before_call(row, facts, zone, taken={each.occurrence.on for each in mine})
        in_rhythm = row.plan_version_id not in reached and at.astimezone(zone).date() - made_on <= LONGEST * _DAY
        row.rhythm_after = _next_look([each.occurrence for each in mine], at, daily=in_rhythm)
        if facts.may_write_to(row.patient, at):
            found += [each for each in mine if _is_due(each.occurrence, at)]
    return found


def _after_plan(row: Contact, made_on: date, level: int, facts: Facts, zone: ZoneInfo) -> list[_Wanted]:
    subject = f"plan:{row.plan_version.oid}"
    due_after = partial(due_occurrences, zone=zone, working_days=facts.working_days, holidays=facts.holidays)
    about = (ABOUT_CONTACT, row.oid)
    found = [
        _Wanted(each, each.beat.code, row.patient, about, contact=row)
        for each in due_after(subject, made_on, facts.rhythm.beats(level))
    ]
    helper = facts.rhythm.helper
    for person in facts.helpers_of(row.patient) if helper.on else ():
        [due] = due_after(f"{subject}:{person.oid}", made_on, (helper.beat,))
        if not due.key.endswith(HELPER_MARK):  # pragma: no cover - the beat's code is fixed
            raise ValueError(due.key)
        found.append(_Wanted(due, "helper_prompt", row.patient, about, contact=row, helper=person))
    return found


def _before_call(row: Contact, facts: Facts, zone: ZoneInfo, taken: set[date]) -> list[_Wanted]:
    """Return the reminder of a call; none when another message goes out that day, which says more."""
    slot = facts.rhythm.reminder
    if not slot.on or row.channel not in _CALLS:
        return []
    key = f"contact:{row.oid}:{slot.beat.code}:{row.due_on.isoformat()}"
    due = occurrence_before(key, row.due_on, slot.beat, zone=zone)
    agreed_on = row.created_at.astimezone(zone).date()
    if due.on in taken or due.on <= agreed_on:
        return []
    return [_Wanted(due, "reminder", row.patient, (ABOUT_CONTACT, row.oid), contact=row)]


def _of_visits(visits: Sequence[SpecialistVisit], facts: Facts, at: datetime) -> list[_Wanted]:
    found: list[_Wanted] = []
    slot = facts.rhythm.specialist
    for row in visits:
        zone = zone_of(row.patient.time_zone, facts.practice.time_zone)
        due = due_occurrences(
            f"specialist:{row.oid}",
            row.on,
            (slot.beat,),
            zone=zone,
            working_days=facts.working_days,
            holidays=facts.holidays,
        )
        in_rhythm = at.astimezone(zone).date() - row.on <= LONGEST * _DAY and slot.on
        row.rhythm_after = _next_look(due, at, daily=in_rhythm and due[0].expires_at > at)
        if slot.on and facts.may_write_to(row.patient, at) and _is_due(due[0], at):
            found.append(_Wanted(due[0], slot.beat.code, row.patient, (ABOUT_SPECIALIST, row.oid)))
    return found


def _is_due(each: Occurrence, at: datetime) -> bool:
    return each.decision.status is Due.DUE and each.due_at - AHEAD <= at < each.expires_at


def _next_look(occurrences: Sequence[Occurrence], at: datetime, *, daily: bool) -> datetime | None:
    """Return when to look again: when the next message is to be drafted, and tomorrow while anything may change."""
    looks = [each.due_at - AHEAD for each in occurrences if each.due_at - AHEAD > at]
    return min([*looks, at + _DAY]) if daily else min(looks, default=None)


def _draft(each: _Wanted, facts: Facts, at: datetime, by: Principal) -> bool | None:
    """Draft one message; True when it is held, None when the patient agreed to no way."""
    way = Channel.TEXT if each.helper is not None else facts.way(each.patient, each.occurrence.beat.purpose)
    if way is None:
        return None
    said, wrong = _words(each, way, facts, at, by)
    draft_message(
        patient=each.patient,
        purpose=each.occurrence.beat.purpose,
        channel=way,
        language=each.patient.language,
        subject=said.subject,
        body=said.body,
        why=each.occurrence.decision.reason,
        occurrence=each.occurrence.key,
        send_after=each.occurrence.due_at,
        expires_at=each.occurrence.expires_at,
        about=each.about,
        to_helper=each.helper,
        held=wrong,
        is_ours=True,
        at=at,
        by=by,
    )
    return wrong is not None


def _words(each: _Wanted, way: Channel, facts: Facts, at: datetime, by: Principal) -> tuple[Said, Reason | None]:
    """Return the words of one message, and why they cannot go out: a blank that nothing fills, a word of health."""
    language = each.patient.language
    hides = each.helper is None and facts.hides_sender(each.patient, way)
    try:
        values = _values(each, facts, at, by)
        said = facts.words.render(each.code, language=language, channel=way, values=values, hides_sender=hides)
    except Refused as refused:
        raw = facts.words.unfilled(each.code, language) or "—"
        return Said("", raw), refused.reason
    sender = "" if hides or way is not Channel.TEXT else facts.practice.name
    names = (facts.practice.name,)
    return said, problem_with(said.body, channel=way, subject=said.subject, sender=sender, names=names)


def _values(each: _Wanted, facts: Facts, at: datetime, by: Principal) -> Mapping[str, object]:
    language = each.patient.language
    blanks = facts.words.blanks(each.code, language)
    values: dict[str, object] = {}
    if "when" in blanks and each.contact is not None:
        contact = each.contact
        values["when"] = facts.words.day(contact.due_on, language, contact.from_time, contact.to_time)
    if "name" in blanks:
        values["name"] = each.patient.called or each.patient.given
    if "link" in blanks and each.contact is not None:
        values["link"] = _own_page(each.contact, at, by)
    return values


def _own_page(contact: Contact, at: datetime, by: Principal) -> str:
    decision = decide_own_page(contact.patient, None, of_helper=False, at=at)
    if decision.status is OwnAccess.NO:
        raise Refused(decision.reason)
    path = open_own_page(patient=contact.patient, plan_version=contact.plan_version, at=at, by=by)
    return f"{origin()}{path}"


# --- the practice's own rhythm ----------------------------------------------------------------------------------------


@action
def save_rhythm(*, rhythm: Rhythm, seen: int, at: datetime, by: Principal) -> RhythmVersion:
    """Put a rhythm in force.  What was drafted stays; what was drafted once is never drafted again.

    Raises ``Refused`` when it cannot be used (``rules.rhythm.problems_of``), ``ChangedMeanwhile`` when the version in
    force is not ``seen`` any more.
    """
    if problems_of(rhythm):
        raise Refused(Reason("followups.rhythm_problems"))
    row = _put_in_force(as_body(rhythm), seen, None, at, by)
    audit(("followups.rhythmversion", str(row.number)), number=row.number)
    return row


@action
def restore_rhythm(*, number: int, seen: int, at: datetime, by: Principal) -> RhythmVersion:
    """Put an earlier version in force again; 0 = the rhythm as shipped.

    Raises ``ChangedMeanwhile`` as ``save_rhythm`` does, ``RhythmVersion.DoesNotExist`` for a version that is not there.
    """
    body = {} if number == 0 else RhythmVersion.objects.get(practice_id=by.practice_id, number=number).body
    row = _put_in_force(body, seen, number, at, by)
    audit(("followups.rhythmversion", str(row.number)), number=row.number, restores=number)
    return row


def _put_in_force(
    body: dict[str, object], seen: int, restores: int | None, at: datetime, by: Principal
) -> RhythmVersion:
    newest = RhythmVersion.objects.filter(practice_id=by.practice_id).aggregate(last=Max("number"))["last"] or 0
    if newest != seen:
        raise ChangedMeanwhile("rhythm")
    row = RhythmVersion.objects.create(
        practice_id=by.practice_id, number=newest + 1, body=body, restores=restores, by_id=by.user_id, at=at
    )
    # Everything that may have a message left is looked at again.
    Contact.objects.filter(
        practice_id=by.practice_id, state=ContactState.OPEN, rhythm_after__isnull=False, rhythm_after__gt=at
    ).update(rhythm_after=at)
    SpecialistVisit.objects.filter(
        practice_id=by.practice_id, state="open", rhythm_after__isnull=False, rhythm_after__gt=at
    ).update(rhythm_after=at)
    return row
