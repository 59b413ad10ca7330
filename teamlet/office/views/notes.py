"""The practice's own format of "Copy for the EHR", with a preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.forms import Chips, PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.office.presenters.notes import previews
from teamlet.records.documents.queries import texts
from teamlet.records.documents.rendering.notes import format_problems
from teamlet.records.documents.words import COPY_KIND_LABELS, CopyKind
from teamlet.records.practice.actions.setup import set_ehr_format
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of


class NoteForm(PlainForm):
    """Which text is copied first, and the practice's own words around the fields."""

    first = forms.ChoiceField(
        label=gettext_lazy("Copied first"),
        choices=[(kind.value, gettext_lazy(label)) for kind, label in COPY_KIND_LABELS.items()],
        widget=Chips,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in COPY_KIND_LABELS.items():
            rows = 2 if kind is CopyKind.BANNER else 9
            self.fields[kind.value] = forms.CharField(
                label=gettext_lazy(label), required=False, strip=False, widget=forms.Textarea(attrs={"rows": rows})
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for kind in CopyKind:
            text = str(values.get(kind.value, "")).replace("\r\n", "\n").strip("\n")
            values[kind.value] = text
            for problem in format_problems(kind, text) if text.strip() else ():
                self.add_error(kind.value, say(problem))
        return values

    def made(self) -> dict[str, object]:
        """Return the format as it is stored: only what differs from the shipped one."""
        shipped = texts("en")
        own = {
            kind.value: self.cleaned_data[kind.value]
            for kind in CopyKind
            if self.cleaned_data[kind.value].strip()
            and self.cleaned_data[kind.value] != shipped[f"format_{kind}"].strip("\n")
        }
        return {"first": self.cleaned_data["first"], **own}

    @classmethod
    def of(cls, practice: Practice, data: Any = None) -> NoteForm:
        """Return the form with what is in force."""
        shipped = texts("en")
        initial = {
            kind.value: practice.ehr_format.get(kind, shipped[f"format_{kind}"].strip("\n")) for kind in CopyKind
        }
        return cls(data, initial={"first": practice.ehr_format.get("first", CopyKind.PROGRESS_NOTE.value), **initial})


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def ehr_format(request: StaffRequest, practice: str) -> HttpResponse:
    """Change the texts for the electronic record; "preview" shows them filled without saving."""
    row = practice_of(request.principal)
    form = NoteForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "preview":
        try:
            set_ehr_format(practice=row, ehr_format=form.made(), by=request.principal)
        except Refused as refused:
            form.add_error(None, say(refused.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("office:ehr_format", practice=practice)
    formats = form.made() if form.is_bound and form.is_valid() else row.ehr_format
    context = {
        "here": "ehr_format",
        "form": form,
        "previews": previews(row, formats) if not form.errors else [],
        "stamp": stamps.make(),
    }
    return render(request, "office/ehr_format.jinja", context, status=422 if form.errors else 200)
