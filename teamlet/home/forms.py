"""What is typed on first screens and about safety alerts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import PlainForm


class CloseAlertForm(PlainForm):
    """What was done about a safety alert."""

    what_was_done = forms.CharField(
        label=_("What was done"),
        help_text=_("For example: talked with the patient, safety plan made, who goes on."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
