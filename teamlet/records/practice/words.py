"""Words of the practice: membership states, settings with their defaults, why somebody may not act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from teamlet.ground.access.roles import ROLE_LABELS
from teamlet.ground.reasons import N_


class MembershipState(StrEnum):
    """Where a membership stands; only ``ACTIVE`` opens anything."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class MembershipKind(StrEnum):
    """Who a membership stands for: a person, or a pool, which nobody signs in with."""

    PERSON = "person"
    POOL = "pool"


MEMBERSHIP_TRANSITIONS = {
    MembershipState.INVITED: frozenset({MembershipState.ACTIVE, MembershipState.REMOVED}),
    MembershipState.ACTIVE: frozenset({MembershipState.SUSPENDED, MembershipState.REMOVED}),
    MembershipState.SUSPENDED: frozenset({MembershipState.ACTIVE, MembershipState.REMOVED}),
    MembershipState.REMOVED: frozenset(),
}


#: Days on which a practice calls unless it chose others (Monday = 0).
WEEKDAYS = (0, 1, 2, 3, 4)
#: How long an invitation can be taken.
INVITATION_DAYS = 7
#: The password of everybody in the demo cast; shown on the sign-in page of a demo on loopback.
DEMO_PASSWORD = "three evenings a week"


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that the practice may change: default, range, unit, and where the default comes from."""

    default: int
    lowest: int
    highest: int
    unit: str
    source: str


#: domain report section 14; every one is editable per practice and keeps its history.
SETTINGS = {
    "follow_up_first_day": Setting(
        10, 1, 28, N_("days"), N_("10 days to 2 weeks after a new goal (practice guide F1)")
    ),
    "follow_up_due_day": Setting(12, 1, 28, N_("days"), N_("product default inside the window")),
    "follow_up_last_day": Setting(14, 1, 42, N_("days"), N_("10 days to 2 weeks after a new goal (practice guide F1)")),
    "confidence_threshold": Setting(7, 1, 10, N_("of 10"), N_("Lorig et al.; AMA guide: 7 and above")),
    "importance_threshold": Setting(7, 1, 10, N_("of 10"), N_("product default")),
    "plan_days": Setting(14, 7, 28, N_("days"), N_("product default: one to two weeks")),
    "contact_attempts": Setting(3, 1, 6, N_("attempts"), N_("product default after payers' common pattern")),
    "outreach_pause_days": Setting(90, 7, 365, N_("days"), N_("product default")),
    "undo_minutes": Setting(10, 1, 60, N_("minutes"), N_("product default")),
    "call_from_hour": Setting(9, 8, 20, N_("hour"), N_("practice hours")),
    "call_to_hour": Setting(12, 9, 21, N_("hour"), N_("practice hours")),
    "preparation_items": Setting(10, 3, 20, N_("questions"), N_("product default: ten questions before a visit")),
    "phq_2_positive": Setting(3, 2, 3, N_("points"), N_("PHQ-2: 3 of 6; 2 finds more people and errs more often")),
}

#: Languages that somebody of the team may speak with patients, by code.
SPOKEN: dict[str, str] = {
    "en": N_("English"),
    "es": N_("Spanish"),
    "zh": N_("Chinese"),
    "vi": N_("Vietnamese"),
    "tl": N_("Tagalog"),
    "ar": N_("Arabic"),
    "fr": N_("French"),
    "ht": N_("Haitian Creole"),
    "pt": N_("Portuguese"),
    "ko": N_("Korean"),
    "ru": N_("Russian"),
    "ase": N_("American Sign Language"),
}

REASONS = {
    "practice.membership_not_active": N_("{name} is not active in this practice."),
    "practice.membership_move_not_allowed": N_("A membership that is {state} cannot become {to}."),
    "practice.not_your_own": N_("You cannot change your own roles or state. Ask another administrator."),
    "practice.key_taken": N_("There is already a practice with the key {key}."),
    "practice.user_taken": N_("{email} already belongs to this practice."),
    "practice.setting_out_of_range": N_("Choose a number from {lowest} to {highest}."),
    "practice.office_only": N_("Only the practice manager or an administrator can do this."),
    "practice.commands_only": N_("This is done by a command on the server, not on a page."),
    "practice.number_taken": N_("Another practice has the number {number}."),
    "practice.number_not_usable": N_("{number} is no number of the United States. Write one such as +15550102200."),
    "practice.key_not_usable": N_("{key} cannot be a key. Begin with a small letter; then letters, digits, hyphens."),
    "practice.name_not_usable": N_("Write a name."),
    "practice.name_taken": N_("{name} is there already. Choose another name."),
    "practice.time_zone_unknown": N_("{time_zone} is no known time zone. Write one such as America/Chicago."),
    "practice.membership_moves": N_("A membership that is {state} becomes {to}."),
    "practice.no_role": N_("Choose at least one role."),
    "practice.email_not_usable": N_("Write an e-mail address such as ana@practice.example."),
    "practice.not_invited": N_("{name} has already joined. There is no open invitation."),
    "practice.invitation_over": N_("This link has been used, has run out, or was replaced. Ask for a new one."),
    "practice.belongs_elsewhere_too": N_("{name} also works in another practice. Whoever runs Teamlet can help."),
    "practice.last_of_the_office": N_("Nobody could run the practice then. Give this role to somebody else first."),
    "practice.pool_is_nobody": N_("{name} is a pool, not a person."),
    "practice.pool_without_people": N_("Nobody in {name} works here at present. Choose who is in it."),
    "practice.pool_role_of_nobody": N_("Nobody of these is {role}. Leave the role out, or choose somebody who is."),
    "practice.pool_person_outside_support": N_("{name} takes no part in support. Choose among those who do."),
    "practice.pool_role_outside_support": N_("A pool takes part in support: choose among its roles."),
    "practice.absence_backwards": N_("The last day comes before the first day."),
    "practice.setting_in_range": N_("This value can be used."),
    "practice.follow_up_days_out_of_order": N_("The first day, the due day and the last day must be in this order."),
    "practice.call_hours_out_of_order": N_("Calls must begin before they end."),
    "practice.no_working_day": N_("Choose at least one day of the week."),
    "practice.save_not_undoable": N_("This save is older than {minutes} minutes or was changed since."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "practice.invite_person": N_("Invited a person."),
    "practice.renew_invitation": N_("Renewed an invitation."),
    "practice.allow_new_password": N_("Gave a link for a new password."),
    "practice.clear_second_factor": N_("Removed a lost second factor."),
    "practice.create_person": N_("Added a person who works here."),
    "practice.take_invitation": N_("Used a link to join or to set a password."),
    "practice.suspend_membership": N_("Suspended a person's access."),
    "practice.remove_membership": N_("Ended a person's access."),
    "practice.restore_membership": N_("Gave a person access again."),
    "practice.set_roles": N_("Changed a person's roles."),
    "practice.set_called": N_("Changed the name or the languages that patients read."),
    "practice.set_absence": N_("Entered an absence."),
    "practice.clear_absence": N_("Took an absence back."),
    "practice.undo_save": N_("Undid a save."),
    "practice.create_practice": N_("Set up the practice."),
    "practice.change_practice": N_("Changed the practice's details."),
    "practice.change_setting": N_("Changed a setting."),
    "practice.set_text_number": N_("Changed the number for text messages."),
    "practice.set_ehr_format": N_("Changed the format of texts for the electronic record."),
    "practice.set_working_days": N_("Changed the working days."),
    "practice.add_holiday": N_("Added a holiday."),
    "practice.remove_holiday": N_("Removed a holiday."),
    "practice.create_site": N_("Added a site."),
    "practice.create_pool": N_("Made a pool."),
    "practice.set_pool": N_("Changed a pool."),
    "practice.close_pool": N_("Closed a pool."),
    "practice.create_team": N_("Added a team."),
    "practice.set_team": N_("Changed a team."),
}

#: Where somebody stands in the practice.
MEMBERSHIP_STATE_LABELS: dict[MembershipState, str] = {
    MembershipState.INVITED: N_("Invited"),
    MembershipState.ACTIVE: N_("Active"),
    MembershipState.SUSPENDED: N_("Suspended"),
    MembershipState.REMOVED: N_("Removed"),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "practice.pool_role_of_nobody": {"role": ROLE_LABELS},
    "practice.membership_move_not_allowed": {"state": MEMBERSHIP_STATE_LABELS, "to": MEMBERSHIP_STATE_LABELS},
    "practice.membership_moves": {"state": MEMBERSHIP_STATE_LABELS, "to": MEMBERSHIP_STATE_LABELS},
}
