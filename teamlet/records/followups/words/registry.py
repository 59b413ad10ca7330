"""The words of the registry: where somebody stands, what asks for a look, how the list is ordered; reasons, events."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class Standing(StrEnum):
    """Where a patient of the registry stands: the first of these that holds."""

    #: Somebody named will talk with them.
    CONTACT = "contact"
    #: A goal is worked on, and nobody promised a contact.
    NO_CONTACT = "no_contact"
    PAUSED = "paused"
    SUSTAINING = "sustaining"
    #: In a population, without a goal.
    NO_GOAL = "no_goal"


class Look(StrEnum):
    """What asks for a look at somebody; several may hold."""

    WORRY = "worry"
    NOT_REACHED = "not_reached"
    STALLED = "stalled"
    UNSURE = "unsure"
    OWNERLESS = "ownerless"


class Order(StrEnum):
    """How the registry is ordered."""

    PLACE = "place"
    DUE = "due"
    LAST = "last"
    NAME = "name"


STANDING_LABELS: dict[Standing, str] = {
    Standing.CONTACT: N_("Contact promised"),
    Standing.NO_CONTACT: N_("Goal without a next contact"),
    Standing.PAUSED: N_("Paused"),
    Standing.SUSTAINING: N_("Keeping it up"),
    Standing.NO_GOAL: N_("No goal yet"),
}

LOOK_LABELS: dict[Look, str] = {
    Look.WORRY: N_("Something worrying is open"),
    Look.NOT_REACHED: N_("Not reached yet"),
    Look.STALLED: N_("Hard to get going"),
    Look.UNSURE: N_("How sure is low"),
    Look.OWNERLESS: N_("Without an owner"),
}

ORDER_LABELS: dict[Order, str] = {
    Order.PLACE: N_("Risk, then window, then waiting"),
    Order.DUE: N_("Next due"),
    Order.LAST: N_("Longest without a contact"),
    Order.NAME: N_("Name"),
}

REASONS: dict[str, str] = {
    "followups.stands_contact": N_("A contact is promised."),
    "followups.stands_declined": N_("The patient wanted no contact about this plan."),
    "followups.stands_not_asked": N_("Nobody asked about the next contact."),
    "followups.stands_no_plan": N_("A goal is there, and no plan yet."),
    "followups.stands_ended": N_("The last contact ended, and no next one is set."),
    "followups.stands_paused": N_("The goal is paused."),
    "followups.stands_sustaining": N_("The goal was reached and is kept up."),
    "followups.stands_population": N_("In a population, and no goal yet."),
    "followups.list_not_yours": N_("Somebody else keeps this list."),
    "followups.list_too_many": N_("There are {many} lists already. Remove one first."),
    "followups.export_empty": N_("Nobody fits this choice; there is nothing to write down."),
}

EVENTS: dict[str, str] = {
    "followups.keep_registry": N_("Brought the registry up to date."),
    "followups.rebuild_registry": N_("Made the registry anew."),
    "followups.export_registry": N_("Exported a list of patients."),
    "followups.print_registry": N_("Printed a list of patients."),
    "followups.save_list": N_("Saved a list."),
    "followups.remove_list": N_("Removed a list."),
}

VALUES: dict[str, dict[str, Mapping[Any, str]]] = {}
