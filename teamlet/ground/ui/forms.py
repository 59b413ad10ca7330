"""Forms that render themselves through our components, and the fields of this product.

``settings.FORM_RENDERER`` names ``Renderer``: every form of the product, allauth's included, draws its
fields with the templates in ``ui/forms`` and ``ui/widgets``.  A form asks and cleans; it never saves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.forms.renderers import BaseRenderer
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy as _

from teamlet.ground.ui import formats
from teamlet.ground.ui.signs import REPLACED, UNREADABLE, check_readable, check_seen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RULER_LOW, RULER_HIGH = 0, 10
NOT_ASKED = "not_asked"
DATE_PARTS = 3
OLDEST_YEAR = 1880
FEWEST_DIGITS = 3

FILL_IN = _("Please fill this in.")
CHOOSE = _("Please choose one.")
NOT_OFFERED = _("Please choose one of those on the page.")
TOO_LONG = _("This is too long: it has %(show_value)d letters, and %(limit_value)d fit here.")
TOO_MUCH = _("%(limit_value)s is the most.")
TOO_LITTLE = _("%(limit_value)s is the least.")
NO_WHOLE_NUMBER = _("Write a whole number, such as 12.")
DAY_UNREADABLE = _("This is not a day. Write it like 2026-12-14: year, month, day.")
TIME_UNREADABLE = _("This is not a time of day. Write it like 13:30.")
DAY_NAMES = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}


class Renderer(BaseRenderer):
    """Draw forms, fields and widgets with our own Jinja2 templates."""

    form_template_name = "ui/forms/form.jinja"
    formset_template_name = "ui/forms/formset.jinja"
    field_template_name = "ui/forms/field.jinja"

    def get_template(self, template_name: str) -> Any:
        """Return the template for ``template_name``; Django's own names lead to ours of the same stem."""
        return engines["jinja2"].get_template(our_template(template_name))

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        """Return the markup of one form, field or widget."""
        return super().render(template_name, dict(context), request=request)


def our_template(template_name: str) -> str:
    """Return our template in place of Django's: ``django/forms/widgets/text.html`` is ``ui/widgets/text.jinja``."""
    if not template_name.startswith("django/forms/"):
        return template_name
    stem = template_name.removeprefix("django/forms/").removesuffix(".html")
    if stem.startswith("widgets/"):
        return f"ui/{stem}.jinja"
    if stem.startswith("errors/"):
        return "ui/forms/errors.jinja"
    return f"ui/forms/{stem}.jinja"


class WordsField(forms.CharField):
    """Somebody's own words, kept letter for letter; signs that nobody can see are no words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, validators=[check_seen], **kwargs)


def check_phone(text: str) -> None:
    """Raise ``ValidationError`` for what cannot be called: the shortest number is 711, the relay service."""
    if sum(sign.isdecimal() for sign in text) < FEWEST_DIGITS:
        raise ValidationError(_("Write the number with its digits, such as (555) 010-2200."))


class PlainForm(forms.Form):
    """The base of our forms: patient's words are never cut by the browser, colons are not added.

    A length limit on a text area counts down under it instead of stopping the typing; the field's own
    cleaning says so beside the field.
    """

    use_required_attribute = False
    #: Say "(optional)" beside what may stay empty; for forms where most fields are needed.
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            _speak_plainly(field)
            # What stands on record already is not refused because of what was wrong before.
            if isinstance(field, forms.CharField) and REPLACED not in str(self.get_initial_for_field(field, name)):
                field.validators.append(check_readable)
            if isinstance(widget, forms.Textarea) and "maxlength" in widget.attrs:
                widget.attrs["data-counter"] = widget.attrs.pop("maxlength")

    def full_clean(self) -> None:
        """Clean, with our words also for fields that were added after the form was made."""
        for field in self.fields.values():
            _speak_plainly(field)
        super().full_clean()

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let the field ``name`` offer these choices: pairs of value and words, or of a heading and such pairs."""
        # The stubs know the fields of a form only as Field, which has no choices.
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def summary(self) -> SafeString:
        """Return the list of what to correct, each linked to its field; empty without errors."""
        return self.render("ui/forms/summary.jinja", {"form": self})

    def field_errors(self) -> list[tuple[str, str, str]]:
        """Return (id of the control, label, first error) per wrong field, for a summary at the top."""
        return [
            (self[name].id_for_label or self[name].auto_id, str(self[name].label), str(errors[0]))
            for name, errors in self.errors.items()
            if name in self.fields
        ]


def _speak_plainly(field: forms.Field) -> None:
    """Put our words in place of Django's; a field that speaks in ours already stays as it is."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = CHOOSE if isinstance(field, forms.ChoiceField) else FILL_IN
    for kind in (forms.ChoiceField, forms.MultipleChoiceField):
        usual = kind.default_error_messages["invalid_choice"]
        if isinstance(field, kind) and field.error_messages["invalid_choice"] == usual:
            field.error_messages["invalid_choice"] = NOT_OFFERED
    unreadable: list[tuple[type[forms.Field], Any]] = [
        (forms.DateField, DAY_UNREADABLE),
        (forms.TimeField, TIME_UNREADABLE),
        (forms.IntegerField, NO_WHOLE_NUMBER),
    ]
    for asked, said in unreadable:
        if isinstance(field, asked) and field.error_messages["invalid"] == asked.default_error_messages["invalid"]:
            field.error_messages["invalid"] = said
    plain: list[Any] = []
    for check in field.validators:
        if isinstance(check, MaxLengthValidator):
            plain.append(MaxLengthValidator(check.limit_value, TOO_LONG))
        elif isinstance(check, MaxValueValidator):
            plain.append(MaxValueValidator(check.limit_value, TOO_MUCH))
        elif isinstance(check, MinValueValidator):
            plain.append(MinValueValidator(check.limit_value, TOO_LITTLE))
        elif isinstance(check, ProhibitNullCharactersValidator):
            plain.append(ProhibitNullCharactersValidator(UNREADABLE))
        else:
            plain.append(check)
    field.validators = plain


class _Options(forms.widgets.ChoiceWidget):
    """Choices drawn as tiles or chips; ``hints`` and ``keys`` belong to single choices, by value.

    A key is a visible sign ("y", "3") that chooses while the group has the focus.
    """

    template_name = "ui/widgets/options.jinja"
    kind = "tiles"

    def __init__(
        self,
        *,
        hints: Mapping[str, StrOrPromise] | None = None,
        keys: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.hints, self.keys = dict(hints or {}), dict(keys or {})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the look that the template draws."""
        context = super().get_context(name, value, attrs)
        context["widget"]["kind"] = self.kind
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add hint and key of one choice."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"], option["key"] = self.hints.get(str(value), ""), self.keys.get(str(value), "")
        return option


class Tiles(_Options, forms.RadioSelect):
    """One choice of a few, as large tiles."""

    template_name = "ui/widgets/options.jinja"


class TileBoxes(_Options, forms.CheckboxSelectMultiple):
    """Any number of choices, as large tiles."""

    template_name = "ui/widgets/options.jinja"


class Chips(_Options, forms.RadioSelect):
    """One choice of a few short ones, as chips in a row."""

    template_name = "ui/widgets/options.jinja"
    kind = "chips"


class ChipBoxes(_Options, forms.CheckboxSelectMultiple):
    """Any number of short choices, as chips in a row."""

    template_name = "ui/widgets/options.jinja"
    kind = "chips"


class RulerWidget(forms.RadioSelect):
    """Eleven tiles, 0 to 10, with words at the ends; ``not_asked`` is the words of a twelfth, or empty."""

    template_name = "ui/widgets/ruler.jinja"

    def __init__(
        self,
        *,
        low: StrOrPromise,
        high: StrOrPromise,
        not_asked: StrOrPromise = "",
        previous: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.low, self.high, self.not_asked, self.previous = low, high, not_asked, previous

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add what the ruler needs beside the chosen value."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "low": self.low,
            "high": self.high,
            "not_asked": self.not_asked,
            "previous": self.previous,
            "chosen": "" if value is None else str(value),
        }
        return context

    def format_value(self, value: Any) -> list[str]:
        """Return the chosen tile as text, so that a stored number finds its tile."""
        return [] if value is None or value == "" else [str(value)]


class RulerField(forms.TypedChoiceField):
    """A rating from 0 to 10; cleans to ``int``, or ``None`` when it was not asked or left empty.

    ``low`` and ``high`` are the words at the ends ("not sure at all", "very sure"), ``not_asked`` the words
    of an extra tile, ``previous`` the rating given last time (0–10), shown as a small mark.
    """

    def __init__(
        self,
        *,
        low: StrOrPromise = "",
        high: StrOrPromise = "",
        not_asked: StrOrPromise = "",
        previous: int | None = None,
        **kwargs: Any,
    ) -> None:
        choices: list[tuple[str, StrOrPromise]] = [
            (str(number), str(number)) for number in range(RULER_LOW, RULER_HIGH + 1)
        ]
        if not_asked:
            choices.append((NOT_ASKED, not_asked))
        kwargs.setdefault("widget", RulerWidget(low=low, high=high, not_asked=not_asked, previous=previous))
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("required", _("Choose a number from 0 to 10."))
        kwargs["error_messages"].setdefault("invalid_choice", _("Choose a number from 0 to 10."))
        super().__init__(choices=choices, coerce=self.number, empty_value=None, **kwargs)

    @staticmethod
    def number(value: str) -> int | None:
        """Return the chosen number; ``None`` for "not asked"."""
        return None if value == NOT_ASKED else int(value)

    def prepare_value(self, value: Any) -> Any:
        """Return the value as the tiles know it."""
        return str(value) if isinstance(value, int) else value


class DateBoxes(forms.MultiWidget):
    """Three labelled boxes: month (by name), day, year."""

    template_name = "ui/widgets/date_boxes.jinja"
    use_fieldset = True

    def __init__(self, *, birthday: bool = False, attrs: dict[str, Any] | None = None) -> None:
        """``birthday`` lets the browser fill in a birth date (only where people enter their own)."""
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": forms.Select(choices=()),
            "day": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        }
        super().__init__(parts, attrs)
        if birthday:
            for name, widget in zip(parts, self.widgets, strict=True):
                widget.attrs["autocomplete"] = f"bday-{name}"

    def decompress(self, value: Any) -> list[Any]:
        """Return month, day and year of a stored date."""
        return [value.month, value.day, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the month names in the reader's language and the labels of the boxes."""
        months = formats.MONTHS[formats.table_language(get_language() or "en")]
        cast("forms.Select", self.widgets[0]).choices = [
            ("", ""),
            *((number, month) for number, month in enumerate(months, start=1)),
        ]
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("Month"), _("Day"), _("Year")), strict=True):
            part["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        """Return no id: the group is labelled by its legend, each box by its own label."""
        return ""


class BoxedDateField(forms.MultiValueField):
    """A civil date entered in three boxes; cleans to ``date`` or ``None``.

    ``earliest`` and ``latest`` are inclusive bounds.  The error names what is missing or impossible.
    """

    widget = DateBoxes
    default_error_messages = {
        "incomplete": _("Fill in month, day and year."),
        "impossible": _("There is no such day. Check the day and the month."),
        "year": _("Write the year with four digits, such as 1958."),
        "too_early": _("This date is too long ago. Check the year."),
        "too_late": _("This date is too late. Check the year."),
    }

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        parts = [forms.CharField(required=False) for _part in range(DATE_PARTS)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Return the date of three texts; raises ``ValidationError`` that says what to correct."""
        texts = [str(text or "").strip() for text in data_list]
        if not any(texts):
            return None
        if len(texts) != DATE_PARTS or not all(texts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            month, day, year = (int(text) for text in texts)
        except ValueError:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete") from None
        if not OLDEST_YEAR <= year <= date.max.year:
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            found = date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["impossible"], code="impossible") from None
        if self.earliest and found < self.earliest:
            raise ValidationError(self.error_messages["too_early"], code="too_early")
        if self.latest and found > self.latest:
            raise ValidationError(self.error_messages["too_late"], code="too_late")
        return found


class BirthDateField(BoxedDateField):
    """A birth date: three boxes, never after ``latest`` (today in the practice, given by the form)."""


class DaysField(forms.MultipleChoiceField):
    """Days of the week as chips; cleans to a tuple of ``"mon"`` … ``"sun"`` in the order of the week."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ChipBoxes)
        super().__init__(choices=list(DAY_NAMES.items()), **kwargs)

    def clean(self, value: Iterable[str] | None) -> tuple[str, ...]:
        """Return the chosen days."""
        chosen = set(super().clean(list(value or ())))
        return tuple(code for code in formats.WEEKDAY_CODES if code in chosen)
