"""People, duties, days and settings of the practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.content.readings import READINGS
from teamlet.ground.access.roles import ROLE_LABELS, SUPPORT, Role
from teamlet.ground.ui.forms import DAY_NAMES, BoxedDateField, ChipBoxes, PlainForm, check_phone
from teamlet.records.practice.models import Membership, Site, Team
from teamlet.records.practice.queries import people_in
from teamlet.records.practice.words import SPOKEN
from teamlet.records.visits.rules.words import ACT_LABELS

ROLES = [(role.value, _(label)) for role, label in ROLE_LABELS.items()]


def _line(label: Any, longest: int, *, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **more)


def people_choices(members: Iterable[Membership], nobody: Any) -> list[tuple[str, Any]]:
    """Return people as choices by oid, with "nobody" first."""
    return [("", nobody), *((row.oid, row.user.name) for row in members)]


class InviteForm(PlainForm):
    """Somebody new."""

    name = _line(_("Full name"), 120)
    called = _line(_("Name that patients hear"), 60, required=False, help_text=_("Such as Ana, or Dr. Cole."))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=ROLES, widget=ChipBoxes)
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("site", [("", _("No site of their own")), *((row.oid, row.name) for row in sites)])

    def chosen(self) -> list[Role]:
        """Return the roles chosen."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class RolesForm(PlainForm):
    """What somebody does here."""

    roles = forms.MultipleChoiceField(label=_("Roles"), choices=ROLES, widget=ChipBoxes)

    def chosen(self) -> list[Role]:
        """Return the roles chosen."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class CalledForm(PlainForm):
    """The name that patients hear, and the languages that they can speak with this person."""

    called = _line(_("Name that patients hear"), 60)
    languages = forms.MultipleChoiceField(
        label=_("Speaks with patients"),
        choices=[(code, _(name)) for code, name in SPOKEN.items()],
        required=False,
        widget=ChipBoxes,
    )


class ReasonForm(PlainForm):
    """Why somebody goes, in a few words."""

    reason = _line(_("Why (for the history)"), 240, required=False)


class AbsenceForm(PlainForm):
    """Who is away from when to when, both days included."""

    member = forms.ChoiceField(label=_("Who"))
    first_day = BoxedDateField(label=_("First day away"))
    last_day = BoxedDateField(label=_("Last day away"))

    def __init__(self, *args: Any, members: Iterable[Membership], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("member", people_choices(members, _("Choose")))
        self.fields["last_day"].earliest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first day."))
        return values


class CallTimeForm(PlainForm):
    """Time that somebody keeps for calls: on a day of each week, or on one date."""

    member = forms.ChoiceField(label=_("Who"))
    weekday = forms.TypedChoiceField(
        label=_("Every week on"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("One date only")), *((str(number), name) for number, name in enumerate(DAY_NAMES.values()))],
    )
    day = BoxedDateField(label=_("Or on this date"), required=False)
    from_time = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("member", [(row.oid, row.user.name) for row in members])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "day" not in self.errors and (values.get("weekday") is None) == (values.get("day") is None):
            self.add_error("weekday", _("Choose a day of the week or one date, not both."))
        first, last = values.get("from_time"), values.get("to_time")
        if first and last and last <= first:
            self.add_error("to_time", _("The time for calls must end after it begins."))
        return values


class DutyForm(PlainForm):
    """Who holds one duty, and who steps in."""

    person = forms.ChoiceField(label=_("Held by"), required=False)
    backup = forms.ChoiceField(label=_("Backup"), required=False)

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "backup"):
            self.offer(name, people_choices(members, _("Nobody")))
            # The boxes stand in the cells of a table, their form in the last one.
            self.fields[name].widget.attrs["form"] = f"form-{self.prefix}"


class PracticeForm(PlainForm):
    """What the practice is called, where it is and how it is reached."""

    name = _line(_("Name, as patients read it"), 120)
    phone = _line(_("Phone"), 30, required=False, validators=[check_phone])
    after_hours_phone = _line(_("Phone after hours"), 30, required=False, validators=[check_phone])
    address = _line(_("Address"), 240, required=False)
    time_zone = _line(_("Time zone"), 60, help_text=_("Such as America/Chicago."))

    def clean_time_zone(self) -> str:
        """Return a zone that is known."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("This is no known time zone. Write one such as America/Chicago."))
        return zone


class DaysForm(PlainForm):
    """On which days the practice calls."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days on which we call"),
        choices=[(str(number), name) for number, name in enumerate(DAY_NAMES.values())],
        coerce=int,
        widget=ChipBoxes,
    )


class HolidayForm(PlainForm):
    """A day on which nobody calls."""

    day = BoxedDateField(label=_("Day"))
    name = _line(_("Name"), 80)


class SiteForm(PlainForm):
    """A place where the practice sees patients."""

    name = _line(_("Name"), 120)
    address = _line(_("Address"), 240, required=False)
    phone = _line(_("Phone"), 30, required=False, validators=[check_phone])


class TeamForm(PlainForm):
    """A clinician and the people around them."""

    name = _line(_("Name of the team"), 80)
    members = forms.MultipleChoiceField(label=_("Who belongs to it"), required=False, widget=ChipBoxes)

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.oid: row for row in people}
        self.offer("members", [(row.oid, row.user.name) for row in people])

    def chosen(self) -> list[Membership]:
        """Return the people chosen."""
        return [self.people[oid] for oid in self.cleaned_data["members"]]

    @classmethod
    def of(cls, team: Team, people: Sequence[Membership], data: Any = None) -> TeamForm:
        """Return the form with what stands."""
        inside = [row.oid for row in team.members.all()]
        return cls(data, people=people, initial={"name": team.name, "members": inside})


class PoolForm(PlainForm):
    """What a pool is called, what it stands for, and who is in it."""

    name = _line(_("Name of the pool"), 60, help_text=_("Such as Nurse team. Patients hear it, too."))
    roles = forms.MultipleChoiceField(
        label=_("Roles it stands for"),
        choices=[(role, label) for role, label in ROLES if role in SUPPORT],
        widget=ChipBoxes,
        help_text=_("Only work of these roles can be given to it; somebody in it must hold each of them."),
    )
    members = forms.MultipleChoiceField(label=_("Who is in it"), widget=ChipBoxes)

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.oid: row for row in people}
        self.offer("members", [(row.oid, row.user.name) for row in people])

    def said(self) -> dict[str, Any]:
        """Return name, roles and people as chosen."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "roles": [Role(value) for value in values["roles"]],
            "members": [self.people[oid] for oid in values["members"]],
        }

    @classmethod
    def of(cls, pool: Membership, people: Sequence[Membership], data: Any = None) -> PoolForm:
        """Return the form with what stands."""
        initial = {
            "name": pool.called,
            "roles": [row.role for row in pool.held_roles.all()],
            "members": [row.oid for row in people_in(pool)],
        }
        return cls(data, people=people, initial=initial)


class SettingForm(PlainForm):
    """One number that the practice may change."""

    value = forms.IntegerField(label=_("Value"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))


class CoverForm(PlainForm):
    """Who answers safety alerts, when, and what patients read otherwise."""

    responder = forms.ChoiceField(label=_("First person"), help_text=_("Licensed; named before anybody else."))
    backup = forms.ChoiceField(label=_("Second person"), help_text=_("Licensed; asked after five minutes."))
    on_call = forms.ChoiceField(label=_("On call"), help_text=_("Asked after five minutes more."))
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which somebody answers"),
        choices=[(str(number), name) for number, name in enumerate(DAY_NAMES.values())],
        coerce=int,
        widget=ChipBoxes,
    )
    from_time = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    response_minutes = forms.IntegerField(
        label=_("Answered within (minutes)"), widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    text_en = forms.CharField(
        label=_("What patients read outside these hours, in English"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    text_es = forms.CharField(
        label=_("The same in Spanish"), max_length=400, widget=forms.Textarea(attrs={"rows": 3, "lang": "es"})
    )

    def __init__(
        self, *args: Any, licensed: Iterable[Membership], everybody: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("responder", licensed), ("backup", licensed), ("on_call", everybody)):
            self.offer(name, people_choices(people, _("Choose")))


# --- standing orders --------------------------------------------------------------------------------------------------


def _count(label: Any, **more: Any) -> forms.IntegerField:
    # Problems of the content stand beside the field: the form itself takes any whole number.
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=False, min_value=-1, max_value=99_999, widget=widget, **more)


def _words(label: Any, longest: int, rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class StandingOrderForm(PlainForm):
    """A standing order.  ``body`` is the content as plain values; ``populations`` those that may be named."""

    title_en = _line(_("Name in English"), 80, required=False)
    title_es = _line(_("Name in Spanish"), 80, required=False)
    about_en = _words(_("For whom and when, in English"), 300)
    about_es = _words(_("For whom and when, in Spanish"), 300)
    act = forms.ChoiceField(
        label=_("What may be done"), choices=[(act.value, _(name)) for act, name in ACT_LABELS.items()]
    )
    roles = forms.MultipleChoiceField(
        label=_("Who may do it"),
        choices=[pair for pair in ROLES if pair[0] in {role.value for role in SUPPORT}],
        required=False,
        widget=ChipBoxes,
    )
    populations = forms.MultipleChoiceField(
        label=_("Populations"), required=False, widget=ChipBoxes,
        help_text=_("One of them is enough. None chosen: everybody who comes."),
    )  # fmt: skip
    age_from = _count(_("From age"))
    age_below = _count(_("Below age"))
    reading = forms.ChoiceField(
        label=_("Done last as of"),
        choices=[("", _("What was ticked here")), *((kind.code, _(kind.label)) for kind in READINGS.values())],
        required=False,
    )
    every_days = _count(_("Due again after so many days"))
    sooner_above = forms.DecimalField(
        label=_("Sooner when the last value was above"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    sooner_days = _count(_("Then after so many days"))
    months = _count(_("An approval holds so many months"), help_text=_("12 at most."))
    line_en = _words(_("Line for the EHR, in English"), 300)
    line_es = _words(_("Line for the EHR, in Spanish"), 300)
    stop_en = _words(_("When to stop and call, in English"), 400)
    stop_es = _words(_("When to stop and call, in Spanish"), 400)
    note = _line(_("What is different, and why (for the history)"), 240, required=False)

    def __init__(self, *args: Any, body: dict[str, Any], populations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial=self.as_initial(body), **kwargs)
        self.body = body
        self.offer("populations", populations)

    @staticmethod
    def as_initial(body: dict[str, Any]) -> dict[str, Any]:
        """Return what the form shows for a body."""
        texts = {
            f"{name}_{language}": body.get(name, {}).get(language, "")
            for name in ("title", "about", "line", "stop")
            for language in ("en", "es")
        }
        plain = {
            name: body.get(name) for name in ("act", "roles", "populations", "age_from", "age_below", "every_days")
        }
        sooner = body.get("sooner") or {}
        more = {"reading": body.get("reading") or "", "months": body.get("months", 12)}
        return texts | plain | more | {"sooner_above": sooner.get("above"), "sooner_days": sooner.get("days")}

    def made(self) -> dict[str, Any]:
        """Return the body that was written; empty parts are left out."""
        said = self.cleaned_data
        body = {
            key: value
            for key, value in self.body.items()
            if key in {"id", "version", "kind", "languages", "provenance"}
        }
        for name in ("title", "about", "line", "stop"):
            body[name] = {language: said[f"{name}_{language}"].strip() for language in ("en", "es")}
        body |= {"act": said["act"], "roles": said["roles"], "populations": said["populations"]}
        body |= {"every_days": said["every_days"] or 0, "months": said["months"] or 0}
        body |= {name: said[name] for name in ("age_from", "age_below") if said[name] is not None}
        if said["reading"]:
            body["reading"] = said["reading"]
        if said["sooner_above"] is not None or said["sooner_days"] is not None:
            body["sooner"] = {"above": float(said["sooner_above"] or 0), "days": said["sooner_days"] or 0}
        return body


class ApproveOrderForm(PlainForm):
    """Up to which day an approval holds."""

    until = forms.DateField(label=_("Holds until, that day included"), widget=forms.DateInput(attrs={"type": "date"}))
