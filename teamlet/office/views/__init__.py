from __future__ import annotations

from teamlet.office.views.absences import absences, end_absence
from teamlet.office.views.audit import audit
from teamlet.office.views.content import approve, bring_back, content, content_item, discard
from teamlet.office.views.duties import duties, duty
from teamlet.office.views.imports import imports
from teamlet.office.views.notes import ehr_format
from teamlet.office.views.people import (
    called,
    drop_second_factor,
    invite,
    new_link,
    people,
    person,
    remove,
    restore,
    roles,
    suspend,
)
from teamlet.office.views.populations import (
    approve_population,
    discard_population,
    population,
    populations,
    restore_population,
)
from teamlet.office.views.safety import safety_cover
from teamlet.office.views.setup import (
    drop_holiday,
    holiday,
    practice_page,
    setting,
    settings_page,
    site,
    team,
    teams,
    working_days,
)
from teamlet.office.views.start import start

__all__ = [
    "absences",
    "approve",
    "approve_population",
    "audit",
    "bring_back",
    "called",
    "content",
    "content_item",
    "discard",
    "discard_population",
    "drop_holiday",
    "drop_second_factor",
    "duties",
    "duty",
    "ehr_format",
    "end_absence",
    "holiday",
    "imports",
    "invite",
    "new_link",
    "people",
    "person",
    "population",
    "populations",
    "practice_page",
    "remove",
    "restore",
    "restore_population",
    "roles",
    "safety_cover",
    "setting",
    "settings_page",
    "site",
    "start",
    "suspend",
    "team",
    "teams",
    "working_days",
]
