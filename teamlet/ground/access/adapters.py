"""How allauth behaves here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people come by invitation only."""
        return False
