"""Every command as an operator meets it: help, exit status, one JSON object, plain words."""

from __future__ import annotations

import json
import re

import pytest

from tests.installations import Installation

COMMANDS = [
    ("run",),
    ("serve",),
    ("worker",),
    ("worker", "release"),
    ("migrate",),
    ("demo",),
    ("practice", "create"),
    ("practice", "number"),
    ("user", "create"),
    ("import", "fhir"),
    ("import", "schedule"),
    ("import", "specialists"),
    ("followups", "due"),
    ("followups", "vanished"),
    ("followups", "rebuild-registry"),
    ("mail", "receive"),
    ("audit", "verify"),
    ("backup",),
    ("restore",),
    ("check",),
    ("docs", "generate"),
]
RUN_ON = {("run",), ("serve",), ("worker",)}


def last_line(done):
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_has_help(command, capsys):
    from teamlet.cli.parser import parser

    with pytest.raises(SystemExit) as end:
        parser().parse_args([*command, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: teamlet {' '.join(command)}")
    assert ("--json" in said) == (command not in RUN_ON)


def test_the_list_above_is_whole():
    import argparse

    from teamlet.cli.parser import parser

    def leaves(found, path=()):
        children = [action for action in found._actions if isinstance(action, argparse._SubParsersAction)]
        if found.get_default("handler"):
            yield path
        for action in children:
            for name, child in action.choices.items():
                yield from leaves(child, (*path, name))

    assert sorted(leaves(parser())) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_is_there(command):
    """The handler's module can be loaded and has the function."""
    from teamlet.cli.parser import handler_of, parser

    needed = {
        ("practice", "create"): ["cedar", "--name", "Cedar"],
        ("practice", "number"): ["cedar", "+16145550100"],
        ("user", "create"): ["a@b.example", "--practice", "cedar", "--role", "nurse"],
        ("import", "fhir"): ["x", "--practice", "cedar"],
        ("import", "schedule"): ["x", "--practice", "cedar"],
        ("import", "specialists"): ["x", "--practice", "cedar"],
        ("followups", "due"): ["--practice", "cedar", "--on", "2026-11-21"],
        ("followups", "vanished"): ["--practice", "cedar"],
        ("followups", "rebuild-registry"): ["--practice", "cedar"],
        ("backup",): ["x"],
        ("restore",): ["x"],
    }
    assert callable(handler_of(parser().parse_args([*command, *needed.get(command, [])])))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["practice"],
        ["practice", "create"],
        ["user", "create", "a@b.example", "--practice", "cedar", "--role", "boss"],
        ["followups", "due", "--practice", "cedar", "--on", "tomorrow"],
        ["followups", "due", "--practice", "cedar", "--on", "2026-02-30"],
        ["demo", "--patients", "0"],
        ["demo", "--patients", "9" * 30],
        ["practice", "create", "cedar", "--name", "Cedar\udcff"],
        ["user", "create", "a@b.example", "--name", "\udcff", "--practice", "cedar", "--role", "coach"],
        ["serve", "--port", "70000"],
        ["check", "--js"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_ends_with_usage(arguments, capsys):
    from teamlet.cli.parser import parser

    with pytest.raises(SystemExit) as end:
        parser().parse_args(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: teamlet")


def test_a_practice_is_made_once(here: Installation):
    first = here.json("practice", "create", "cedar", "--name", "Cedar Hill", "--time-zone", "America/Chicago")
    assert first == {"ok": True, "practice": "cedar", "name": "Cedar Hill", "time_zone": "America/Chicago"}
    again = here.run("practice", "create", "cedar", "--name", "Cedar Hill", "--json")
    assert again.returncode == 1
    assert last_line(again) == {"ok": False, "error": "There is already a practice with the key cedar."}
    assert again.stderr == "teamlet: There is already a practice with the key cedar.\n"


def test_a_practice_gets_a_number_for_texts(here: Installation):
    here.json("practice", "create", "cedar", "--name", "Cedar Hill")
    settings = {
        "TEAMLET_ORIGIN": "https://team.cedar.example",
        "TEAMLET_TEXT_URL": "twilio://AC1:t0ken@api.twilio.com",
    }
    assert here.json("practice", "number", "cedar", "(555) 010-2200", **settings) == {
        "ok": True,
        "practice": "cedar",
        "number": "+15550102200",
        "replies_address": "https://team.cedar.example/hooks/text/cedar/replies/",
    }
    assert here.json("practice", "number", "cedar", "none")["number"] == ""
    refused = here.run("practice", "number", "cedar", "12345", "--json")
    assert refused.returncode == 1
    assert "no number of the United States" in last_line(refused)["error"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["practice", "create", "Cedar Hill", "--name", "x"], "small letters"),
        (["practice", "create", "a/b", "--name", "x"], "small letters"),
        (["practice", "create", "cedar", "--name", " "], "1 to 120"),
        (["practice", "create", "cedar", "--name", "x" * 121], "1 to 120"),
        (["practice", "create", "cedar", "--name", "x", "--time-zone", "Mars/Base"], "no time zone"),
        (["practice", "create", "cedar", "--name", "x", "--time-zone", "../etc/passwd"], "no time zone"),
        (["user", "create", "ana", "--practice", "cedar", "--role", "nurse"], "not an e-mail"),
        (["user", "create", "a@b.example", "--practice", "cedar", "--role", "nurse"], "no practice"),
        (["user", "create", "a@b.example", "--practice", "c", "--role", "nurse", "--password-stdin"], "no password"),
        (["followups", "due", "--practice", "cedar", "--on", "2026-11-21"], "no practice"),
        (["import", "fhir", "nowhere.json", "--practice", "cedar"], "nothing at nowhere.json"),
        (["backup", "/no/such/folder/x.backup"], "no folder"),
        (["restore", "nowhere.backup"], "no file"),
    ],
)
def test_what_a_person_can_mend_is_told_in_one_plain_line(migrated: Installation, arguments, words):
    done = migrated.run(*arguments, "--json")
    assert done.returncode in {1, 2}
    told = [line for line in done.stderr.splitlines() if line.startswith("teamlet: ")]
    assert len(told) == 1
    assert words in told[0]
    assert last_line(done) == {"ok": False, "error": told[0].removeprefix("teamlet: ")}
    assert "Traceback" not in done.stderr


def test_a_user_is_invited_by_a_link(here: Installation):
    here.json("practice", "create", "cedar", "--name", "Cedar")
    made = here.json("user", "create", "Ana@Cedar.example", "--practice", "cedar", "--role", "coach")
    assert (made["email"], made["role"], made["totp_uri"]) == ("ana@cedar.example", "coach", None)
    assert re.fullmatch(r"http://localhost:8000/invitation/[\w-]{40,}", made["invitation_url"])
    again = here.run("user", "create", "ana@cedar.example", "--practice", "cedar", "--role", "coach", "--json")
    assert again.returncode == 1
    assert "already belongs" in last_line(again)["error"]


def test_a_user_with_a_password_gets_a_key_for_one_time_codes(here: Installation):
    here.json("practice", "create", "cedar", "--name", "Cedar")
    made = here.json(
        "user", "create", "ana@cedar.example", "--practice", "cedar", "--role", "nurse", "--role", "lead-coach",
        "--name", "Ana Ruiz", "--password-stdin", typed="walk after dinner, three days\n",
    )  # fmt: skip
    assert (made["role"], made["roles"], made["invitation_url"]) == ("nurse", ["nurse", "lead-coach"], None)
    assert made["totp_uri"].startswith("otpauth://totp/")
    assert here.query("SELECT state FROM practice_membership") == [("active",)]


def test_an_easy_password_is_not_taken(here: Installation):
    here.json("practice", "create", "cedar", "--name", "Cedar")
    done = here.run(
        "user",
        "create",
        "ana@cedar.example",
        "--practice",
        "cedar",
        "--role",
        "nurse",
        "--password-stdin",
        typed="secret\n",
    )
    assert done.returncode == 1
    assert "too short" in done.stderr
    assert here.query("SELECT count(*) FROM access_user") == [(0,)]


def test_check_says_what_it_looked_at(here: Installation):
    done = here.run("check", "--json")
    looked = {item["name"]: item["ok"] for item in last_line(done)["checks"]}
    assert {"home", "keys", "engine", "schema", "audit", "durable"} <= looked.keys()
    assert looked["schema"]
    assert looked["audit"]


def test_check_names_a_missing_trigger(here: Installation):
    here.query("DROP TRIGGER audit_event_no_update" + (" ON audit_event" if here.database else ""))
    done = here.run("check", "--json")
    assert done.returncode == 1
    assert "audit_event_no_update" in done.stderr


def test_followups_of_a_practice_without_contacts(here: Installation):
    here.json("practice", "create", "cedar", "--name", "Cedar")
    found = here.json("followups", "due", "--practice", "cedar", "--on", "2026-11-21")
    assert found == {"on": "2026-11-21", "due": []}
    assert here.json("followups", "vanished", "--practice", "cedar") == {"vanished": []}
    assert here.json("followups", "rebuild-registry", "--practice", "cedar") == {"lines": 0, "changed": 0, "gone": 0}


@pytest.mark.parametrize("command", [["check"], ["practice", "create", "a", "--name", "A"], ["audit", "verify"]])
def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path, command):
    nowhere = Installation(tmp_path / "home")
    done = nowhere.run(*command, TEAMLET_DATABASE_URL="postgresql://teamlet:s3cret@127.0.0.1:1/teamlet")
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "s3cret" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql://[::1"])
def test_an_address_of_no_database_is_told(tmp_path, url):
    done = Installation(tmp_path / "home").run("check", TEAMLET_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("teamlet: ")
    assert "Traceback" not in done.stderr
