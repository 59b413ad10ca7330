"""What the tests of access do in a browser: sign in, compute a code, let time pass."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from teamlet.conftest import PASSWORD


def code_for(secret: str, *, steps: int = 0) -> str:
    """Return the six digits that an app with ``secret`` shows now, or ``steps`` half-minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enter(browser: Client, user, password: str = PASSWORD, **more):
    """Send the sign-in form."""
    return browser.post("/sign-in/", {"login": user.email, "password": password, **more})


def is_in(browser: Client) -> bool:
    """Whether the browser's person may use the product now."""
    answer = browser.get("/")
    return answer.status_code == 302 and answer["Location"].startswith("/practice/")
