"""Words of the library: why a content version may not be approved or used."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS = {
    "library.already_approved": N_("This version was approved already. Make a new draft to change it."),
    "library.not_valid": N_("This draft has {count} problems. They stand beside the fields."),
    "library.changed_meanwhile": N_("Somebody saved another draft meanwhile. Compare it before you save yours."),
}
