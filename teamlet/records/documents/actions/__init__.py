"""Every write about what leaves the screen, and the acts that reach over all records."""

from __future__ import annotations

from teamlet.records.documents.actions.errors import enter_in_error
from teamlet.records.documents.actions.pages import copy_for_ehr, give_page, make_page, withdraw_page
from teamlet.records.documents.actions.support import Saved, save_support, undo_support

__all__ = [
    "Saved",
    "copy_for_ehr",
    "enter_in_error",
    "give_page",
    "make_page",
    "save_support",
    "undo_support",
    "withdraw_page",
]
