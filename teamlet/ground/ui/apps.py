"""The Django application that carries templates, static files and form rendering."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and static files shared by every page."""

    name = "teamlet.ground.ui"
    label = "ui"
    verbose_name = "Look and components"
