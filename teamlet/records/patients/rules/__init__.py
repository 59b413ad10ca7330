"""Pure rules of patients: labels, who sees what where, look-alikes, search keys, age."""

from __future__ import annotations

from teamlet.records.patients.rules.age import age_on, staff_entry_only
from teamlet.records.patients.rules.alike import PersonFacts, look_alikes
from teamlet.records.patients.rules.names import NameKey, fold, match_score, search_key, similarity, sound_of, visible
from teamlet.records.patients.rules.sensitivity import sensitivity_of
from teamlet.records.patients.rules.showing import IN_CHART, may_see
from teamlet.records.patients.rules.versions import PARTS, part_version

__all__ = [
    "IN_CHART",
    "PARTS",
    "NameKey",
    "PersonFacts",
    "age_on",
    "fold",
    "look_alikes",
    "match_score",
    "may_see",
    "part_version",
    "search_key",
    "sensitivity_of",
    "similarity",
    "sound_of",
    "staff_entry_only",
    "visible",
]
