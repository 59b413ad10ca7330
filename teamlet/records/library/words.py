"""Words of the library: why a content version may not be approved or used."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS = {
    "library.already_approved": N_("This version was approved already. Make a new draft to change it."),
    "library.not_valid": N_("This draft has {count} problems. They stand beside the fields."),
    "library.changed_meanwhile": N_("Somebody saved another draft meanwhile. Compare it before you save yours."),
    "library.may_not_edit": N_("This role does not change the practice's content."),
    "library.needs_licensed": N_("This decides about safety: a licensed colleague who edits content approves it."),
    "library.second_person": N_("You wrote this draft. Somebody else approves it."),
    "library.approved_by_second": N_("Approved by a second person."),
    "library.approved_by_author": N_("Approved by its author, as nobody else here could."),
    "library.no_draft": N_("There is no draft to approve."),
    "library.nothing_changed": N_("This says what is in force already."),
    "library.no_such_version": N_("There is no such version."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "library.save_draft": N_("Saved a draft of content."),
    "library.approve_draft": N_("Approved a draft of content."),
    "library.discard_draft": N_("Discarded a draft of content."),
    "library.restore_version": N_("Brought back an earlier version of content."),
}
