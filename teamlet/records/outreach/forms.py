"""Forms over messages: other words, what a patient said about messages, one way of reaching somebody, a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import ChipBoxes, Chips, PlainForm, Tiles
from teamlet.records.outreach.models import Reach
from teamlet.records.outreach.words import (
    CHANNEL_LABELS,
    CONSENT_HOW_LABELS,
    PURPOSE_LABELS,
    Channel,
    ConsentHow,
    ConsentState,
    Purpose,
)
from teamlet.records.outreach.words.letters import ENVELOPE_LABELS, Envelope
from teamlet.records.patients.models import ContactPoint

#: Ways that a person chooses when writing; a letter goes to the next batch.
WAYS = (Channel.TEXT, Channel.EMAIL, Channel.LETTER)
_LONGEST = 4000
_TEXT = 160


class FilterForm(PlainForm):
    """Which messages of a list are shown, and in which order; codes in the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["for"] = forms.ChoiceField(
            label=_("What for"), choices=every + [(each.value, _(label)) for each, label in PURPOSE_LABELS.items()]
        )
        self.fields["by"] = forms.ChoiceField(
            label=_("Which way"), choices=every + [(each.value, _(label)) for each, label in CHANNEL_LABELS.items()]
        )
        self.fields["sort"] = forms.ChoiceField(
            label=_("Order"), choices=[("", _("Newest first")), ("old", _("Oldest first"))]
        )


class WordingForm(PlainForm):
    """The words of a draft: a subject where there is one, and the body."""

    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label=_("Words"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
    )

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel is Channel.TEXT:
            del self.fields["subject"]
            # Counted down only: how long it really is (its alphabet, its parts) is said beside the field.
            self.fields["body"].widget.attrs["data-counter"] = _TEXT

    @property
    def subject_said(self) -> str:
        """The subject, empty where there is none."""
        return str(self.cleaned_data.get("subject", ""))


class WriteForm(PlainForm):
    """A message that a person writes to one patient."""

    purpose = forms.ChoiceField(
        label=_("What for?"),
        choices=[(each.value, _(label)) for each, label in PURPOSE_LABELS.items()],
        widget=Chips,
        initial=Purpose.REMINDER.value,
    )
    channel = forms.ChoiceField(
        label=_("Which way?"),
        choices=[(each.value, _(CHANNEL_LABELS[each])) for each in WAYS],
        widget=Chips,
        initial=Channel.TEXT.value,
    )
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("For an email or a letter. Nothing about health stands in it."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Words"),
        help_text=_("In the patient's language. A text says from whom it is and how to stop."),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )


class ConsentForm(PlainForm):
    """What a patient said about messages: for what, by which ways, yes or no, and how it was said."""

    purposes = forms.MultipleChoiceField(
        label=_("Messages for"),
        choices=[(each.value, _(label)) for each, label in PURPOSE_LABELS.items()],
        widget=ChipBoxes,
    )
    channels = forms.MultipleChoiceField(
        label=_("By"), choices=[(each.value, _(CHANNEL_LABELS[each])) for each in WAYS], widget=ChipBoxes
    )
    state = forms.ChoiceField(
        label=_("The patient"),
        choices=[
            (ConsentState.GIVEN.value, _("agrees")),
            (ConsentState.WITHDRAWN.value, _("wants no more of them")),
        ],
        widget=Chips,
    )
    how = forms.ChoiceField(
        label=_("Said"),
        choices=[
            (each.value, _(CONSENT_HOW_LABELS[each]))
            for each in (ConsentHow.IN_PERSON, ConsentHow.ON_PAPER, ConsentHow.BY_PHONE)
        ],
        widget=Chips,
    )


class ReachForm(PlainForm):
    """With what care a patient may be reached by one way."""

    point = forms.ChoiceField(label=_("Which one"), required=False)
    is_allowed = forms.ChoiceField(
        label=_("May we use this way?"),
        choices=[("yes", _("Yes")), ("no", _("Not this way"))],
        widget=Chips,
    )
    care = forms.MultipleChoiceField(label=_("With this care"), required=False, widget=ChipBoxes)

    #: What can be said about each way.
    CARE: dict[Channel, tuple[tuple[str, Any], ...]] = {
        Channel.TEXT: (
            ("shared_is_fine", _("Others read it there, and that is fine")),
            ("may_leave_voicemail", _("A voicemail may be left")),
            ("hides_sender", _("Do not say from whom it is")),
        ),
        Channel.EMAIL: (
            ("shared_is_fine", _("Others read it there, and that is fine")),
            ("hides_sender", _("Do not say from whom it is")),
        ),
        Channel.LETTER: (),
    }

    def __init__(
        self, *args: Any, channel: Channel, points: Sequence[ContactPoint], reach: Reach | None, **kwargs: Any
    ) -> None:
        initial = {
            "point": str(reach.point_id or "") if reach is not None else "",
            "is_allowed": "no" if reach is not None and not reach.is_allowed else "yes",
            "care": [name for name, _label in self.CARE[channel] if reach is not None and getattr(reach, name)],
        }
        super().__init__(*args, initial=initial, prefix=channel.value, **kwargs)
        self.points = {str(point.pk): point for point in points}
        first = [("", _("The first one that works"))]
        wrong = _("{value} (marked as wrong)")
        self.offer(
            "point",
            first
            + [
                (key, point.value if point.works else wrong.format(value=point.value))
                for key, point in self.points.items()
            ],
        )
        if self.CARE[channel]:
            self.offer("care", self.CARE[channel])
        else:
            del self.fields["care"]

    def said(self) -> dict[str, Any]:
        """Return what ``outreach.actions.set_reach`` takes."""
        care = self.cleaned_data.get("care", [])
        return {
            "point": self.points.get(self.cleaned_data["point"]),
            "is_allowed": self.cleaned_data["is_allowed"] == "yes",
            **{name: name in care for name in ("shared_is_fine", "may_leave_voicemail", "hides_sender")},
        }


class BatchForm(PlainForm):
    """For which envelopes a batch of letters is set, and how many go into it."""

    envelope = forms.ChoiceField(
        label=_("Envelopes"), choices=[(each.value, _(label)) for each, label in ENVELOPE_LABELS.items()], widget=Tiles
    )
    limit = forms.IntegerField(
        label=_("At most this many letters"), min_value=1, max_value=200, initial=50, widget=forms.NumberInput()
    )

    @property
    def chosen(self) -> Envelope:
        """The envelope that was chosen."""
        return Envelope(self.cleaned_data["envelope"])


class WriteBackForm(PlainForm):
    """What the patient of a demo writes back."""

    words = forms.CharField(
        label=_("What the patient writes back"), max_length=1600, widget=forms.Textarea(attrs={"rows": 2})
    )
