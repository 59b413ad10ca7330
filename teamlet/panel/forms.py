"""Lists that are kept, and messages to many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import BoxedDateField, ChipBoxes, Chips, PlainForm, WordsField
from teamlet.records.followups.words.slips import RESULTS_BY_HAND, SLIP_RESULT_LABELS, WHAT_CHANGED_LABELS
from teamlet.records.outreach.actions.batches import Words
from teamlet.records.outreach.words import CHANNEL_LABELS, PURPOSE_LABELS
from teamlet.records.practice.models import Membership, Team


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
    body_en = WordsField(
        label=_("Words in English"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    subject_es = forms.CharField(label=_("Subject in Spanish"), max_length=78, required=False)
    body_es = WordsField(
        label=_("Words in Spanish"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
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


class SlipStartForm(PlainForm):
    """Who talks with somebody about getting back on track, and on which day."""

    owner_oid = forms.ChoiceField(label=_("Who talks with the patient"))
    on = BoxedDateField(label=_("On (empty = inside a week)"), required=False)

    def __init__(self, *args: Any, people: Sequence[Membership], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.oid: each for each in people}
        self.fields["on"] = BoxedDateField(label=_("On (empty = inside a week)"), required=False, earliest=today)
        self.offer("owner_oid", [("", _("Choose")), *((each.oid, each.user.name) for each in people)])

    def owner(self) -> Membership:
        """Return the person chosen."""
        return self.people[self.cleaned_data["owner_oid"]]


class SlipAnswerForm(PlainForm):
    """What came of a line of "Back on track"."""

    what_changed = forms.MultipleChoiceField(
        label=_("What changed?"),
        required=False,
        choices=[(each.value, _(label)) for each, label in WHAT_CHANGED_LABELS.items()],
        widget=ChipBoxes,
    )
    result = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(each.value, _(SLIP_RESULT_LABELS[each])) for each in RESULTS_BY_HAND],
        widget=Chips,
    )
    words = forms.CharField(
        label=_("In a few words, if it helps"),
        max_length=240,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    look_again_on = BoxedDateField(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["look_again_on"] = BoxedDateField(label=_("Look again on"), required=False, earliest=today)
