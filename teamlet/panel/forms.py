"""Lists that are kept, and messages to many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import PlainForm
from teamlet.records.practice.models import Team


class ListForm(PlainForm):
    """A name for a choice of the registry, and who has it."""

    name = forms.CharField(label=_("Name of the list"), max_length=60)
    query = forms.CharField(max_length=1_000, required=False)
    team = forms.ChoiceField(label=_("Who has it"), required=False)

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("team", [("", _("Only me")), *((team.oid, team.name) for team in teams)])
