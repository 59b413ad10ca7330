"""All that decides whether messages may go out, gathered for many of them at once, and the question itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string

from teamlet.records.outreach.models import Consent, HelperConsent, Message, OptOut, Reach
from teamlet.records.outreach.rules.addresses import address_key, spellings
from teamlet.records.outreach.rules.eligibility import (
    AddressFacts,
    Eligibility,
    MessageFacts,
    PatientFacts,
    may_send,
)
from teamlet.records.outreach.rules.numbers import why_no_text
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.outreach.rules.words import FixedAnswer, Moment
from teamlet.records.outreach.words import WENT_OUT, Channel, ConsentState, Purpose
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.patients.words import ContactPointKind
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of

#: Kinds of contact points by which a message of each way can arrive.
KINDS: dict[Channel, tuple[ContactPointKind, ...]] = {
    Channel.TEXT: (ContactPointKind.MOBILE,),
    Channel.EMAIL: (ContactPointKind.EMAIL,),
    Channel.LETTER: (ContactPointKind.POSTAL,),
}
#: How the occurrence of a prompt to somebody of the family ends: it never goes to the patient, whoever was taken off.
HELPER_MARK = ":helper"
#: Numbers and addresses looked up together: some twenty ways of writing each are named in one statement.
_POINTS_AT_ONCE = 1_000
#: Days of which what went out counts for the limits, whatever the zones.
_DAYS = 8
#: What counts for the limits per day and week; letters do not.
_COUNTED = (Channel.TEXT, Channel.EMAIL)


def possible_points(scope: Scope, patients: Iterable[int], channel: Channel) -> dict[int, list[ContactPoint]]:
    """Return by patient the contact points that fit a way: those that work first, then by rank."""
    rows = ContactPoint.objects.filter(
        patient_id__in=list(patients), patient__practice_id=practice_id_of(scope), kind__in=KINDS[channel]
    )
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    for row in rows.order_by("-works", "rank", "id"):
        found[row.patient_id].append(row)
    return found


def address_of(scope: Scope, patient: Patient, channel: Channel) -> ContactPoint | None:
    """Return where a message of this way goes: the point that was chosen, else the first one that works; or None."""
    return addresses_of(scope, {(patient.pk, channel)})[patient.pk, channel]


def addresses_of(
    scope: Scope, asked: Collection[tuple[int, Channel]]
) -> dict[tuple[int, Channel], ContactPoint | None]:
    """Return ``address_of`` for many patients by row number and way; two statements for each way."""
    found: dict[tuple[int, Channel], ContactPoint | None] = dict.fromkeys(asked)
    for channel in sorted({channel for _, channel in asked}):
        patients = {patient for patient, way in asked if way is channel}
        by_patient = possible_points(scope, patients, channel)
        chosen = dict(
            Reach.objects.filter(
                practice_id=practice_id_of(scope), patient_id__in=patients, channel=channel, point__isnull=False
            ).values_list("patient_id", "point_id")
        )
        for patient in patients:
            points = by_patient.get(patient, [])
            points = [point for point in points if point.pk == chosen.get(patient)] or points
            working = (point for point in points if point.works)
            found[patient, channel] = next(working, points[0] if points else None)
    return found


def is_for_helper(row: Message) -> bool:
    """Whether the message goes to somebody of the patient's family, not to the patient."""
    return row.to_helper_id is not None or row.occurrence.endswith(HELPER_MARK)


class Judge:
    """Judges the messages of one practice, one after the other; what it lets go counts for those that follow.

    Built for a batch with a fixed number of statements, inside the transaction that will move the messages.
    """

    def __init__(self, practice: Practice, messages: Sequence[Message], *, at: datetime) -> None:
        self.practice, self.at = practice, at
        numbers = {row.patient_id for row in messages}
        channels = {row.channel for row in messages}
        self._patients = Patient.objects.in_bulk(numbers)
        points = {row.point_id for row in messages if row.point_id is not None}
        self._works = dict(ContactPoint.objects.filter(pk__in=points).values_list("pk", "works"))
        self._reaches = {
            (row.patient_id, row.channel): row
            for row in Reach.objects.filter(patient_id__in=numbers, channel__in=channels)
        }
        self._stops = self._find_stops(messages, channels)
        self._consents = self._find_consents(numbers, channels)
        self._helpers = self._find_helpers({row.to_helper_id for row in messages if row.to_helper_id is not None})
        self._sent_to, self._sent_at = self._find_sent(messages, numbers)
        self._unwanted = self._find_unwanted(messages)
        self._facts: dict[int, PatientFacts] = {}

    def _find_stops(self, messages: Sequence[Message], channels: set[str]) -> dict[tuple[str, str], date]:
        rows = OptOut.objects.filter(
            practice=self.practice,
            channel__in=channels,
            address_key__in={row.address_key for row in messages},
            ended_at=None,
        ).values_list("channel", "address_key", "began_at")
        zone = ZoneInfo(self.practice.time_zone)
        return {(channel, key): began.astimezone(zone).date() for channel, key, began in rows}

    def _find_consents(self, numbers: set[int], channels: set[str]) -> dict[tuple[int, str, str], ConsentState]:
        rows = Consent.objects.filter(patient_id__in=numbers, channel__in=channels).order_by("id")
        return {
            (patient, channel, purpose): ConsentState(state)
            for patient, channel, purpose, state in rows.values_list("patient_id", "channel", "purpose", "state")
        }

    def _find_helpers(self, helpers: set[int]) -> dict[int, ConsentState]:
        """Return what was last said about prompts to each of these people of the family; no statement without any."""
        if not helpers:
            return {}
        rows = HelperConsent.objects.filter(helper_id__in=helpers).order_by("id").values_list("helper_id", "state")
        return {helper: ConsentState(state) for helper, state in rows}

    def _find_sent(
        self, messages: Sequence[Message], numbers: set[int]
    ) -> tuple[dict[int, dict[int, datetime]], dict[str, dict[int, datetime]]]:
        """Return when which message went out, by patient and by address."""
        since = self.at - timedelta(days=_DAYS)
        recent = Message.objects.filter(went_out__gte=since, state__in=WENT_OUT, fixed_answer="")
        by_patient: dict[int, dict[int, datetime]] = defaultdict(dict)
        by_address: dict[str, dict[int, datetime]] = defaultdict(dict)
        columns = ("pk", "patient_id", "address_key", "went_out")
        keys = {row.address_key for row in messages if row.address_key}
        for rows in (
            # Patients are of one practice: naming it beside them, SQLite would look at all messages of the practice.
            recent.filter(patient_id__in=numbers, to_helper=None).exclude(channel=Channel.LETTER),
            recent.filter(practice=self.practice, channel__in=_COUNTED, address_key__in=keys),
        ):
            for pk, patient, key, went_out in rows.values_list(*columns):
                by_patient[patient][pk] = by_address[key][pk] = went_out
        return by_patient, by_address

    def _find_unwanted(self, messages: Sequence[Message]) -> set[tuple[str, str]]:
        """Return what messages are about that is over: the records above say (``settings.MESSAGES_WANTED``)."""
        found: set[tuple[str, str]] = set()
        for about, asked in settings.MESSAGES_WANTED.items():
            oids = {row.about_oid for row in messages if row.about == about}
            if oids:
                wanted: frozenset[str] = import_string(asked)(self.practice, oids)
                found |= {(about, oid) for oid in oids - wanted}
        return found

    def _patient(self, number: int) -> PatientFacts:
        known = self._facts.get(number)
        if known is not None:
            return known
        row = self._patients[number]
        zone = zone_of(row.time_zone, self.practice.time_zone)
        today = self.at.astimezone(zone).date()
        facts = PatientFacts(
            language=row.language,
            zone=zone,
            deceased=row.deceased_on is not None,
            active=row.is_active or row.merged_into_id is not None,
            merged=row.merged_into_id is not None,
            under_18=row.birth_date is not None and _years(row.birth_date, today) < 18,
        )
        self._facts[number] = facts
        return facts

    def _address(self, row: Message) -> AddressFacts:
        # What the patient said about their own number says nothing about the helper's.
        reach = None if is_for_helper(row) else self._reaches.get((row.patient_id, row.channel))
        return AddressFacts(
            value=row.address,
            # A fixed answer goes where the question came from, whatever is on file.
            works=bool(row.fixed_answer)
            or row.to_helper_id is not None
            or (row.point_id is not None and self._works.get(row.point_id, False)),
            not_this_way=reach is not None and not reach.is_allowed,
            not_allowed_why=(why_no_text(row.address_key) or "") if row.channel == Channel.TEXT else "",
            shared=row.is_shared,
            shared_agreed=reach is not None and reach.shared_is_fine,
            opted_out_on=self._stops.get((row.channel, row.address_key)),
        )

    def _consent(self, row: Message) -> ConsentState | None:
        if is_for_helper(row):
            return self._helpers.get(row.to_helper_id) if row.to_helper_id is not None else ConsentState.WITHDRAWN
        return self._consents.get((row.patient_id, row.channel, row.purpose))

    def ask(self, row: Message, moment: Moment, *, planned: tuple[datetime, ...] = ()) -> Eligibility:
        """Say whether the message may go out at this judge's instant; what may go when sending is counted as sent."""
        to_patient = {} if is_for_helper(row) else self._sent_to.get(row.patient_id, {})
        sent = to_patient | self._sent_at.get(row.address_key, {})
        sent.pop(row.pk, None)
        channel = Channel(row.channel)
        eligible = may_send(
            MessageFacts(
                purpose=Purpose(row.purpose) if row.purpose else None,
                channel=channel,
                language=row.language,
                languages=frozenset({row.language}),
                body=row.body,
                patient=self._patient(row.patient_id),
                address=self._address(row),
                consent=self._consent(row),
                due_at=row.send_after,
                expires_at=row.expires_at,
                still_wanted=(row.about, row.about_oid) not in self._unwanted,
                answer=FixedAnswer(row.fixed_answer) if row.fixed_answer else None,
                sent=tuple(sent.values()),
                planned=planned,
            ),
            at=self.at,
            moment=moment,
        )
        if moment is Moment.SENDING and eligible.may_send and channel in _COUNTED and not row.fixed_answer:
            if not is_for_helper(row):
                self._sent_to.setdefault(row.patient_id, {})[row.pk] = self.at
            self._sent_at.setdefault(row.address_key, {})[row.pk] = self.at
        return eligible


def others_have(scope: Scope, points: Sequence[ContactPoint]) -> set[int]:
    """Return those of these contact points whose number or address another patient of the practice has too.

    However it is written there: "(555) 010-3001" and "555-010-3001" are one phone.  One statement for each thousand.
    """
    owners: dict[tuple[Channel, str], set[int]] = defaultdict(set)
    for start in range(0, len(points), _POINTS_AT_ONCE):
        some = points[start : start + _POINTS_AT_ONCE]
        values = {value for point in some for value in spellings(_way_of(point), point.value)}
        rows = ContactPoint.objects.filter(
            patient__practice_id=practice_id_of(scope), value__in=values, works=True, patient__merged_into=None
        )
        for row in rows.only("kind", "value", "patient_id"):
            owners[_same(row)].add(row.patient_id)
    return {point.pk for point in points if owners[_same(point)] - {point.patient_id}}


def _way_of(point: ContactPoint) -> Channel:
    """Return how a contact point is compared: every phone like one that gets texts."""
    kinds = {kind: way for way, those in KINDS.items() for kind in those}
    return kinds.get(ContactPointKind(point.kind), Channel.TEXT)


def _same(point: ContactPoint) -> tuple[Channel, str]:
    way = _way_of(point)
    return way, address_key(way, point.value) or point.value


def key_of(channel: Channel, point: ContactPoint | None) -> str:
    """Return the form of a contact point in which stops and replies are compared."""
    return address_key(channel, point.value) if point is not None else ""


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
