"""The words of the rules of instruments: states and reasons."""

from __future__ import annotations

from teamlet.ground.reasons import N_

#: One sentence per reason code; the edge fills in the values and translates.
REASONS: dict[str, str] = {
    "instruments.scored": N_("All {items} questions were answered."),
}
