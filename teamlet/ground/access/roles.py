"""The roles a person can hold in a practice.  Patients and families hold none."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class Role(StrEnum):
    """A staff role; the value is the token used in commands, addresses and content files."""

    FRONT_DESK = "front-desk"
    MEDICAL_ASSISTANT = "medical-assistant"
    NURSE = "nurse"
    CLINICIAN = "clinician"
    COACH = "coach"
    BEHAVIORAL_HEALTH = "behavioral-health"
    CARE_MANAGER = "care-manager"
    LEAD_COACH = "lead-coach"
    MANAGER = "manager"
    EDUCATOR = "educator"
    ADMINISTRATOR = "administrator"
    PEER = "peer"
    ADVISOR = "advisor"


ROLE_LABELS = {
    Role.FRONT_DESK: N_("Front desk"),
    Role.MEDICAL_ASSISTANT: N_("Medical assistant"),
    Role.NURSE: N_("Nurse"),
    Role.CLINICIAN: N_("Clinician"),
    Role.COACH: N_("Health coach"),
    Role.BEHAVIORAL_HEALTH: N_("Behavioral health"),
    Role.CARE_MANAGER: N_("Care manager"),
    Role.LEAD_COACH: N_("Lead coach"),
    Role.MANAGER: N_("Practice manager"),
    Role.EDUCATOR: N_("Educator"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.PEER: N_("Peer leader"),
    Role.ADVISOR: N_("Advisor"),
}

#: May decide on cautions and close red flags (state license; experience.md section 5.1).
LICENSED = frozenset({Role.NURSE, Role.CLINICIAN, Role.BEHAVIORAL_HEALTH})
#: Take part in support: goals, plans, contacts.
SUPPORT = LICENSED | {
    Role.MEDICAL_ASSISTANT,
    Role.COACH,
    Role.CARE_MANAGER,
    Role.LEAD_COACH,
    Role.EDUCATOR,
}
#: May find a patient (the front desk sees name, birth date and visit, never goals or conditions).
FINDS_PATIENTS = SUPPORT | {Role.FRONT_DESK}
#: Run the practice: staff, role matrix, content, imports.
OFFICE = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
EVERYONE = frozenset(Role)
