"""The stepped contact plan: how often somebody of each level of need hears from the team, and from whom.

One table says it; ``rules.dates`` proposes days by it.  The plan is a product default after the stepped contact plans
of care management (domain report section 4.2), not validated; the team may agree on any other day.
"""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.ground.access.roles import Role
from teamlet.records.followups.words.contacts import Channel
from teamlet.records.followups.words.needs import Level

#: So many times in a row that it went well lead over to light contacts.
SUCCESSES = 2
#: A light contact keeps up what was won: it fades without any (domain report section 4.1).
MAINTENANCE_DAYS = 90
#: A new antidepressant, or a new plan about depression: a contact inside so many days, whatever the level.
DEPRESSION_DAYS = 7
#: A step that needs company: not started, partly done, or how sure below the practice's number.
SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often somebody of one level hears from the team.

    ``first_days``: the first contact lies in these days after the plan; ``working_days``: they are working days.
    ``often_days`` after a contact: when the step needs company, and when it goes well, for the first ``often_times``
    contacts (None: all), then ``then_days``.  ``light_after`` successes in a row lead over to a light contact every
    ``MAINTENANCE_DAYS`` (None: never by itself).  ``in_person_days``: seen at least that often.  ``owners``: whose
    it usually is.  ``channel``: the usual way; None = a person calls.
    """

    first_days: tuple[int, int]
    often_days: tuple[int, int]
    often_times: int | None
    then_days: int
    light_after: int | None
    owners: tuple[Role, ...]
    channel: Channel | None = None
    in_person_days: int | None = None
    working_days: bool = False


CADENCES: dict[Level, Cadence] = {
    Level.SELF_DIRECTED: Cadence(
        (10, 14), (SOON_DAYS, 90), None, 90, 0, (Role.MEDICAL_ASSISTANT,), channel=Channel.TEXT
    ),
    Level.GUIDED: Cadence((10, 14), (SOON_DAYS, 28), None, 28, SUCCESSES, (Role.COACH, Role.MEDICAL_ASSISTANT)),
    Level.INTENSIVE: Cadence((1, 7), (7, 7), 4, 14, None, (Role.COACH, Role.NURSE), in_person_days=90),
    Level.CLOSE_SUPPORT: Cadence(
        (1, 2), (7, 7), None, 7, None, (Role.CARE_MANAGER, Role.BEHAVIORAL_HEALTH), working_days=True
    ),
}


def days_after_contact(
    level: Level, *, needs_company: bool, went_well: bool, contacts_so_far: int, successes_in_a_row: int
) -> tuple[int, str]:
    """Return in how many days the contact after this one lies at the latest, and the code of the reason.

    There is always a next one.  ``contacts_so_far`` and ``successes_in_a_row`` include this contact.
    """
    cadence = CADENCES[level]
    if level.number >= Level.INTENSIVE.number:
        often = cadence.often_times is None or contacts_so_far < cadence.often_times
        return (cadence.often_days[0] if often else cadence.then_days), "followups.next_weekly"
    if needs_company:
        return cadence.often_days[0], "followups.next_soon"
    if cadence.light_after == 0 or (went_well and successes_in_a_row >= (cadence.light_after or 0)):
        return MAINTENANCE_DAYS, "followups.next_light"
    return cadence.often_days[1 if went_well else 0], "followups.next_guided"
