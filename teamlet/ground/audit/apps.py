from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "teamlet.ground.audit"
    label = "audit"

    def ready(self) -> None:
        from teamlet.ground.audit.triggers import ensure_triggers

        post_migrate.connect(ensure_triggers, sender=self)
