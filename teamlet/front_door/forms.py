"""Input of the few forms around the questions; never saves."""

from __future__ import annotations

from datetime import date

from django import forms

from teamlet.content.schema import Author
from teamlet.front_door.presenters.answering import Answering
from teamlet.front_door.presenters.around import Words
from teamlet.ground.ui.forms import BirthDateField, DateBoxes, PlainForm, Tiles
from teamlet.records.instruments.actions.answers import NAME_LENGTH, RELATION_LENGTH


class BirthDate(PlainForm):
    """The date of birth in three boxes, month by name.  A date that cannot be is simply not the right one."""

    def __init__(self, words: Words, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = BirthDateField(widget=DateBoxes(), label=words("birth_title"), latest=today)
        self.fields["born"] = field
        missing, wrong = words("birth_missing"), words("birth_wrong")
        field.error_messages |= {"required": missing, "incomplete": missing}
        field.error_messages |= dict.fromkeys(("impossible", "year", "too_early", "too_late"), wrong)
        for box in field.widget.widgets:
            box.attrs["autocomplete"] = "off"


class Who(PlainForm):
    """Who is answering: the patient, or somebody who helps and says their name."""

    who = forms.ChoiceField(widget=Tiles)
    name = forms.CharField(required=False, max_length=NAME_LENGTH)
    relation = forms.CharField(required=False, max_length=RELATION_LENGTH)

    def __init__(self, words: Words, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        choice = self.fields["who"]
        choice.label = words("who_title")
        self.offer(
            "who",
            [(Author.PATIENT.value, words("who_patient")), (Author.CAREGIVER.value, words("who_caregiver"))],
        )
        choice.error_messages |= dict.fromkeys(("required", "invalid_choice"), words("who_choose"))
        self.fields["name"].label = words("who_name")
        self.fields["relation"].label = words("who_relation")
        for each in ("name", "relation"):
            self.fields[each].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, object]:
        """Ask for the name of somebody who helps."""
        cleaned = super().clean() or {}
        if cleaned.get("who") == Author.CAREGIVER and not str(cleaned.get("name", "")).strip():
            self.add_error("name", self.words("who_name_missing"))
        return cleaned

    def said(self) -> Answering:
        """Return who is answering."""
        if self.cleaned_data["who"] == Author.PATIENT:
            return Answering()
        name, relation = (self.cleaned_data[each].strip() for each in ("name", "relation"))
        return Answering(Author.CAREGIVER, name, relation)
