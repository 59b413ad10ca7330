"""The two lines that set e-mail up."""

from __future__ import annotations

import pytest
from django.views.debug import SafeExceptionReporterFilter

from teamlet.bridges.channels.email import Server
from teamlet.ground import environment

FROM = "Clínica Cedro <care@cedar.example>"


def mail(url, sender=FROM):
    return environment.mail({"TEAMLET_SMTP_URL": url, "TEAMLET_MAIL_FROM": sender})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "starttls", "", "", "")),
        ("smtps://care:p%40s%2Fs@mail.example", ("mail.example", 465, "tls", "care", "p@s/s", "")),
        ("smtp://care%40x:s@mail.example:2525/", ("mail.example", 2525, "starttls", "care@x", "s", "")),
        ("smtp://localhost:25?tls=none", ("localhost", 25, "none", "", "", "")),
        ("smtp://[::1]:25?tls=none", ("::1", 25, "none", "", "", "")),
        ("smtp://mail.example?ca=/etc/ca.pem", ("mail.example", 587, "starttls", "", "", "/etc/ca.pem")),
    ],
)
def test_the_address_of_the_mail_server(url, expected):
    server = Server.of(mail(url))
    assert (server.host, server.port, server.security, server.user, server.password, server.authority) == expected
    assert (server.sender, server.sender_name, server.domain) == (
        "care@cedar.example",
        "Clínica Cedro",
        "cedar.example",
    )


def test_nothing_set_nothing_sent():
    assert mail("") == {}
    with pytest.raises(ValueError, match="names no mail server"):
        Server.of({})


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://care:hush-hush@mail.example",
        "smtp://care:hush-hush@",
        "smtp://care:hush-hush/x@mail.example",
        "smtp://care:hush-hush#x@mail.example",
        "smtp://care:1?hush-hush@mail.example",
        "smtp://care:hush-hush@mail.example:port",
        "smtp://care:hush-hush@[mail.example",
        "smtp://care:hush-hush@mail.example?tls=maybe",
        "smtp://care:hush-hush@mail.example?tls=none",
        "smtp://care:hush-hush@mail.example?other=1",
    ],
)
def test_an_address_that_is_none_is_said_without_its_password(url):
    with pytest.raises(ValueError, match="TEAMLET_SMTP_URL") as caught:
        mail(url)
    assert "hush" not in f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    "sender", ["", "Cedar", "@cedar.example", "care@", "Cedar <care@cedar.example", "café@cedar.example"]
)
def test_somebody_must_write(sender):
    if sender == "Cedar <care@cedar.example":
        assert mail("smtp://mail.example", sender)["FROM"] == "care@cedar.example"
        return
    with pytest.raises(ValueError, match="TEAMLET_MAIL_FROM"):
        mail("smtp://mail.example", sender)


def test_no_page_of_an_error_shows_the_password():
    shown = SafeExceptionReporterFilter().cleanse_setting("MAIL", mail("smtp://care:hush-hush@mail.example"))
    assert shown["HOST"] == "mail.example"
    assert "hush" not in repr(shown)
