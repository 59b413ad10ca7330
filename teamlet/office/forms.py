"""People, duties, days and settings of the practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.access.roles import ROLE_LABELS, Role
from teamlet.ground.ui.forms import DAY_NAMES, BoxedDateField, ChipBoxes, PlainForm, check_phone
from teamlet.records.practice.models import Membership, Site, Team
from teamlet.records.practice.words import SPOKEN

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
        self.fields["site"].choices = [("", _("No site of their own")), *((row.oid, row.name) for row in sites)]  # type: ignore[attr-defined]

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
        self.fields["member"].choices = people_choices(members, _("Choose"))  # type: ignore[attr-defined]
        self.fields["last_day"].earliest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first day."))
        return values


class DutyForm(PlainForm):
    """Who holds one duty, and who steps in."""

    person = forms.ChoiceField(label=_("Held by"), required=False)
    backup = forms.ChoiceField(label=_("Backup"), required=False)

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "backup"):
            self.fields[name].choices = people_choices(members, _("Nobody"))  # type: ignore[attr-defined]
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
        self.fields["members"].choices = [(row.oid, row.user.name) for row in people]  # type: ignore[attr-defined]

    def chosen(self) -> list[Membership]:
        """Return the people chosen."""
        return [self.people[oid] for oid in self.cleaned_data["members"]]

    @classmethod
    def of(cls, team: Team, people: Sequence[Membership], data: Any = None) -> TeamForm:
        """Return the form with what stands."""
        inside = [row.oid for row in team.members.all()]
        return cls(data, people=people, initial={"name": team.name, "members": inside})


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
            self.fields[name].choices = people_choices(people, _("Choose"))  # type: ignore[attr-defined]
