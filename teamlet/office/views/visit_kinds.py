"""The least support that belongs to each kind of visit."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.ui.forms import ChipBoxes, PlainForm
from teamlet.records.visits.actions import set_support_minimum
from teamlet.records.visits.queries import support_minimums
from teamlet.records.visits.words import SUPPORT_PART_LABELS, VISIT_KIND_LABELS, SupportPart, VisitKind


class VisitKindsForm(PlainForm):
    """For each kind of visit, what belongs to it at least."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(part.value, gettext_lazy(label)) for part, label in SUPPORT_PART_LABELS.items()]
        for kind, label in VISIT_KIND_LABELS.items():
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=gettext_lazy(label), choices=choices, required=False, widget=ChipBoxes
            )


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.STAFF)
def visit_kinds(request: StaffRequest, practice: str) -> HttpResponse:
    """Show the kinds of visit with the least support of each; change it."""
    by = request.principal
    now = support_minimums(by)
    form = VisitKindsForm(
        request.POST if request.method == "POST" else None,
        initial={kind.value: [part.value for part in parts] for kind, parts in now.items()},
    )
    if request.method == "POST" and form.is_valid():
        for kind in VisitKind:
            chosen = tuple(SupportPart(part) for part in SupportPart if part in form.cleaned_data[kind.value])
            if chosen != now[kind]:
                set_support_minimum(kind=kind, parts=chosen, at=clock.now(), by=by)
        messages.success(request, _("Saved."))
        return redirect("office:visit_kinds", practice=practice)
    context = {"here": "visit_kinds", "form": form, "stamps": stamps.make}
    return render(request, "office/visit_kinds.jinja", context, status=422 if form.errors else 200)
