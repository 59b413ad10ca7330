"""Reading the audit trail: by person, patient, kind of event and day; newest first, by keyset."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.audit import queries as trail
from teamlet.ground.audit.models import Event
from teamlet.ground.ui.forms import BoxedDateField, PlainForm
from teamlet.office.forms import people_choices
from teamlet.office.presenters.audit import event_rows
from teamlet.records.patients.queries import patient as patient_by_oid, search
from teamlet.records.practice.queries import members
from teamlet.records.practice.words import MembershipState

VERBS = [
    ("", gettext_lazy("Everything")),
    ("patients.read", gettext_lazy("Patients' pages opened")),
    ("patients.", gettext_lazy("Patients")),
    ("plans.", gettext_lazy("Goals and plans")),
    ("followups.", gettext_lazy("Contacts")),
    ("documents.", gettext_lazy("Pages and copies")),
    ("tasks.", gettext_lazy("Tasks and duties")),
    ("practice.", gettext_lazy("People and settings")),
    ("library.", gettext_lazy("Content")),
    ("fhir.", gettext_lazy("Imports")),
]


class AuditForm(PlainForm):
    """Which events."""

    person = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False, choices=VERBS)
    day = BoxedDateField(label=gettext_lazy("Day"), required=False)
    record_number = forms.CharField(
        label=gettext_lazy("Record number of a patient"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", people)


@page(roles=OFFICE, methods="GET POST", sensitivity=Sensitivity.PATIENT, once=False)
def audit(request: StaffRequest, practice: str) -> HttpResponse:
    """Show events; what is asked for goes into the address as codes only, never a name or a record number."""
    by = request.principal
    everybody = {row.oid: row for row in members(by, list(MembershipState))}
    choices = people_choices(everybody.values(), _("Everybody"))
    form = AuditForm(request.POST or None, people=choices)
    if request.method == "POST":
        if form.is_valid():
            found = _patient(request, form)
            if not form.errors:
                values = form.cleaned_data
                query = {
                    "person": values["person"],
                    "kind": values["kind"],
                    "day": values["day"].isoformat() if values["day"] else "",
                    "patient": found,
                }
                asked = {name: value for name, value in query.items() if value}
                return redirect(reverse("office:audit", kwargs={"practice": practice}, query=asked))
        return render(request, "office/audit.jinja", _context(form, [], "", {}), status=422)
    codes = {name: request.GET[name] for name in ("person", "kind", "day", "patient") if request.GET.get(name)}
    day = _day(codes.get("day", ""))
    form = AuditForm(people=choices, initial={**codes, "day": day})
    member = everybody.get(codes.get("person", ""))
    rows = trail.events(by.practice_id, _asked(request, codes, member.pk if member else None, day))
    named = patient_by_oid(by, codes["patient"]) if "patient" in codes else None
    context = _context(form, rows.events, named.record_number or named.oid if named else "", codes, rows.next_before)
    return render(request, "office/audit.jinja", context)


def _context(
    form: AuditForm, events: list[Event], patient: str, codes: dict[str, str], after: int | None = None
) -> dict[str, object]:
    return {
        "here": "audit",
        "form": form,
        "rows": event_rows(events),
        "patient": patient,
        "codes": codes,
        "next": {**codes, "before": after} if after else None,
    }


def _asked(request: StaffRequest, codes: dict[str, str], membership_id: int | None, day: date | None) -> trail.Asked:
    before = request.GET.get("before", "")
    zone = ZoneInfo(request.principal.time_zone)
    first = datetime.combine(day, time(), tzinfo=zone) if day else None
    return trail.Asked(
        membership_id=membership_id,
        patient_oid=codes.get("patient", ""),
        verb=codes.get("kind", ""),
        first=first,
        last=datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) if day else None,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _patient(request: StaffRequest, form: AuditForm) -> str:
    number = form.cleaned_data["record_number"].strip()
    if not number:
        return ""
    found = [row for row in search(request.principal, number, limit=5) if row.record_number == number]
    if not found:
        form.add_error("record_number", _("No patient has this record number."))
        return ""
    return found[0].oid


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
