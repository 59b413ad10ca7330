"""The line that names the mailbox."""

from __future__ import annotations

import pytest
from django.views.debug import SafeExceptionReporterFilter

from teamlet.bridges.channels.email.mailbox import Mailbox
from teamlet.ground import environment


def mailbox(url):
    return environment.mailbox({"TEAMLET_IMAP_URL": url})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://care:s@mail.example", ("mail.example", 993, "tls", "care", "s", "INBOX", False)),
        (
            "imaps://care%40x:p%2Fs@mail.example:9993/Replies",
            ("mail.example", 9993, "tls", "care@x", "p/s", "Replies", False),
        ),
        ("imap://care:s@mail.example/", ("mail.example", 143, "starttls", "care", "s", "INBOX", False)),
        ("imap://care:s@localhost?tls=none&after=delete", ("localhost", 143, "none", "care", "s", "INBOX", True)),
    ],
)
def test_the_address_of_the_mailbox(url, expected):
    box = Mailbox.of(mailbox(url))
    assert (box.host, box.port, box.security, box.user, box.password, box.folder, box.deletes) == expected
    shown = SafeExceptionReporterFilter().cleanse_setting("MAILBOX", mailbox(url))
    assert set(shown["PASSWORD"]) == {"*"}


def test_without_the_line_nothing_is_read():
    assert mailbox("") == {}


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "pop://care:hush-hush@mail.example",
        "imaps://mail.example",
        "imaps://care@mail.example",
        "imaps://care:hush-hush@",
        "imaps://care:hush-hush@mail.example:port",
        "imap://care:hush-hush@mail.example?tls=none",
        "imaps://care:hush-hush@mail.example?after=burn",
        "imaps://care:hush-hush@mail.example?other=1",
        "imaps://care:hush-hush@mail.example/x#hush",
    ],
)
def test_an_address_that_is_none_is_said_without_its_password(url):
    with pytest.raises(ValueError, match="TEAMLET_IMAP_URL") as told:
        mailbox(url)
    assert "hush" not in str(told.value)
