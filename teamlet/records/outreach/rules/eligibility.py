"""May this message go out now?  Asked at release, and again by the worker that is about to send.

Texts follow the conditions of the US health-care exemption (47 CFR 64.1200(a)(9)(iv)): at most 160
characters, one a day, three a week, stop at once; on top of that recorded consent for each purpose,
what the patient said about safe ways to be reached, and quiet hours by the patient's own clock.
Emails share the limits and the quiet hours; letters have neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.lengths import measure
from teamlet.records.outreach.rules.letters import is_complete
from teamlet.records.outreach.rules.quiet import USUAL, QuietHours, next_allowed
from teamlet.records.outreach.rules.words import FixedAnswer, Moment
from teamlet.records.outreach.words import Channel, ConsentState, MaySend, Purpose

_WEEK = 7
#: What nobody can mend, so that the message is cancelled; everything else waits for a person.
_FINAL = frozenset(
    {
        "outreach.deceased",
        "outreach.not_active",
        "outreach.merged",
        "outreach.under_age",
        "outreach.no_longer_wanted",
        "outreach.opted_out",
        "outreach.consent_withdrawn",
        "outreach.not_this_way",
        "outreach.expired",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is sent at most, by text and email together: per civil day, in any seven days, per text."""

    per_day: int = 1
    per_week: int = 3
    characters: int = 160


#: What the health-care exemption allows.
USUAL_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What is known of the patient when the question is asked.  ``language``: of written texts, "" = not known."""

    language: str
    zone: ZoneInfo
    deceased: bool = False
    active: bool = True
    merged: bool = False
    under_18: bool = False


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """What is known of the number or address.

    ``not_allowed_why``: "" or why no text goes to this number (a ``numbers.NotForTexts``).  ``not_this_way``: the
    patient asked not to be reached on this channel or address.  ``shared``: another patient has it too;
    ``shared_agreed``: somebody asked, and it may be used.  ``opted_out_on``: the day of a stop that still holds,
    for this address, whoever of the practice's patients has it.
    """

    value: str
    works: bool = True
    not_allowed_why: str = ""
    not_this_way: bool = False
    shared: bool = False
    shared_agreed: bool = False
    opted_out_on: date | None = None


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The message and all that decides about it.  Instants are aware.

    ``purpose``: ``None`` only for a fixed answer.  ``languages``: those in which the wording exists.
    ``still_wanted``: what it is about is open (the plan not withdrawn, the contact not closed).
    ``consent``: the newest row for purpose and channel, ``None`` = not asked.  ``sent``: when texts and
    emails went (or may have gone: sending, unknown) to this patient or this address in the last eight
    days, without this one and without fixed answers.  ``planned``: due instants of the others that are
    queued; they count at release only.
    """

    purpose: Purpose | None
    channel: Channel
    language: str
    languages: frozenset[str]
    body: str
    patient: PatientFacts
    address: AddressFacts
    consent: ConsentState | None
    due_at: datetime
    expires_at: datetime
    still_wanted: bool = True
    answer: FixedAnswer | None = None
    sent: tuple[datetime, ...] = ()
    planned: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The decision, and when to ask again (UTC) if it is *later*."""

    decision: Decision[MaySend]
    not_before: datetime | None = None

    @property
    def may_send(self) -> bool:
        """Whether it may go out at the instant that was asked about."""
        return self.decision.status is MaySend.YES


@dataclass(slots=True)
class _Wait:
    """The earliest instant found so far, and what pushed it back."""

    until: datetime
    reasons: list[Reason] = field(default_factory=list)


def may_send(
    facts: MessageFacts,
    *,
    at: datetime,
    moment: Moment,
    quiet: QuietHours = USUAL,
    limits: Limits = USUAL_LIMITS,
) -> Eligibility:
    """Say whether the message may go out at ``at``: yes, later, held for a person, or not any more.

    *No* (cancel it) and *hold* (a person can mend it: ask for consent, correct the number …) name everything
    that stands against it, what cannot be mended first.  *Later* comes with ``not_before``, which is never
    after the message has lost its use: then it is *no*.  A fixed answer (``answer``) needs no consent and
    knows neither limits nor quiet hours, because the patient has just written; an emergency answer is held
    back by nothing but an address that does not exist.  Raises ``ValueError`` for instants without a zone.
    """
    if at.tzinfo is None or facts.due_at.tzinfo is None or facts.expires_at.tzinfo is None:
        raise ValueError("an instant has a zone")
    now = at.astimezone(UTC)
    against = _against(facts, limits)
    if now >= facts.expires_at:
        against.append(Reason("outreach.expired", {"until": _local(facts.expires_at, facts)}))
    if against:
        final = [reason for reason in against if reason.code in _FINAL]
        mendable = [reason for reason in against if reason.code not in _FINAL]
        status = MaySend.NO if final else MaySend.HOLD
        return Eligibility(Decision(status, (*final, *mendable)))
    wait = _Wait(now)
    if facts.due_at > now:
        wait.until = facts.due_at.astimezone(UTC)
        wait.reasons.append(Reason("outreach.not_due", {"until": _local(wait.until, facts)}))
    if facts.answer is None and facts.channel is not Channel.LETTER:
        _keep_to_limits(wait, facts, moment, quiet, limits)
    if wait.until <= now:
        return Eligibility(Decision(MaySend.YES, (Reason("outreach.may_send"),)))
    if wait.until >= facts.expires_at:
        late = Reason("outreach.expires_before", {"until": _local(wait.until, facts)})
        return Eligibility(Decision(MaySend.NO, (late, *wait.reasons)))
    return Eligibility(Decision(MaySend.LATER, tuple(wait.reasons)), wait.until)


def _local(at: datetime, facts: MessageFacts) -> str:
    """The instant by the patient's clock, ``2026-11-22 08:00``."""
    return f"{at.astimezone(facts.patient.zone):%Y-%m-%d %H:%M}"


def _against(facts: MessageFacts, limits: Limits) -> list[Reason]:
    """Everything that waiting would not mend."""
    if facts.answer is FixedAnswer.EMERGENCY:
        return [] if facts.address.value.strip() else [Reason("outreach.no_address")]
    return [
        *_about_patient(facts),
        *_about_address(facts),
        *_about_consent(facts),
        *_about_wording(facts, limits),
    ]


def _about_patient(facts: MessageFacts) -> Iterable[Reason]:
    patient = facts.patient
    if patient.deceased:
        yield Reason("outreach.deceased")
    if not patient.active:
        yield Reason("outreach.not_active")
    if patient.merged:
        yield Reason("outreach.merged")
    if patient.under_18 and facts.answer is None and facts.channel is not Channel.LETTER:
        yield Reason("outreach.under_age")
    if not facts.still_wanted:
        yield Reason("outreach.no_longer_wanted")


def _about_address(facts: MessageFacts) -> Iterable[Reason]:
    address = facts.address
    if not address.value.strip():
        yield Reason("outreach.no_address")
        return
    if not address.works:
        yield Reason("outreach.address_not_working")
    if facts.channel is Channel.LETTER and not is_complete(address.value):
        yield Reason("outreach.address_not_complete")
    if address.not_allowed_why and facts.channel is Channel.TEXT:
        yield Reason("outreach.address_not_allowed", {"why": address.not_allowed_why})
    if address.opted_out_on is not None and facts.answer not in (FixedAnswer.STOPPED, FixedAnswer.HELP):
        yield Reason("outreach.opted_out", {"date": address.opted_out_on.isoformat()})
    if facts.answer is not None:
        return
    if address.not_this_way:
        yield Reason("outreach.not_this_way", {"channel": facts.channel.value})
    if address.shared and not address.shared_agreed and facts.channel is not Channel.LETTER:
        yield Reason("outreach.shared_address")


def _about_consent(facts: MessageFacts) -> Iterable[Reason]:
    if facts.answer is not None:
        return
    values = {"purpose": facts.purpose.value if facts.purpose else "", "channel": facts.channel.value}
    if facts.consent is ConsentState.WITHDRAWN:
        yield Reason("outreach.consent_withdrawn", values)
    elif facts.consent is not ConsentState.GIVEN and facts.channel is not Channel.LETTER:
        yield Reason("outreach.no_consent", values)


def _about_wording(facts: MessageFacts, limits: Limits) -> Iterable[Reason]:
    if facts.answer is None:
        if not facts.patient.language:
            yield Reason("outreach.no_language")
        elif facts.language != facts.patient.language or facts.language not in facts.languages:
            yield Reason("outreach.not_in_language", {"language": facts.patient.language})
    if not facts.body.strip():
        yield Reason("outreach.empty")
    if facts.channel is Channel.TEXT:
        length = measure(facts.body)
        if length.units > limits.characters:
            values = {"length": length.units, "most": limits.characters, "encoding": length.encoding.value}
            yield Reason("outreach.too_long", values)


def _keep_to_limits(wait: _Wait, facts: MessageFacts, moment: Moment, quiet: QuietHours, limits: Limits) -> None:
    """Push ``wait`` to the first instant that is neither quiet nor over a limit, noting what pushed."""
    zone = facts.patient.zone
    others = facts.sent + (facts.planned if moment is Moment.QUEUED else ())
    days = [each.astimezone(zone).date() for each in others]
    while True:
        allowed = next_allowed(wait.until, zone, quiet)
        if allowed > wait.until:
            wait.until = allowed
            wait.reasons.append(Reason("outreach.quiet_hours", {"until": _local(allowed, facts)}))
        day = allowed.astimezone(zone).date()
        if sum(each == day for each in days) >= limits.per_day:
            code, most = "outreach.day_limit", limits.per_day
        elif _most_in_a_week_with(day, days) > limits.per_week:
            code, most = "outreach.week_limit", limits.per_week
        else:
            return
        wait.until = next_allowed(_midnight_after(day, zone), zone, quiet)
        reason = Reason(code, {"most": most, "until": _local(wait.until, facts)})
        wait.reasons = [each for each in wait.reasons if each.code != code] + [reason]


def _most_in_a_week_with(day: date, days: list[date]) -> int:
    """The most messages that any seven days holding ``day`` would have, this one among them."""
    most = 0
    for shift in range(_WEEK):
        first = day - timedelta(days=shift)
        last = first + timedelta(days=_WEEK - 1)
        most = max(most, 1 + sum(first <= each <= last for each in days))
    return most


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the day after ``day``, in UTC; where midnight does not occur, the first after it."""
    after = day + timedelta(days=1)
    start = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
    while start.astimezone(zone).date() < after:
        start += timedelta(minutes=15)
    return start
