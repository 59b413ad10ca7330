"""What the pages of schedules ask: a file, what its columns mean, and whose an appointment is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy as _

from teamlet.before_visit.presenters.forms import TOOLS, more_instruments, title_of, visit_words
from teamlet.bridges.spreadsheets.columns import missing, plain
from teamlet.bridges.spreadsheets.words import (
    MEGABYTE,
    MOST_BYTES_OF_TEXT,
    TARGET_LABELS,
    DateOrder,
    Target,
)
from teamlet.content import instruments as content
from teamlet.content.schema import Mode
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.forms import Chips, PlainForm, TileBoxes, Tiles
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.models import Patient
from teamlet.records.visits.actions import CardSaid
from teamlet.records.visits.actions.card import LINE, QUESTIONS
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import VISIT_KIND_LABELS

#: Meanings that a person can choose; the reference of FHIR is none of them.
CHOSEN = [target for target in Target if target is not Target.REFERENCE]


class UploadForm(PlainForm):
    """The file with the schedule."""

    file = forms.FileField(
        label=_("Schedule"),
        help_text=_("A .csv or .xlsx file, or FHIR Appointments (.json, .ndjson), up to 20 MB."),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm,.json,.ndjson"}),
    )

    def clean_file(self) -> Any:
        """Return the file unless it is too large to be looked at."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES_OF_TEXT:
            raise forms.ValidationError(
                say(Reason("spreadsheets.too_large", {"megabytes": MOST_BYTES_OF_TEXT // MEGABYTE}))
            )
        return file


class ColumnsForm(PlainForm):
    """What each column means, in which order dates are written, and which visits the practice's own words are."""

    date_order = forms.ChoiceField(
        label=_("A date such as 3/4/2026 is"),
        choices=[(DateOrder.MONTH_FIRST, _("March 4")), (DateOrder.DAY_FIRST, _("April 3"))],
        widget=Chips,
    )

    def __init__(
        self,
        *args: Any,
        names: Sequence[str],
        columns: Mapping[str, int],
        samples: Sequence[Sequence[str]],
        kinds: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.kinds = names, kinds
        chosen = {number: target for target, number in columns.items()}
        choices = [("", _("Not read")), *((target.value, _(TARGET_LABELS[target])) for target in CHOSEN)]
        for number, name in enumerate(names):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=name or _("Column {number}").format(number=number + 1),
                choices=choices,
                required=False,
                initial=chosen.get(number, ""),
                help_text=" · ".join(text[:40] for text in samples[number]) if number < len(samples) else "",
            )
        for number, word in enumerate(kinds):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=word,
                choices=[("", _("Other")), *((kind.value, _(label)) for kind, label in VISIT_KIND_LABELS.items())],
                required=False,
            )

    def column_fields(self) -> list[Any]:
        """Return the fields of the columns."""
        return [self[f"column_{number}"] for number in range(len(self.names))]

    def kind_fields(self) -> list[Any]:
        """Return the fields of the practice's own words."""
        return [self[f"kind_{number}"] for number in range(len(self.kinds))]

    def clean(self) -> dict[str, Any]:
        """Check that nothing is said twice and that nothing needed is missing."""
        values = super().clean() or {}
        taken: dict[str, str] = {}
        for number, name in enumerate(self.names):
            target = values.get(f"column_{number}")
            if target and target in taken:
                said = _("“{name}” says this already.").format(name=taken[target])
                self.add_error(f"column_{number}", said)
            elif target:
                taken[target] = name
        lacking = missing(self.chosen())
        if lacking:
            what = _(TARGET_LABELS[lacking[0]])
            self.add_error(None, say(Reason("spreadsheets.column_missing", {"what": what})))
        return values

    def chosen(self) -> dict[Target, int]:
        """Return the column of each meaning."""
        found: dict[Target, int] = {}
        for number in range(len(self.names)):
            target = self.cleaned_data.get(f"column_{number}")
            if target:
                found.setdefault(Target(target), number)
        return found

    def kinds_chosen(self) -> dict[str, str]:
        """Return the kind of visit by the practice's own word."""
        return {
            plain(word): chosen
            for number, word in enumerate(self.kinds)
            if (chosen := self.cleaned_data.get(f"kind_{number}"))
        }


class WhoseForm(PlainForm):
    """Whom to look for."""

    text = forms.CharField(
        label=_("Name, record number or birth date"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GiveOut(PlainForm):
    """What the patient is asked, for which visit, where they answer, and in which language."""

    mode = forms.ChoiceField(
        label=_("Where will they answer?"),
        widget=Tiles,
        choices=[
            (Mode.LINK.value, _("On their own phone")),
            (Mode.TABLET.value, _("On a tablet here")),
            (Mode.PAPER.value, _("On paper")),
            (Mode.STAFF.value, _("Somebody of us asks")),
        ],
        initial=Mode.LINK.value,
    )
    visit = forms.ChoiceField(label=_("For which visit?"), required=False)
    prepare = forms.BooleanField(label=_("Questions that prepare the visit"), required=False, initial=True)
    tools = forms.MultipleChoiceField(label=_("Pictures to choose from"), required=False, widget=TileBoxes)
    more = forms.MultipleChoiceField(label=_("More questions"), required=False, widget=TileBoxes)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: Principal, patient: Patient, visits: Sequence[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = patient.language if patient.language in dict(settings.LANGUAGES) else "en"
        self.fields["language"].initial = spoken
        self.visits = {visit.oid: visit for visit in visits}
        choices = [(visit.oid, visit_words(visit)) for visit in visits]
        self.offer("visit", [("", gettext("No visit yet")), *choices])
        self.fields["visit"].initial = choices[0][0] if choices else ""
        self.offer("tools", [(each, title_of(content.load(each))) for each in TOOLS])
        more = more_instruments(by)
        if more:
            self.offer("more", [(each.id, title_of(each)) for each in more])
        else:
            del self.fields["more"]


class CardForm(PlainForm):
    """One line for each of the patient's three questions, and the patient's own question."""

    answer_1 = forms.CharField(required=False, max_length=LINE)
    answer_2 = forms.CharField(required=False, max_length=LINE)
    answer_3 = forms.CharField(required=False, max_length=LINE)
    own_question = forms.CharField(required=False, max_length=LINE)
    own_answer = forms.CharField(required=False, max_length=LINE, label=_("The answer to it"))

    def __init__(self, *args: Any, words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, QUESTIONS + 1):
            self.fields[f"answer_{number}"].label = words[f"card_{number}"]
        self.fields["own_question"].label = words["card_my_question"]

    def said(self) -> CardSaid:
        """Return the lines as ``answer_card`` takes them."""
        values = self.cleaned_data
        answers = tuple(values[f"answer_{number}"] for number in range(1, QUESTIONS + 1))
        return CardSaid(answers, values["own_question"], values["own_answer"])
