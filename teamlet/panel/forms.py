"""Lists that are kept, and messages to many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import PlainForm, WordsField
from teamlet.records.outreach.actions.batches import Words
from teamlet.records.outreach.words import CHANNEL_LABELS, PURPOSE_LABELS
from teamlet.records.practice.models import Team


class ListForm(PlainForm):
    """A name for a choice of the registry, and who has it."""

    name = forms.CharField(label=_("Name of the list"), max_length=60)
    query = forms.CharField(max_length=1_000, required=False)
    team = forms.ChoiceField(label=_("Who has it"), required=False)

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("team", [("", _("Only me")), *((team.oid, team.name) for team in teams)])


class BatchForm(PlainForm):
    """A message to everybody of a list."""

    purpose = forms.ChoiceField(
        label=_("What it is for"), choices=[(each.value, _(label)) for each, label in PURPOSE_LABELS.items()]
    )
    channel = forms.ChoiceField(
        label=_("How it goes"), choices=[(each.value, _(label)) for each, label in CHANNEL_LABELS.items()]
    )
    subject_en = forms.CharField(label=_("Subject in English"), max_length=78, required=False)
    body_en = WordsField(label=_("Words in English"), max_length=2_000, required=False)
    subject_es = forms.CharField(label=_("Subject in Spanish"), max_length=78, required=False)
    body_es = WordsField(
        label=_("Words in Spanish"),
        max_length=2_000,
        required=False,
        help_text=_("Somebody who speaks Spanish writes them; whoever reads another language gets no message."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a message without words."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not (values.get("body_en") or values.get("body_es")):
            self.add_error("body_en", _("Write the message in at least one language."))
        return values

    def words(self) -> dict[str, Words]:
        """Return what is said, by language."""
        values = self.cleaned_data
        return {
            language: Words(values[f"body_{language}"], values[f"subject_{language}"])
            for language in ("en", "es")
            if values[f"body_{language}"]
        }
