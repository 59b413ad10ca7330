from __future__ import annotations

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "teamlet.records.followups"
    label = "followups"
