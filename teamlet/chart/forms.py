"""Finding, registering and correcting a patient."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.content.readings import WISH_TOPICS
from teamlet.ground.ui.forms import BirthDateField, BoxedDateField, Chips, PlainForm, check_phone
from teamlet.records.followups.words.needs import LEVEL_LABELS, WHY_ANOTHER_LEVEL_LABELS
from teamlet.records.patients.models import Patient
from teamlet.records.patients.rules import visible
from teamlet.records.patients.words import (
    CONTACT_POINT_KIND_LABELS,
    SEX_LABELS,
    TARGET_MEASURE_LABELS,
    WHY_OWN_TARGET_LABELS,
    ContactPointKind,
)
from teamlet.records.plans.queries import Standing

OTHER = "other"
_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LANGUAGES = [("", _("Not known")), ("en", _("English")), ("es", _("Spanish")), (OTHER, _("Another language"))]


def _line(label: Any, longest: int, *checks: Any, required: bool = False, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, validators=checks)


def _check_language(form: forms.Form, values: dict[str, Any]) -> None:
    if values.get("language") == OTHER and not values.get("other_language"):
        form.add_error("other_language", _("Write the short code of the language."))
    elif values.get("language") == OTHER and not _LANGUAGE_CODE.fullmatch(values["other_language"]):
        form.add_error("other_language", _("A code has two or three letters, such as vi or ht."))


def _language_code(values: dict[str, Any]) -> str:
    return str(values["other_language"]).lower() if values["language"] == OTHER else str(values["language"])


class SearchForm(PlainForm):
    """One box: a name, a birth date, a record number, or several of them."""

    text = forms.CharField(
        label=_("Name, birth date or record number"),
        help_text=_("For example: Marin, 5/3/1961. Accents and small typing errors do not matter."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class LanguageForm(PlainForm):
    """The language of a patient's pages, and how they are read."""

    language = forms.ChoiceField(label=_("Language of pages"), required=False, choices=LANGUAGES, widget=Chips)
    other_language = _line(_("If another: its short code, such as vi or ht"), 20)
    interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    large_print = forms.BooleanField(label=_("Large print"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        _check_language(self, values)
        return values

    def code(self) -> str:
        """Return the code of the language as it is stored."""
        return _language_code(self.cleaned_data)

    @classmethod
    def of(cls, patient: Patient, data: Any = None) -> LanguageForm:
        """Return the form with what stands."""
        known = patient.language in {code for code, _label in LANGUAGES}
        return cls(
            data,
            initial={
                "language": patient.language if known else OTHER,
                "other_language": "" if known else patient.language,
                "interpreter": patient.interpreter,
                "large_print": patient.large_print,
            },
        )


class NameForm(PlainForm):
    """Who somebody is."""

    mark_optional = True
    given = _line(_("Given name"), 120)
    family = _line(_("Family name"), 120)
    called = _line(_("Wants to be called"), 60)
    birth_date = BirthDateField(label=_("Birth date"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex in the record"),
        required=False,
        choices=[("", _("Not known")), *((sex.value, _(text)) for sex, text in SEX_LABELS.items() if sex != "unknown")],
    )
    record_number = _line(_("Record number"), 80)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].latest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not visible(f"{values.get('given')}{values.get('family')}"):
            self.add_error("given", _("Write a given name or a family name."))
        return values

    def values(self) -> dict[str, Any]:
        """Return what ``correct_patient`` takes."""
        return {
            name: self.cleaned_data[name]
            for name in ("given", "family", "called", "birth_date", "sex", "record_number")
        }

    @classmethod
    def of(cls, patient: Patient, today: date, data: Any = None) -> NameForm:
        """Return the form with what stands."""
        names = ("given", "family", "called", "birth_date", "sex", "record_number")
        return cls(data, today=today, initial={name: getattr(patient, name) for name in names})


class RegisterForm(NameForm):
    """A new patient: a name is enough to begin."""

    language = forms.ChoiceField(label=_("Language of pages"), required=False, choices=LANGUAGES, widget=Chips)
    other_language = _line(_("If another: its short code, such as vi or ht"), 20)
    phone = _line(_("Phone"), 40, check_phone, inputmode="tel")
    seen_alike = forms.BooleanField(label=_("I checked: this is another person"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        _check_language(self, values)
        return values

    def values(self) -> dict[str, Any]:
        """Return what ``register_patient`` takes."""
        return {
            **super().values(),
            "language": _language_code(self.cleaned_data),
            "phone": self.cleaned_data["phone"],
        }


class MattersForm(PlainForm):
    """What matters to the patient, in their words."""

    words = forms.CharField(
        label=_("What matters to me, in the patient's words"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContactPointForm(PlainForm):
    """One more way to reach the patient."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, _(text)) for kind, text in CONTACT_POINT_KIND_LABELS.items()]
    )
    value = _line(_("Number or address"), 240, required=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == ContactPointKind.EMAIL:
            if "@" not in values.get("value", "@"):
                self.add_error("value", _("An e-mail address has an @ in it."))
        elif values.get("kind") != ContactPointKind.POSTAL:
            try:
                check_phone(values.get("value", "711"))
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
        return values


class HelperForm(PlainForm):
    """Somebody whom the patient lets take part."""

    mark_optional = True
    name = _line(_("Name"), 120, required=True)
    relation = _line(_("Who they are to the patient"), 60)
    phone = _line(_("Phone"), 30, check_phone, inputmode="tel")
    may_join = forms.BooleanField(label=_("The patient agrees that they take part"), required=False)
    agreed_on = BoxedDateField(label=_("Agreed on"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].latest = today  # type: ignore[attr-defined]


class MergeForm(PlainForm):
    """Which of the look-alikes is the record to keep."""

    into = forms.ChoiceField(label=_("The record to keep"))

    def __init__(self, *args: Any, alike: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("into", [(row.oid, f"{row.name} · {row.birth_date or ''} · {row.record_number}") for row in alike])


class InErrorForm(PlainForm):
    """Which goal was entered in error, and why."""

    goal = forms.ChoiceField(label=_("Which goal?"))
    why = forms.ChoiceField(
        label=_("Why?"),
        choices=[("wrong_patient", _("It belongs to another patient")), ("error", _("It was entered in error"))],
        widget=Chips,
    )

    def __init__(self, *args: Any, goals: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("goal", [(row.goal.oid, row.goal_version.words[:120]) for row in goals])


class WishForm(PlainForm):
    """Whether a patient wants help with something."""

    topic = forms.ChoiceField(
        label=_("Help with"),
        choices=[(code, _(label)) for code, label in WISH_TOPICS.items() if code != "any"],
        widget=forms.Select,
    )
    wants = forms.ChoiceField(
        label=_("Is help wanted?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Chips(keys={"yes": "y", "no": "n"}),
    )
    said_on = BoxedDateField(label=_("Said on (empty = today)"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"] = BoxedDateField(label=_("Said on (empty = today)"), required=False, latest=today)


class LevelForm(PlainForm):
    """Another level of need than the record gives: which, why, and until when."""

    level = forms.ChoiceField(
        label=_("Level"), choices=[(each.value, _(text)) for each, text in LEVEL_LABELS.items()], widget=Chips
    )
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose")), *((each.value, _(text)) for each, text in WHY_ANOTHER_LEVEL_LABELS.items())],
    )
    words = _line(_("In a few words, if it helps"), 240)
    until = BoxedDateField(label=_("Look at it again by (empty = in 90 days)"), required=False)


class TargetForm(PlainForm):
    """A patient's own target of one measure."""

    measure = forms.ChoiceField(
        label=_("Of what"), choices=[(each.value, _(text)) for each, text in TARGET_MEASURE_LABELS.items()]
    )
    value = forms.DecimalField(
        label=_("Target"),
        max_digits=6,
        decimal_places=1,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
    )
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose")), *((each.value, _(text)) for each, text in WHY_OWN_TARGET_LABELS.items())],
    )
    words = _line(_("In a few words, if it helps"), 240)
