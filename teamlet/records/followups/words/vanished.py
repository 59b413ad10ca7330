"""Nobody vanishes: why an open goal may be without a next contact, and what must never be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class WithoutContact(StrEnum):
    """Why an open goal has no next contact; each is somebody's decision that stands in the record."""

    #: A suggestion that the patient has not agreed to.
    NOT_AGREED = "not_agreed"
    #: There is no step yet to ask about; the next visit goes on.
    NO_STEP = "no_step"
    #: The patient did not want a contact.
    DECLINED = "declined"
    #: Nobody has asked yet: still open, shown with the plan.
    NOT_ASKED = "not_asked"
    #: Outreach rests until a day that somebody chose; then it is asked again.
    RESTS = "rests"
    #: The patient has died; follow-up ends within minutes.
    DECEASED = "deceased"


class Astray(StrEnum):
    """What is wrong with the follow-up of a goal; no act of anybody may lead here."""

    NO_CONTACT = "no_contact"
    TWO_CONTACTS = "two_contacts"
    NO_OWNER = "no_owner"
    TASK_ENDED = "task_ended"
    TASK_ALONE = "task_alone"
    OTHER_PATIENT = "other_patient"
    ASK_AGAIN_PAST = "ask_again_past"
    DECEASED = "deceased"


WITHOUT_CONTACT_LABELS: dict[WithoutContact, str] = {
    WithoutContact.NOT_AGREED: N_("Suggested, not agreed yet"),
    WithoutContact.NO_STEP: N_("No step yet"),
    WithoutContact.DECLINED: N_("Did not want a contact"),
    WithoutContact.NOT_ASKED: N_("Contact not talked about yet"),
    WithoutContact.RESTS: N_("Rests until it is asked again"),
    WithoutContact.DECEASED: N_("Deceased"),
}

ASTRAY_LABELS: dict[Astray, str] = {
    Astray.NO_CONTACT: N_("No next contact and no reason"),
    Astray.TWO_CONTACTS: N_("More than one next contact"),
    Astray.NO_OWNER: N_("The contact is of somebody who does not work here"),
    Astray.TASK_ENDED: N_("The contact is open, its task has ended"),
    Astray.TASK_ALONE: N_("The task is open, its contact is not"),
    Astray.OTHER_PATIENT: N_("The contact is kept under another patient than its goal"),
    Astray.ASK_AGAIN_PAST: N_("The day to ask again is past"),
    Astray.DECEASED: N_("A contact is open though the patient has died"),
}

REASONS: dict[str, str] = {
    "followups.without_not_agreed": N_("Suggested by the team; the patient has not agreed yet."),
    "followups.without_no_step": N_("The goal has no step yet; the next visit goes on."),
    "followups.without_declined": N_("The patient did not want a contact."),
    "followups.without_not_asked": N_("A contact was not talked about yet."),
    "followups.without_rests": N_("Outreach rests until {date}; then it is asked again."),
    "followups.without_deceased": N_("The patient has died."),
    "followups.asked_again": N_("Outreach rested until {date}. Ask again."),
}

EVENTS: dict[str, str] = {
    "followups.ask_again": N_("Opened the contacts of people whose day to ask again has come."),
    "followups.settle_deceased": N_("Withdrew the contacts of people who have died."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
