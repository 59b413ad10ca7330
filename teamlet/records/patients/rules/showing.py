"""Who sees a labelled item, and where.

Labelled items stay out of lists, prints, the turned screen, the banner and the patient's page
unless role and view allow it (experience.md section 5.4).  The default table below follows what a
role needs for its work; substance use is the narrowest, as 42 CFR Part 2 asks for.
"""

from __future__ import annotations

from collections.abc import Collection

from teamlet.ground.access.roles import LICENSED, Role
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.patients.words import Sensitivity, Showing, View

_CARE_TEAM = LICENSED | {Role.MEDICAL_ASSISTANT, Role.COACH, Role.CARE_MANAGER}

#: Roles that see an item with the label in the chart of a patient whom they may open.
IN_CHART: dict[Sensitivity, frozenset[Role]] = {
    Sensitivity.MENTAL_HEALTH: frozenset(_CARE_TEAM),
    Sensitivity.SUBSTANCE_USE: frozenset(LICENSED),
    Sensitivity.VIOLENCE: frozenset(LICENSED | {Role.CARE_MANAGER}),
    Sensitivity.LEGAL: frozenset({Role.CLINICIAN, Role.BEHAVIORAL_HEALTH, Role.CARE_MANAGER}),
    Sensitivity.REPRODUCTIVE: frozenset(LICENSED | {Role.MEDICAL_ASSISTANT}),
    Sensitivity.SOCIAL: frozenset(_CARE_TEAM),
}

#: Roles whose own lists are about such items.
IN_LIST: dict[Sensitivity, frozenset[Role]] = {
    Sensitivity.MENTAL_HEALTH: frozenset({Role.BEHAVIORAL_HEALTH}),
    Sensitivity.SOCIAL: frozenset({Role.CARE_MANAGER}),
}

#: Where somebody else may look on, or read along later: never, whoever asks.
_OTHERS_LOOK_ON = frozenset({View.TURNED_SCREEN, View.BANNER, View.PATIENT_PAGE})


def may_see(label: Sensitivity, roles: Collection[str], view: View) -> Decision[Showing]:
    """Decide whether somebody with ``roles`` sees an item with ``label`` in ``view``.

    *Shown*; *see chart* where only these words may stand, because the person may open it in the
    chart; or *hidden* without a trace.  An item without a label is shown: whether the page may be
    opened at all is declared with the page.
    """
    if label is Sensitivity.NONE:
        return Decision(Showing.SHOWN, (Reason("patients.shown"),))
    if view in _OTHERS_LOOK_ON:
        return Decision(Showing.HIDDEN, (Reason("patients.view_keeps_out", {"view": view.value}),))
    mine = set(roles)
    if not mine & IN_CHART[label]:
        return Decision(Showing.HIDDEN, (Reason("patients.role_keeps_out", {"label": label.value}),))
    if view is View.CHART or (view is View.LIST and mine & IN_LIST.get(label, frozenset())):
        return Decision(Showing.SHOWN, (Reason("patients.shown"),))
    return Decision(Showing.SEE_CHART, (Reason("patients.see_chart", {"view": view.value}),))
