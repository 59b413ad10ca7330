"""Messages that go out by themselves: when, for which level of need, and which kinds nobody looks at first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages as notes
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.request import StaffRequest
from teamlet.ground.access.roles import OFFICE
from teamlet.ground.reasons import ChangedMeanwhile
from teamlet.ground.ui.forms import PlainForm
from teamlet.ground.ui.reason_words import say
from teamlet.office.presenters import messages as rows
from teamlet.records.followups.actions import restore_rhythm, save_rhythm
from teamlet.records.followups.queries import rhythm as queries
from teamlet.records.library.permissions import EDITS_CONTENT
from teamlet.records.outreach.actions import approve_purpose, end_approval
from teamlet.records.outreach.rules.rhythm import LONGEST, Rhythm, Slot, problems_of
from teamlet.records.outreach.rules.words import BEAT_LABELS
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.practice.queries import practice_of

#: Which days of a beat are asked for: levels and specialists move inside days, the others have one.
_DAYS = {"reminder": (), "preparation_1": ("day",), "preparation_2": ("day",)}
_LABELS = {
    "day": gettext_lazy("{beat}: day"),
    "first": gettext_lazy("{beat}: not before day"),
    "last": gettext_lazy("{beat}: not after day"),
}


class RhythmForm(PlainForm):
    """Every place of the rhythm: in use or not, on which day, inside which days, at what time of the patient's day."""

    def __init__(self, *args: Any, rhythm: Rhythm, **kwargs: Any) -> None:
        self.rhythm = rhythm
        #: What is wrong with a level as a whole, by ``level_2``.
        self.wrong: dict[str, list[str]] = {}
        super().__init__(*args, **kwargs)
        for place, slot in rhythm.places().items():
            beat = _(BEAT_LABELS[slot.beat.code])
            self.fields[f"{place}__on"] = forms.BooleanField(
                label=_("{beat}: in use").format(beat=beat), required=False, initial=slot.on
            )
            for name in _DAYS.get(place, ("day", "first", "last")):
                self.fields[f"{place}__{name}"] = forms.IntegerField(
                    label=_LABELS[name].format(beat=beat),
                    min_value=1,
                    max_value=LONGEST,
                    initial=getattr(slot.beat, name),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
            self.fields[f"{place}__at"] = forms.TimeField(
                label=_("{beat}: time of day").format(beat=beat),
                initial=f"{slot.beat.at:%H:%M}",
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask the rule, when every field could be read; each problem stands beside its field."""
        said = super().clean() or {}
        if not self.errors:
            self.rhythm = self._said(said)
            for place, reasons in problems_of(self.rhythm).items():
                if f"{place}__at" not in self.fields:
                    self.wrong[place] = [say(reason) for reason in reasons]
                    self.add_error(None, self.wrong[place])
                    continue
                for reason in reasons:
                    at_night = reason.code == "outreach.beat_quiet" or f"{place}__day" not in self.fields
                    self.add_error(f"{place}__at" if at_night else f"{place}__day", say(reason))
        return said

    def _said(self, said: dict[str, Any]) -> Rhythm:
        slots = {}
        for place, slot in self.rhythm.places().items():
            day = said.get(f"{place}__day", slot.beat.day)
            first, last = said.get(f"{place}__first", day), said.get(f"{place}__last", day)
            beat = replace(slot.beat, day=day, first=first, last=last, at=said[f"{place}__at"])
            slots[place] = Slot(beat, said[f"{place}__on"])
        return self.rhythm.with_places(slots)


@page(roles=EDITS_CONTENT, methods="GET POST", sensitivity=Sensitivity.STAFF)
def messages(request: StaffRequest, practice: str) -> HttpResponse:
    """Show when messages go out by themselves; change it."""
    by = request.principal
    newest = queries.newest_rhythm(by)
    number = newest.number if newest is not None else 0
    form = RhythmForm(request.POST if request.method == "POST" else None, rhythm=queries.rhythm_in_force(by))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_rhythm(rhythm=form.rhythm, seen=_seen(request), at=clock.now(), by=by)
            except ChangedMeanwhile:
                form.add_error(None, _("Somebody changed this meanwhile. Look at what is in force before you save."))
                status = 409
            else:
                notes.success(request, _("Saved. What was drafted already stays as it is."))
                return redirect("office:messages", practice=practice)
    context = _head(request) | {
        "form": form,
        "levels": rows.level_rows(form),
        "others": rows.other_rows(form),
        "history": rows.history_rows(by),
        "number": number,
        "stamp": stamps.make(seen={"rhythm": number}),
        "stamps": stamps.make,
    }
    return render(request, "office/messages.jinja", context, status=status)


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def restore_messages(request: StaffRequest, practice: str, number: int) -> HttpResponse:
    """Put an earlier rhythm in force again; 0 = the one that was shipped."""
    by = request.principal
    if number and queries.rhythm_version(by, number) is None:
        raise Http404
    try:
        restore_rhythm(number=number, seen=_seen(request), at=clock.now(), by=by)
    except ChangedMeanwhile:
        notes.warning(request, _("Somebody changed this meanwhile. Look at what is in force before you save."))
    else:
        notes.success(request, _("In force again. What was drafted already stays as it is."))
    return redirect("office:messages", practice=practice)


@page(roles=EDITS_CONTENT, sensitivity=Sensitivity.STAFF)
def message_approvals(request: StaffRequest, practice: str) -> HttpResponse:
    """Show which kinds of messages go out without being looked at, each with its texts as they are sent."""
    by = request.principal
    context = _head(request) | {
        "kinds": rows.kind_rows(by, clock.today(by.time_zone)),
        "ended": rows.ended_rows(by),
        "stamps": stamps.make,
    }
    return render(request, "office/message_approvals.jinja", context)


@page(roles=EDITS_CONTENT, methods="POST", sensitivity=Sensitivity.STAFF)
def message_approval(request: StaffRequest, practice: str, purpose: str, channel: str) -> HttpResponse:
    """Let messages of one kind go out without being looked at, or end that."""
    by, at = request.principal, clock.now()
    if purpose not in {each.value for each in rows.TEXTS} or channel not in {each.value for each in rows.WAYS}:
        raise Http404
    kind: dict[str, Any] = {"purpose": Purpose(purpose), "channel": Channel(channel)}
    if request.POST.get("what") == "end":
        held = [row for row in queries.approvals_in_force(by) if (row.purpose, row.channel) == (purpose, channel)]
        for row in held:
            end_approval(approval=row, at=at, by=by)
        notes.success(request, _("Ended. From now on somebody looks at each of them first."))
    else:
        approve_purpose(practice=practice_of(by), **kind, at=at, by=by)
        notes.success(request, _("Approved. They go out without being looked at until somebody ends it."))
    return redirect("office:message_approvals", practice=practice)


def _head(request: StaffRequest) -> dict[str, Any]:
    return {"here": "messages", "runs": request.principal.has(OFFICE)}


def _seen(request: StaffRequest) -> int:
    try:
        return stamps.read(request.POST.get(stamps.FIELD, "")).seen.get("rhythm", -1)
    except BadSignature:
        return -1
