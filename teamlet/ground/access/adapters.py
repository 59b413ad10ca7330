"""How allauth behaves here: nobody signs up, and guessing is slowed down without locking the owner out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from teamlet.ground.access import devices, second_factor, sessions, tries

WINDOW_SECONDS = 300
#: Tries per window: on a device that knows the person; from one address for one account; for one account from all
#: devices that do not know the person; from one address for all accounts.
KNOWN_DEVICE, ADDRESS_AND_ACCOUNT, ACCOUNT, ADDRESS = 5, 5, 10, 40


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people come by invitation only."""
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Pass on what a form says; the library's own "signed in as …" is not said: the page shows it."""
        if kwargs.get("message"):
            messages.add_message(request, level, kwargs["message"])

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; raise when there were too many.

        A device that knows the person has a counter of its own: whoever guesses elsewhere cannot lock the owner out.
        """
        email = str(credentials.get("email", "")).strip().lower()
        address = self.get_client_ip(request)
        if devices.knows(request, email):
            device = request.COOKIES[devices.COOKIE]
            limits = [(f"sign-in:device:{device}:{email}", KNOWN_DEVICE)]
        else:
            limits = [
                (f"sign-in:address:{address}", ADDRESS),
                (f"sign-in:address:{address}:{email}", ADDRESS_AND_ACCOUNT),
                (f"sign-in:account:{email}", ACCOUNT),
            ]
        self._counted: list[str] = []
        for key, limit in limits:
            if not tries.take(key, limit=limit, seconds=WINDOW_SECONDS):
                raise self.validation_error("too_many_login_attempts")
            self._counted.append(key)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return the person for right credentials; a right password is not counted as a try."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            for key in self._counted:
                tries.give_back(key)
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether ``password`` is this person's, counted like a sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)  # type: ignore[attr-defined]
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again unless a password, code or passkey was given in the last five minutes."""
        return not sessions.is_fresh(context.request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Staff of a real practice keep at least one second factor."""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Return False for the last app or passkey of somebody who needs one."""
        user = authenticator.user
        if not second_factor.needs_second_factor(user):
            return True
        return second_factor.is_set_up_without(user, authenticator)
