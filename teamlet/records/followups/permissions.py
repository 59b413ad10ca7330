"""Who takes lists out of the registry, sends to many at once, and sees the load of others."""

from __future__ import annotations

from teamlet.ground.access.roles import LICENSED, Role

#: Write a list of patients to a file.
EXPORTS_LISTS = LICENSED | {Role.CARE_MANAGER, Role.LEAD_COACH}
#: Send one message to everybody of a list.
SENDS_BATCHES = EXPORTS_LISTS
#: See how much each person has.  Not the manager: names of staff do not stand beside numbers there.
SEES_LOAD = frozenset({Role.LEAD_COACH, Role.CARE_MANAGER, Role.CLINICIAN})
