from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "teamlet.ground.access"
    label = "access"

    def ready(self) -> None:
        from allauth.account.signals import password_changed
        from allauth.mfa.signals import authenticator_removed
        from django.contrib.auth.signals import user_logged_in

        from teamlet.ground.access import sessions

        user_logged_in.connect(sessions.on_signed_in, dispatch_uid="access.signed_in")
        authenticator_removed.connect(sessions.on_authenticator_removed, dispatch_uid="access.authenticator_removed")
        password_changed.connect(sessions.on_password_changed, dispatch_uid="access.password_changed")
