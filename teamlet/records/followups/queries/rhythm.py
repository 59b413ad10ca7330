"""Every read of the rhythm of messages: what is in force, what is due to be drafted, what is still wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet

from teamlet.records.followups.models import Contact, RhythmVersion, SpecialistVisit
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.outreach.models import Consent, HelperConsent, Message, OptOut, Reach, StandingApproval
from teamlet.records.outreach.queries import drafts_for_approval, possible_points
from teamlet.records.outreach.queries.wording import Wording
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.outreach.rules.rhythm import LONGEST, Rhythm, rhythm_of
from teamlet.records.outreach.words import Channel, ConsentState, Purpose
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.plans.words import GoalState, PlanState
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, holidays, practice_id_of, working_days

#: Contacts looked at in one transaction: about half a second when each of them has a message to draft.
AT_ONCE = 40
#: A message is drafted so long before it is due, so that somebody can look at it.
AHEAD = timedelta(days=1)
#: The ways by which messages of the rhythm go, the first that the patient agreed to.
WAYS = (Channel.TEXT, Channel.EMAIL)
#: States of a goal in which nothing more is sent about it.
_OVER = (GoalState.CLOSED, GoalState.DECLINED, GoalState.PAUSED, GoalState.ENTERED_IN_ERROR)


def newest_rhythm(scope: Scope) -> RhythmVersion | None:
    """Return the version in force, or None while the practice's rhythm is the one shipped."""
    return _versions(scope).first()


def rhythm_in_force(scope: Scope) -> Rhythm:
    """Return the rhythm of messages of the practice; one statement."""
    newest = newest_rhythm(scope)
    return rhythm_of(newest.body if newest is not None else {})


def rhythm_version(scope: Scope, number: int) -> RhythmVersion | None:
    """Return one version by its number, or None."""
    return _versions(scope).filter(number=number).first()


def rhythm_history(scope: Scope, limit: int = 20) -> list[RhythmVersion]:
    """Return the versions of the practice's rhythm, newest first, with who made them."""
    return list(_versions(scope).select_related("by")[:limit])


def approvals_in_force(scope: Scope) -> list[StandingApproval]:
    """Return the standing approvals of messages that hold, with who gave them."""
    rows = StandingApproval.objects.filter(practice_id=practice_id_of(scope), ended_at=None)
    return list(rows.select_related("approved_by").order_by("purpose", "channel"))


def approvals_ended(scope: Scope, limit: int = 20) -> list[StandingApproval]:
    """Return the standing approvals that ended, newest first."""
    rows = StandingApproval.objects.filter(practice_id=practice_id_of(scope), ended_at__isnull=False)
    return list(rows.select_related("approved_by", "ended_by").order_by("-ended_at", "-id")[:limit])


def _versions(scope: Scope) -> QuerySet[RhythmVersion]:
    return RhythmVersion.objects.filter(practice_id=practice_id_of(scope)).order_by("-number")


# --- what the worker looks for ----------------------------------------------------------------------------------------


def contacts_to_look_at(scope: Scope, *, at: datetime) -> QuerySet[Contact]:
    """Return the open contacts for which a message may be due to be drafted, longest waiting first."""
    rows = Contact.objects.filter(
        practice_id=practice_id_of(scope), state=ContactState.OPEN, rhythm_after__isnull=False, rhythm_after__lte=at
    )
    return rows.order_by("rhythm_after", "id")


def specialist_visits_to_look_at(scope: Scope, *, at: datetime) -> QuerySet[SpecialistVisit]:
    """Return the visits to specialists for which a message may be due to be drafted, longest waiting first."""
    rows = SpecialistVisit.objects.filter(
        practice_id=practice_id_of(scope), state=SpecialistState.OPEN, rhythm_after__isnull=False, rhythm_after__lte=at
    )
    return rows.order_by("rhythm_after", "id")


def has_messages_to_draft(scope: Scope, *, at: datetime) -> bool:
    """Whether a contact or a visit to a specialist is to be looked at now; two small statements, each by its index."""
    return contacts_to_look_at(scope, at=at).exists() or specialist_visits_to_look_at(scope, at=at).exists()


def kinds_to_release(scope: Scope) -> list[tuple[Purpose, Channel]]:
    """Return the kinds of messages with a standing approval in force of which drafts wait."""
    approved = {(row.purpose, row.channel) for row in approvals_in_force(scope)}
    if not approved:
        return []
    waiting = set(drafts_for_approval(scope).order_by().values_list("purpose", "channel").distinct())
    return [(Purpose(purpose), Channel(channel)) for purpose, channel in sorted(approved & waiting)]


class Facts:
    """What decides about the messages of some patients, read for all of them at once: a dozen statements."""

    def __init__(self, practice: Practice, patients: Collection[Patient], *, first: date, last: date) -> None:
        numbers = {row.pk for row in patients}
        self.practice = practice
        self.rhythm = rhythm_in_force(practice)
        self.words = Wording(practice)
        self.working_days = working_days(practice)
        self.holidays = holidays(practice, first, last + timedelta(days=2 * LONGEST))
        self._consents = {
            (patient, channel, purpose)
            for (patient, channel, purpose), state in _newest_consents(numbers).items()
            if state == ConsentState.GIVEN
        }
        self._points = {way: possible_points(practice, numbers, way) for way in WAYS}
        self._reaches = {
            (row.patient_id, row.channel): row for row in Reach.objects.filter(patient_id__in=numbers, channel__in=WAYS)
        }
        self._stopped = self._find_stopped()
        self._helpers = _helpers_who_agreed(numbers)

    def _find_stopped(self) -> set[tuple[str, str]]:
        keys = {
            address_key(way, point.value)
            for way, by_patient in self._points.items()
            for points in by_patient.values()
            for point in points
        }
        rows = OptOut.objects.filter(practice=self.practice, channel__in=WAYS, address_key__in=keys, ended_at=None)
        return set(rows.values_list("channel", "address_key"))

    def way(self, patient: Patient, purpose: Purpose) -> Channel | None:
        """Return by which way a message for this purpose goes: agreed to, allowed, not stopped; None = by none.

        Text before e-mail.  A way that the patient agreed to and for which nothing works is taken when there is no
        other: the message is held, and somebody sees why.
        """
        agreed = [way for way in WAYS if (patient.pk, way, purpose) in self._consents and self._allowed(patient, way)]
        working = [way for way in agreed if self._works(patient, way)]
        stopped = [way for way in working if self._is_stopped(patient, way)]
        return next((way for way in working if way not in stopped), agreed[0] if agreed and not stopped else None)

    def _allowed(self, patient: Patient, way: Channel) -> bool:
        reach = self._reaches.get((patient.pk, way))
        return reach is None or reach.is_allowed

    def _address(self, patient: Patient, way: Channel) -> str:
        points = self._points[way].get(patient.pk, [])
        reach = self._reaches.get((patient.pk, way))
        chosen = [point for point in points if reach is not None and point.pk == reach.point_id] or points
        return next((point.value for point in chosen if point.works), "")

    def _works(self, patient: Patient, way: Channel) -> bool:
        return bool(self._address(patient, way))

    def _is_stopped(self, patient: Patient, way: Channel) -> bool:
        return (way, address_key(way, self._address(patient, way))) in self._stopped

    def hides_sender(self, patient: Patient, way: Channel) -> bool:
        """Whether the patient wants messages of this way not to say from whom they are."""
        reach = self._reaches.get((patient.pk, way))
        return reach is not None and reach.hides_sender

    def helpers_of(self, patient: Patient) -> Sequence[Helper]:
        """Return the people of the family with a number who get prompts: the patient and they themselves agreed."""
        return self._helpers.get(patient.pk, ())

    def may_write_to(self, patient: Patient, at: datetime) -> bool:
        """Whether the rhythm writes to this patient at all: alive, ours, of age, in a language that we write."""
        today = at.astimezone(zone_of(patient.time_zone, self.practice.time_zone)).date()
        return (
            patient.deceased_on is None
            and patient.is_active
            and patient.merged_into_id is None
            and self.words.speaks(patient.language)
            and (patient.birth_date is None or _years(patient.birth_date, today) >= 18)
        )


def reached_versions(scope: Scope, versions: Iterable[int]) -> frozenset[int]:
    """Return those of these plan versions about which somebody has spoken with the patient already."""
    rows = Contact.objects.filter(
        practice_id=practice_id_of(scope), plan_version_id__in=list(versions), state=ContactState.REACHED
    )
    return frozenset(rows.values_list("plan_version_id", flat=True))


def drafted_already(scope: Scope, occurrences: Iterable[str]) -> frozenset[str]:
    """Return those of these occurrences for which a message exists, whatever became of it."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), occurrence__in=list(occurrences))
    return frozenset(rows.values_list("occurrence", flat=True))


def _newest_consents(patients: set[int]) -> dict[tuple[int, str, str], str]:
    rows = Consent.objects.filter(patient_id__in=patients, channel__in=WAYS).order_by("id")
    return {
        (patient, channel, purpose): state
        for patient, channel, purpose, state in rows.values_list("patient_id", "channel", "purpose", "state")
    }


def _helpers_who_agreed(patients: set[int]) -> dict[int, list[Helper]]:
    said = HelperConsent.objects.filter(patient_id__in=patients).order_by("id").values_list("helper_id", "state")
    agreed = {helper for helper, state in dict(said).items() if state == ConsentState.GIVEN}
    found: dict[int, list[Helper]] = defaultdict(list)
    if agreed:
        for row in Helper.objects.filter(pk__in=agreed).exclude(phone="").order_by("id"):
            found[row.patient_id].append(row)
    return found


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# --- what messages are about, asked when they are sent (``settings.MESSAGES_WANTED``) ---------------------------------


def contacts_wanted(practice: Practice, oids: Collection[str]) -> frozenset[str]:
    """Return those of these contacts about which may still be written: open, of a goal and plan that stand."""
    rows = Contact.objects.filter(
        practice=practice, oid__in=oids, state=ContactState.OPEN, plan_version__number=F("plan_version__plan__number")
    ).exclude(goal__state__in=_OVER)
    rows = rows.exclude(plan_version__plan__state__in=(PlanState.WITHDRAWN, PlanState.ENTERED_IN_ERROR))
    return frozenset(rows.values_list("oid", flat=True))


def specialist_visits_wanted(practice: Practice, oids: Collection[str]) -> frozenset[str]:
    """Return those of these visits to specialists about which nobody has spoken yet."""
    rows = SpecialistVisit.objects.filter(practice=practice, oid__in=oids, state=SpecialistState.OPEN)
    return frozenset(rows.values_list("oid", flat=True))
