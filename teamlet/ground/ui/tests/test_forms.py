"""Forms draw themselves through our components and clean what people really type."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils import translation

from teamlet.ground.ui.forms import (
    BirthDateField,
    BoxedDateField,
    ChipBoxes,
    Chips,
    DaysField,
    PlainForm,
    RulerField,
    Tiles,
    WordsField,
    our_template,
)
from teamlet.ground.ui.views import GalleryForm

CHOICES = [("a", "Apple"), ("b", "Bread")]


class EveryField(PlainForm):
    """Each kind of Django field once, with a hint, all required."""

    text = forms.CharField(help_text="A hint", max_length=20)
    long_text = forms.CharField(help_text="A hint", widget=forms.Textarea, max_length=30)
    email = forms.EmailField(help_text="A hint")
    secret = forms.CharField(help_text="A hint", widget=forms.PasswordInput)
    number = forms.IntegerField(help_text="A hint")
    day = forms.DateField(help_text="A hint")
    at = forms.TimeField(help_text="A hint")
    choice = forms.ChoiceField(help_text="A hint", choices=CHOICES)
    grouped = forms.ChoiceField(help_text="A hint", choices=[("Food", CHOICES)])
    several = forms.MultipleChoiceField(help_text="A hint", choices=CHOICES)
    radio = forms.ChoiceField(help_text="A hint", choices=CHOICES, widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(help_text="A hint", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField(help_text="A hint")
    file = forms.FileField(help_text="A hint")
    tiles = forms.ChoiceField(help_text="A hint", choices=CHOICES, widget=Tiles(hints={"a": "Red ones"}))
    chips = forms.ChoiceField(help_text="A hint", choices=CHOICES, widget=Chips(keys={"a": "y"}))
    chip_boxes = forms.MultipleChoiceField(help_text="A hint", choices=CHOICES, widget=ChipBoxes)
    sure = RulerField(help_text="A hint", low="not sure", high="very sure", not_asked="Not asked")
    born = BirthDateField(help_text="A hint")
    days = DaysField(help_text="A hint")
    split = forms.SplitDateTimeField(help_text="A hint")
    hidden = forms.CharField(widget=forms.HiddenInput)
    hidden_several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.MultipleHiddenInput, required=False)


VISIBLE = [name for name, field in EveryField.base_fields.items() if not field.widget.is_hidden]


def draw(source: str, **context: Any) -> str:
    """Render a piece of template in the pages' own environment."""
    return str(engines["jinja2"].env.from_string(source).render(context))


def test_whole_form_draws_empty_and_wrong() -> None:
    assert 'name="hidden"' in draw("{{ form }}", form=EveryField())
    assert draw("{{ form }}", form=EveryField({})).count("field--wrong") == len(VISIBLE)


@pytest.mark.parametrize("name", VISIBLE)
def test_field_has_label_hint_and_error_tied_to_the_control(name: str) -> None:
    with translation.override("en"):
        html = draw("{{ ui.field(form[name]) }}", form=EveryField({}), name=name)
    bound = EveryField({})[name]
    assert str(bound.label) in html
    assert f'id="id_{name}_helptext">A hint</div>' in html
    assert f'id="id_{name}_error"' in html
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert f"id_{name}_helptext id_{name}_error" in described
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {part for each in described for part in each.split()} <= set(ids)


@pytest.mark.parametrize("name", VISIBLE)
def test_every_control_of_a_field_has_a_label(name: str) -> None:
    html = draw("{{ ui.field(form[name]) }}", form=EveryField(), name=name)
    labelled = set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html))
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html))
    assert controls
    if name == "split":  # Django's own two boxes carry one legend
        assert "<legend" in html
    else:
        assert controls <= labelled


def test_bare_bound_field_and_its_parts_never_break() -> None:
    html = draw(
        "{{ form.text }}{{ form.text.label_tag() }}{{ form.text.errors }}{{ form.as_p() }}", form=EveryField({})
    )
    assert html.count('name="text"') == 2


def test_formset_draws() -> None:
    formset = forms.formset_factory(GalleryForm, extra=2)(prefix="g")
    html = draw("{{ formset }}", formset=formset)
    assert "g-TOTAL_FORMS" in html
    assert 'name="g-1-words"' in html


def test_hostile_values_stay_text() -> None:
    hostile = '"><script>alert(1)</script>'
    form = EveryField(dict.fromkeys(EveryField.base_fields, hostile) | {"long_text": "</textarea><script>"})
    assert "<script" not in draw("{{ form.summary() }}{{ form }}", form=form)


def test_long_text_counts_down_instead_of_stopping_the_typing() -> None:
    html = draw("{{ ui.field(form.long_text) }}", form=EveryField())
    assert 'data-counter="30"' in html
    assert "maxlength" not in html
    assert "Up to 30 characters" in html
    assert 'data-left="{n} characters left"' in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text", "Please fill this in."),
        ("born", "Please fill this in."),
        ("radio", "Please choose one."),
        ("days", "Please choose one."),
        ("sure", "Choose a number from 0 to 10."),
    ],
)
def test_empty_field_is_asked_for_in_plain_words(name: str, words: str) -> None:
    with translation.override("en"):
        assert EveryField({}).errors[name] == [words]


def test_summary_links_to_each_wrong_field() -> None:
    html = draw("{{ form.summary() }}", form=EveryField({"tick": "on"}))
    assert 'href="#id_text"' in html
    assert 'href="#id_born"' in html
    assert 'href="#id_tick"' not in html
    assert draw("{{ form.summary() }}", form=EveryField()).strip() == ""


@pytest.mark.parametrize(("raw", "clean"), [("0", 0), ("7", 7), ("10", 10), ("not_asked", None), ("", None)])
def test_ruler_cleans_to_a_number_or_nothing(raw: str, clean: int | None) -> None:
    field = RulerField(low="none", high="total", not_asked="Not asked", required=False)
    assert field.clean(raw) == clean


@pytest.mark.parametrize("raw", ["11", "-1", "7.5", "seven", " ", "٧", "1e1"])
def test_ruler_takes_nothing_else(raw: str) -> None:
    with pytest.raises(ValidationError, match="0 to 10"):
        RulerField(low="none", high="total").clean(raw)


def test_ruler_shows_a_stored_zero_and_not_asked() -> None:
    class Rated(PlainForm):
        sure = RulerField(low="none", high="total", not_asked="Not asked", required=False)

    assert re.findall(r'value="(\w+)"[^>]*checked', str(Rated(initial={"sure": 0})["sure"])) == ["0"]
    assert re.findall(r'value="(\w+)"[^>]*checked', str(Rated({"sure": "not_asked"})["sure"])) == ["not_asked"]
    assert "checked" not in str(Rated()["sure"])


@pytest.mark.parametrize(
    ("parts", "clean"),
    [
        (["1", "5", "1958"], date(1958, 1, 5)),
        ([" 02 ", "29", "2028"], date(2028, 2, 29)),
        (["12", "31", "1999"], date(1999, 12, 31)),
    ],
)
def test_date_boxes_clean_to_a_day(parts: list[str], clean: date) -> None:
    assert BoxedDateField().clean(parts) == clean


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["2", "30", "1958"], "no such day"),
        (["2", "29", "2027"], "no such day"),
        (["13", "1", "1958"], "no such day"),
        (["9" * 30, "1", "1958"], "no such day"),
        (["1", "9" * 30, "1958"], "no such day"),
        (["1", "9" * 5000, "1958"], "month, day and year"),
        (["1", "", "1958"], "month, day and year"),
        (["1", "five", "1958"], "month, day and year"),
        (["1", "5", "58"], "four digits"),
        (["1", "5", "19581"], "four digits"),
        (["1", "5", "1881"], "too long ago"),
        (["11", "22", "2026"], "too late"),
        (["", "", ""], "required"),
    ],
)
def test_date_boxes_say_what_to_correct(parts: list[str], words: str) -> None:
    field = BoxedDateField(earliest=date(1900, 1, 1), latest=date(2026, 11, 21))
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        field.clean(parts)
    assert words in str(caught.value.messages)


def test_date_boxes_name_months_in_the_readers_language_and_keep_what_was_typed() -> None:
    class Born(PlainForm):
        born = BirthDateField(required=False)

    with translation.override("es"):
        assert ">diciembre</option>" in str(Born()["born"])
    html = str(Born({"born_month": "2", "born_day": "30", "born_year": "1958"})["born"])
    assert re.search(r'<option value="2" selected', html)
    assert 'value="30"' in html
    assert re.search(r'<option value="1" selected', str(Born(initial={"born": date(1958, 1, 5)})["born"]))
    assert Born({}).is_valid()


def test_days_come_in_the_order_of_the_week() -> None:
    assert DaysField().clean(["sun", "mon", "wed"]) == ("mon", "wed", "sun")
    assert DaysField(required=False).clean([]) == ()
    with pytest.raises(ValidationError):
        DaysField().clean(["someday"])


@pytest.mark.parametrize(
    ("djangos", "ours"),
    [
        ("django/forms/widgets/text.html", "ui/widgets/text.jinja"),
        ("django/forms/field.html", "ui/forms/field.jinja"),
        ("django/forms/errors/list/ul.html", "ui/forms/errors.jinja"),
        ("ui/widgets/ruler.jinja", "ui/widgets/ruler.jinja"),
    ],
)
def test_djangos_template_names_lead_to_ours(djangos: str, ours: str) -> None:
    assert our_template(djangos) == ours


def test_every_widget_of_django_has_a_template_of_ours() -> None:
    def subclasses(kind: type) -> set[type]:
        return {kind}.union(*(subclasses(each) for each in kind.__subclasses__()))

    env = engines["jinja2"].env
    names = {
        each.template_name
        for each in subclasses(forms.Widget)
        if each.__module__ == "django.forms.widgets" and getattr(each, "template_name", None)
    }
    missing = {name for name in names if our_template(name) not in env.list_templates()}
    assert not missing


class Signs(PlainForm):
    """One field of each kind that somebody may send signs to."""

    words = WordsField(required=False)
    name = forms.CharField(required=False)
    day = forms.DateField(required=False)
    hour = forms.TimeField(required=False)


@pytest.mark.parametrize(
    "signs", ["\u200b", " \u2060\ufeff ", "\u3164", "\u2800\u2800", "\u202e\u2066", "\ufe0f", "\U000e0041"]
)
def test_signs_that_nobody_sees_are_no_words(signs: str) -> None:
    form = Signs({"words": signs})
    assert "nobody can see" in form.errors["words"][0]


@pytest.mark.parametrize("words", ["", "   ", "¿?", "👩\u200d👧", "走", "-", "مشي\u200f", "a\u200b"])
def test_what_can_be_seen_is_kept_letter_for_letter(words: str) -> None:
    form = Signs({"words": words})
    assert form.is_valid()
    assert form.cleaned_data["words"] == words


@pytest.mark.parametrize("field", ["words", "name"])
def test_what_was_lost_on_the_way_is_asked_for_again(field: str) -> None:
    assert Signs({field: "Jos\ufffd"}).errors[field] == [
        "There is a sign in it that cannot be kept. Please write it again."
    ]
    # What stands on record already does not stop somebody from saving the rest.
    assert Signs({field: "Jos\ufffd"}, initial={field: "Jos\ufffd"}).is_valid()


@pytest.mark.parametrize(("field", "example"), [("day", "2026-12-14"), ("hour", "13:30")])
def test_days_and_times_are_asked_for_with_an_example(field: str, example: str) -> None:
    said = Signs({field: "soon"}).errors[field][0]
    assert example in said
    assert "Enter a valid" not in said
    assert Signs({field: example}).is_valid()
