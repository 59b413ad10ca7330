"""The words of the patient's own page: what may be said there, what became of it, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class OwnSaid(StrEnum):
    """What somebody said on the page."""

    SURE = "sure"
    SMALLER = "smaller"
    CHANGE = "change"
    NO_CALL = "no_call"
    OFF_TRACK = "off_track"
    WISH = "wish"
    COMMENT = "comment"
    STOP = "stop"


class OwnAnswer(StrEnum):
    """What the team made of it."""

    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OwnAccess(StrEnum):
    """Whether the page may be shown."""

    YES = "yes"
    NO = "no"


#: Where a link leads; the page takes the secret out of the address at once.
OWN_PAGE_ADDRESS = "/p/{token}/"
#: For how long a link opens the page, and a phone that gave the birth date keeps it open.
OPEN_FOR = timedelta(days=90)
#: Between two times that a patient is asked about the practice.
PULSE_EVERY = timedelta(days=90)
#: After a contact that reached the patient, for so long.
PULSE_AFTER = timedelta(days=30)
#: Fewer people than this are shown to nobody as a count.
FEWEST_SHOWN = 11
#: So much is kept of what somebody writes.
LONGEST_WORDS = 2000

#: Things that only the patient says, never a helper.
PATIENT_ONLY = frozenset(
    {OwnSaid.SURE, OwnSaid.SMALLER, OwnSaid.CHANGE, OwnSaid.NO_CALL, OwnSaid.OFF_TRACK, OwnSaid.WISH, OwnSaid.STOP}
)
#: What one task is about: later words of the same theme join the task that is open.
THEMES: dict[OwnSaid, str] = {
    OwnSaid.SURE: "sure",
    OwnSaid.SMALLER: "sure",
    OwnSaid.CHANGE: "call",
    OwnSaid.NO_CALL: "call",
    OwnSaid.OFF_TRACK: "off_track",
    OwnSaid.WISH: "words",
    OwnSaid.COMMENT: "words",
}
#: Times of day that a patient may ask for, as civil hours: first and last.
TIMES: dict[str, tuple[int, int]] = {"morning": (9, 12), "midday": (12, 15), "afternoon": (15, 18)}
#: Proposals: somebody of the team says yes or no.
PROPOSALS = frozenset({OwnSaid.SMALLER, OwnSaid.CHANGE, OwnSaid.NO_CALL})

OWN_SAID_LABELS: dict[OwnSaid, str] = {
    OwnSaid.SURE: N_("How sure now"),
    OwnSaid.SMALLER: N_("Asks for a smaller step"),
    OwnSaid.CHANGE: N_("Asks for another day"),
    OwnSaid.NO_CALL: N_("Asks not to be called"),
    OwnSaid.OFF_TRACK: N_("Is off track and wants help"),
    OwnSaid.WISH: N_("Would like help with something"),
    OwnSaid.COMMENT: N_("Wrote to the team"),
    OwnSaid.STOP: N_("Stopped all messages"),
}

OWN_ANSWER_LABELS: dict[OwnAnswer, str] = {
    OwnAnswer.SEEN: N_("Seen"),
    OwnAnswer.ACCEPTED: N_("Agreed"),
    OwnAnswer.DECLINED: N_("Left as it was"),
}

REASONS: dict[str, str] = {
    "followups.own_page_open": N_("The page is open."),
    "followups.own_page_over": N_("This link or phone opens the page no more."),
    "followups.own_page_no_helper": N_("The patient has not agreed to this person's taking part."),
    "followups.own_page_staff_only": N_("Under 18 there is no page of one's own, for now."),
    "followups.own_page_no_birth_date": N_("The birth date is asked before the page opens. Enter it first."),
    "followups.own_page_gone": N_("This patient has no page: the record is joined, closed, or the patient has died."),
    "followups.own_page_role": N_("Your role does not answer what patients write."),
    "followups.own_page_not_for_helpers": N_("Only the patient says this."),
    "followups.own_page_no_contact": N_("No contact is open, so there is nothing to change."),
    "followups.own_page_other_day": N_("Choose one of the days that were offered."),
    "followups.own_page_same_step": N_("The step does not get smaller this way."),
    "followups.own_page_answered": N_("Somebody answered this already."),
    "followups.own_page_enough": N_("Enough for today. Call the practice if it cannot wait."),
    "followups.own_page_empty": N_("Nothing was written."),
    "followups.own_page_new_link": N_("The patient asked for a new link to their own page."),
}

EVENTS: dict[str, str] = {
    "followups.read_own_page": N_("Opened a patient's own page."),
    "followups.read_own_said": N_("Opened what was said on a patient's own page."),
    "followups.open_own_page": N_("Made a link to a patient's own page."),
    "followups.end_own_pages": N_("Ended the links to a patient's own page."),
    "followups.verify_own_birth_date": N_("Gave a birth date for a patient's own page."),
    "followups.leave_own_page": N_("Closed the own page on a phone."),
    "followups.say_on_own_page": N_("Said something on the patient's own page."),
    "followups.answer_own_said": N_("Answered what was said on a patient's own page."),
    "followups.keep_pulse": N_("Answered two questions about the practice."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
