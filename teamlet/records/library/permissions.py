"""Who may change the practice's content, and who may approve it."""

from __future__ import annotations

from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import OFFICE, Role
from teamlet.ground.reasons import Reason, Refused

#: May write a draft, and approve somebody else's.
EDITS_CONTENT = OFFICE | {Role.LEAD_COACH, Role.CLINICIAN}
#: Kinds that decide about safety: a licensed person who may edit content approves them, where there is one.
SAFETY_KINDS = frozenset({"cautions", "red_flags", "instruments"})


def check_edit_content(by: Principal) -> None:
    """Raise ``Refused`` unless ``by`` may change the practice's content; the system may."""
    if by.user_id is not None and not by.has(EDITS_CONTENT):
        raise Refused(Reason("library.may_not_edit"))
