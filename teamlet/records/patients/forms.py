"""A population's rule as a form: one short set of fields a line, as its kind needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teamlet.content.population_checks import MAX_GROUPS, MAX_LINES, codes_of, codes_text
from teamlet.content.readings import READINGS, WISH_TOPICS
from teamlet.content.schema.populations import Compare, EncounterKind, LineKind, Proof, Route
from teamlet.ground.reasons import N_
from teamlet.ground.ui.forms import ChipBoxes, PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.words import SENSITIVITY_LABELS, SEX_LABELS

ROUTE_LABELS = {
    Route.DIAGNOSIS: N_("Diagnosis"),
    Route.CONTROL: N_("Out of range, or a gap"),
    Route.RISK: N_("High risk"),
    Route.REQUEST: N_("The patient's request"),
    Route.ASSESSMENT: N_("Result of a form"),
}
KIND_LABELS = {
    LineKind.DIAGNOSIS: N_("Diagnosis"),
    LineKind.READING: N_("Reading or score"),
    LineKind.AGE: N_("Age"),
    LineKind.SEX: N_("Sex"),
    LineKind.LANGUAGE: N_("Language"),
    LineKind.ENCOUNTERS: N_("Visits, emergency, hospital"),
    LineKind.WISH: N_("Asked for help"),
    LineKind.POPULATIONS: N_("In other populations"),
}
PROOF_LABELS = {
    Proof.LISTED: N_("On the problem list, or at two outpatient visits in 24 months"),
    Proof.VISITS: N_("At two outpatient visits in 24 months"),
    Proof.ANY: N_("Any active diagnosis"),
}
COMPARE_LABELS = {
    Compare.ABOVE: N_("above"),
    Compare.AT_LEAST: N_("at least"),
    Compare.AT_MOST: N_("at most"),
    Compare.BELOW: N_("below"),
}
ENCOUNTER_LABELS = {
    EncounterKind.OUTPATIENT: N_("Outpatient visits"),
    EncounterKind.EMERGENCY: N_("Emergency visits"),
    EncounterKind.HOSPITAL: N_("Hospital stays"),
}
#: Letters of a list of codes: far more than 500 codes need.
LONGEST_CODES = 200_000


def _choices(labels: Mapping[Any, str], empty: Any = None) -> list[tuple[str, Any]]:
    rows = [(getattr(key, "value", key), _(label)) for key, label in labels.items()]
    return rows if empty is None else [("", empty), *rows]


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **more,
    )


def _text(label: Any, longest: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    more.setdefault("required", False)  # an empty text is a problem of the draft, not of the form
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


class PopulationForm(PlainForm):
    """Names, route and lines.  ``body`` is the content as plain values; ``others`` the populations a line may name.

    A line's fields are called ``l3_…``; its kind travels in a hidden field.  Lines beyond those of the body come from
    what was posted (``add_line`` of the page).
    """

    title_en = _text(_("Name in English"), 80)
    title_es = _text(_("Name in Spanish"), 80)
    about_en = _text(_("What it is, in English"), 300, rows=2)
    about_es = _text(_("What it is, in Spanish"), 300, rows=2)
    route = forms.ChoiceField(label=_("How patients come in"), choices=_choices(ROUTE_LABELS))
    sensitivity = forms.ChoiceField(
        label=_("Label"),
        choices=_choices(SENSITIVITY_LABELS),
        help_text=_("Labeled populations show only to roles that may read such data."),
    )
    in_use = forms.BooleanField(label=_("In use"), required=False)
    note = _text(_("What is different, and why (for the history)"), 240, required=False)

    def __init__(
        self, data: Any = None, *, body: Mapping[str, Any], others: Mapping[str, str], note: str = "", add: str = ""
    ) -> None:
        self.body, self.others = body, others
        held = _flat(body)
        kinds = [str(line["kind"]) for _number_of, line in held]
        if data is not None:
            kinds = _posted_kinds(data)
        if add in set(LineKind) and len(kinds) < MAX_GROUPS * 2:
            kinds = [*kinds, add]
            if data is not None:
                data = data.copy()
                data[f"l{len(kinds) - 1}_kind"] = add
                data.setdefault(f"l{len(kinds) - 1}_join", "and")
                for name, value in _STARTS[LineKind(add)].items():
                    data.setdefault(f"l{len(kinds) - 1}_{name}", value)
        self.kinds = kinds
        initial = _initial_of(body, held) | {"note": note}
        # Before the form is made, so that these fields speak as plainly as the others.
        self.base_fields = type(self).base_fields | {  # type: ignore[misc]
            f"l{number}_{name}": field
            for number, kind in enumerate(kinds)
            for name, field in _line_fields(LineKind(kind), number, others).items()
        }
        super().__init__(data, initial=initial)

    def lines(self) -> list[dict[str, Any]]:
        """Return each line: its number, its kind in words, and its fields."""
        shown = []
        for number, kind in enumerate(self.kinds):
            names = [name for name in self.fields if name.startswith(f"l{number}_")]
            fixed = {f"l{number}_kind", f"l{number}_join", f"l{number}_drop", f"l{number}_unless"}
            shown.append(
                {
                    "number": number,
                    "label": _(KIND_LABELS[LineKind(kind)]),
                    "kind": self[f"l{number}_kind"],
                    "join": self[f"l{number}_join"] if number else None,
                    "unless": self[f"l{number}_unless"],
                    "drop": self[f"l{number}_drop"],
                    "is_wide": kind == LineKind.POPULATIONS,
                    "fields": [self[name] for name in names if name not in fixed],
                }
            )
        return shown

    def clean(self) -> dict[str, Any]:
        """Read the codes; what is not understood stands beside its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number, kind in enumerate(self.kinds):
            name = f"l{number}_codes"
            if kind == LineKind.DIAGNOSIS and name in cleaned:
                codes, wrong = codes_of(cleaned[name])
                cleaned[f"l{number}_read"] = codes
                for reason in wrong[:5]:
                    self.add_error(name, ValidationError(say(reason)))
        return cleaned

    def made(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the content as typed, and the field of each of its keys.  Only after ``is_valid()``."""
        said = self.cleaned_data
        groups: list[dict[str, Any]] = []
        fields: dict[str, str] = {}
        for number, kind in enumerate(self.kinds):
            if said.get(f"l{number}_drop"):
                continue
            if not groups or said.get(f"l{number}_join") != "or":
                groups.append({"any_of": []})
            line = _line_of(LineKind(kind), number, said)
            groups[-1]["any_of"].append(line)
            key = f"all_of[{len(groups) - 1}].any_of[{len(groups[-1]['any_of']) - 1}]"
            for name in (*line, "value", "months", "age_from", "age_below", "apart_days", "times", "at_least"):
                fields[f"{key}.{name}"] = _field_name(number, name)
            fields[f"{key}.kind"] = f"l{number}_unless"
            for name in ("icd10", "icd10_except", "snomed"):
                fields[f"{key}.{name}"] = f"l{number}_codes"
        made = {name: value for name, value in self.body.items() if name not in ("all_of", "in_use", "sensitivity")}
        made |= {
            "title": {"en": said["title_en"], "es": said["title_es"]},
            "about": {"en": said["about_en"], "es": said["about_es"]},
            "route": said["route"],
            "sensitivity": said["sensitivity"],
            "in_use": said["in_use"],
            "all_of": groups,
        }
        for name in ("title", "about"):
            for language in ("en", "es"):
                fields[f"{name}.{language}"] = f"{name}_{language}"
        return made, fields


#: What a new line of a kind begins with.
_STARTS: dict[LineKind, dict[str, str]] = {
    LineKind.DIAGNOSIS: {"proof": Proof.LISTED.value},
    LineKind.READING: {"months": "12", "reading": "hba1c"},
    LineKind.AGE: {},
    LineKind.SEX: {"sex": "female"},
    LineKind.LANGUAGE: {"spoken": "es"},
    LineKind.ENCOUNTERS: {"months": "12", "times": "1", "encounter": EncounterKind.OUTPATIENT.value},
    LineKind.WISH: {"months": "12", "topic": "any"},
    LineKind.POPULATIONS: {},
}


def _flat(body: Mapping[str, Any]) -> list[tuple[bool, Mapping[str, Any]]]:
    """Return the lines in order, each with whether it goes on in the group of the line before it."""
    return [
        (place > 0, line)
        for group in body.get("all_of", [])
        for place, line in enumerate(group.get("any_of", [])[:MAX_LINES])
        if str(line.get("kind")) in set(LineKind)
    ]


def _posted_kinds(data: Mapping[str, Any]) -> list[str]:
    kinds: list[str] = []
    while len(kinds) < MAX_GROUPS * MAX_LINES:
        kind = data.get(f"l{len(kinds)}_kind")
        if kind not in set(LineKind):
            break
        kinds.append(str(kind))
    return kinds


def _initial_of(body: Mapping[str, Any], held: list[tuple[bool, Mapping[str, Any]]]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "route": body.get("route", Route.DIAGNOSIS.value),
        "sensitivity": body.get("sensitivity", "none"),
        "in_use": body.get("in_use", True),
    }
    for name in ("title", "about"):
        for language in ("en", "es"):
            initial[f"{name}_{language}"] = body.get(name, {}).get(language, "")
    for number, (goes_on, line) in enumerate(held):
        for name, value in line.items():
            initial[f"l{number}_{name}"] = ", ".join(value) if name == "spoken" else value
        initial[f"l{number}_join"] = "or" if goes_on else "and"
        initial[f"l{number}_codes"] = codes_text(line)
        initial.setdefault(f"l{number}_proof", Proof.LISTED.value)
    return initial


def _line_fields(kind: LineKind, number: int, others: Mapping[str, str]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "kind": forms.CharField(widget=forms.HiddenInput, initial=kind.value),
        "unless": forms.BooleanField(label=_("Not: leave out whoever this is true of"), required=False),
        "drop": forms.BooleanField(label=_("Take this line out"), required=False),
    }
    if number:
        fields["join"] = forms.ChoiceField(
            label=_("With the line above"),
            choices=[("and", _("and: both must be true")), ("or", _("or: one is enough"))],
        )
    months = _number(_("In the last … months"))
    if kind is LineKind.DIAGNOSIS:
        fields["codes"] = _text(
            _("Codes"),
            LONGEST_CODES,
            rows=3,
            help_text=_("One code system a line: “ICD-10: E11, E13”, “ICD-10: not E11.0”, “SNOMED: 44054006”."),
        )
        fields["proof"] = forms.ChoiceField(label=_("Counts when"), choices=_choices(PROOF_LABELS))
        fields["apart_days"] = _number(_("Days between the two visits (at least)"))
    elif kind is LineKind.READING:
        labels = {code: reading.label for code, reading in READINGS.items()}
        fields["reading"] = forms.ChoiceField(label=_("Reading"), choices=_choices(labels))
        fields["compare"] = forms.ChoiceField(
            label=_("Is"), choices=_choices(COMPARE_LABELS, _("there at all")), required=False
        )
        fields["value"] = forms.FloatField(
            label=_("Number"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
        fields["months"] = months
    elif kind is LineKind.AGE:
        fields["age_from"], fields["age_below"] = _number(_("From age")), _number(_("Under age"))
    elif kind is LineKind.SEX:
        fields["sex"] = forms.ChoiceField(label=_("Sex"), choices=_choices(SEX_LABELS))
    elif kind is LineKind.LANGUAGE:
        fields["spoken"] = _text(_("Languages"), 200, help_text=_("Codes with commas between: es, vi."))
    elif kind is LineKind.ENCOUNTERS:
        fields["encounter"] = forms.ChoiceField(label=_("Which"), choices=_choices(ENCOUNTER_LABELS))
        fields["times"], fields["months"] = _number(_("At least so many")), months
    elif kind is LineKind.WISH:
        fields["topic"] = forms.ChoiceField(label=_("Help with"), choices=_choices(WISH_TOPICS))
        fields["months"] = months
    else:
        fields["populations"] = forms.MultipleChoiceField(
            label=_("Populations"), choices=list(others.items()), widget=ChipBoxes, required=False
        )
        fields["at_least"] = _number(_("At least so many of them"))
    return fields


def _line_of(kind: LineKind, number: int, said: Mapping[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"kind": kind.value}
    if said.get(f"l{number}_unless"):
        line["unless"] = True
    names = (
        "proof", "apart_days", "reading", "compare", "value", "months", "age_from", "age_below", "sex", "encounter",
        "times", "topic", "populations", "at_least",
    )  # fmt: skip
    for name in names:
        value = said.get(f"l{number}_{name}")
        if value not in (None, "", []):
            line[name] = value
    if kind is LineKind.DIAGNOSIS:
        line |= {name: codes for name, codes in said.get(f"l{number}_read", {}).items() if codes}
    if kind is LineKind.LANGUAGE:
        line["spoken"] = [code for code in re.split(r"[,;\s]+", said.get(f"l{number}_spoken", "")) if code]
    return line


def _field_name(number: int, name: str) -> str:
    return f"l{number}_{name}"
