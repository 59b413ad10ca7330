"""The line that sets texts up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.views.debug import SafeExceptionReporterFilter

from teamlet import settings
from teamlet.bridges.channels.text import number_of
from teamlet.ground import environment


def texts(url, origin="https://team.cedar.example"):
    return environment.texts({"TEAMLET_TEXT_URL": url}, secure=origin.startswith("https://"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("twilio://AC1:t%40ken@api.twilio.com", ("twilio", "api.twilio.com", "443", "AC1", "t@ken", "tls", "")),
        ("twilio://AC1:old@/?next=new", ("twilio", "api.twilio.com", "443", "AC1", "old", "tls", "new")),
        ("twilio://AC1:t@localhost:4010?tls=none", ("twilio", "localhost", "4010", "AC1", "t", "none", "")),
        ("smpps://care:s%2Fs@smpp.example", ("smpp", "smpp.example", "3550", "care", "s/s", "tls", "")),
        ("smpp://care:s@10.0.0.7?tls=none", ("smpp", "10.0.0.7", "2775", "care", "s", "none", "")),
        ("smpps://care:s@[::1]:9?ca=/x.pem&type=VMA&long=payload", ("smpp", "::1", "9", "care", "s", "tls", "")),
    ],
)
def test_the_address_of_the_provider(url, expected):
    said = texts(url)
    names = ("KIND", "HOST", "PORT", "USER", "PASSWORD", "SECURITY", "NEXT_PASSWORD")
    assert tuple(said[name] for name in names) == expected
    if "ca=" in url:
        assert (said["CA"], said["TYPE"], said["LONG"]) == ("/x.pem", "VMA", "payload")


def test_nothing_set_nothing_sent():
    assert texts("") == {}


@pytest.mark.parametrize(
    "url",
    [
        "api.twilio.com",
        "https://AC1:hush-it@api.twilio.com",
        "twilio://AC1@api.twilio.com",
        "twilio://:hush-it@api.twilio.com",
        "twilio://AC1:hush-it@api.twilio.com/+15550102200",
        "twilio://AC1:hush-it@api.twilio.com#x",
        "twilio://AC1:hush-it@api.twilio.com?other=1",
        "twilio://AC1:hush-it@api.twilio.com?tls=none",
        "twilio://AC1:hush-it@api.twilio.com:port",
        "twilio://AC1:hush-it@[api.twilio.com",
        "smpp://care:hush@smpp.example",
        "smpp://care:hush@smpp.example?tls=maybe",
        "smpps://care:hush@smpp.example?tls=none",
        "smpps://care:hush@smpp.example?long=maybe",
        "smpps://care:hush@",
        "smpps://care:hush-too-long@smpp.example",
        "smpps://care-of-a-practice:hush@smpp.example",
    ],
)
def test_an_address_that_is_none_is_said_without_its_password(url):
    with pytest.raises(ValueError, match="TEAMLET_TEXT_URL") as caught:
        texts(url)
    assert "hush" not in f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize("origin", ["", "http://team.cedar.example"])
def test_twilio_needs_an_address_to_call(origin):
    with pytest.raises(ValueError, match="TEAMLET_ORIGIN"):
        texts("twilio://AC1:t@api.twilio.com", origin)
    assert texts("smpps://care:s@smpp.example", origin)["KIND"] == "smpp"


def test_no_page_of_an_error_shows_the_secrets():
    shown = SafeExceptionReporterFilter().cleanse_setting(
        "TEXTS", texts("twilio://AC1:hush1@api.twilio.com?next=hush2")
    )
    assert shown["HOST"] == "api.twilio.com"
    assert "hush" not in repr(shown)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("twilio://AC1:t@localhost:1?tls=none", "teamlet.bridges.channels.text.twilio.Twilio"),
        ("smpp://care:s@localhost:1?tls=none", "teamlet.bridges.channels.text.smpp.Smpp"),
        ("", "teamlet.bridges.channels.outbox.Outbox"),
    ],
)
def test_the_line_chooses_the_channel_and_loads_no_library(tmp_path, url, path):
    code = (
        "import teamlet, django, sys; django.setup()\n"
        "from django.conf import settings\n"
        "from teamlet.bridges.channels import channels\n"
        "channels()\n"
        "print(settings.CHANNELS['text'], sorted({'twilio', 'requests', 'smpplib', 'aiohttp'} & set(sys.modules)))"
    )
    environment = {
        "PATH": "/usr/bin",
        "TEAMLET_HOME": str(tmp_path),
        "TEAMLET_TEXT_URL": url,
        "DJANGO_SETTINGS_MODULE": "teamlet.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.PACKAGE.parent,
    )
    assert done.stdout.strip() == f"{path} []", done.stderr


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("(555) 010-3001", "+15550103001"),
        ("+1 555 010 3001", "+15550103001"),
        ("0044 20 7946 0958", "+442079460958"),
        ("911", ""),
        ("CEDAR", ""),
        ("", ""),
        ("+" + "1" * 30, ""),
    ],
)
def test_a_number_as_a_provider_wants_it(value, number):
    assert number_of(value) == number
