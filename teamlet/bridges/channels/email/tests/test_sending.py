"""What is certain after each thing a mail server may do, said to a real one."""

from __future__ import annotations

import email
import socket
import threading
import time
from contextlib import contextmanager
from email import policy

import pytest
import structlog

from teamlet.bridges.channels import Accepted, CannotAsk, NotBegun, Outgoing, Question, Rejected, Scope, Unknown
from teamlet.bridges.channels.email import Email, Server
from teamlet.bridges.channels.email.tests.post import CUT, DRIP, HANG, PASSWORD, Post, make_authority, running, sign_in

TO = "ana.lopez@patients.example"


def letter(address: str = TO, subject: str = "A message from your team", body: str = "Hello.", **more) -> Outgoing:
    return Outgoing(address, subject, body, "en", **more)


def server_of(post: Post, **more) -> Server:
    values = {"host": "127.0.0.1", "security": "none", "sender_name": "Clínica Cedro", **more}
    return Server(port=post.port, sender="care@cedar.example", **values)


@contextmanager
def talking(post: Post, *, patience: float = 5.0, server: dict | None = None, **given):
    with running(post, **given):
        channel = Email(server_of(post, **(server or {})), patience=patience)
        try:
            yield channel
        finally:
            channel.close()


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=policy.SMTP)


def test_a_message_goes_out_once_with_our_reference():
    post = Post()
    with talking(post) as channel:
        answer = channel.send(
            letter(subject="Su equipo le escribe: ¿cómo va?", body="Buenos días, señora.\n.\nAdiós"), "mABC"
        )
        assert answer == Accepted("4XyZ17")
        assert channel.ask(Question("mABC")) == CannotAsk()
    (envelope,) = post.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("care@cedar.example", [TO])
    assert envelope.content.isascii()
    message = read(envelope)
    assert message["Message-ID"] == "<mABC@cedar.example>"
    assert message["From"].addresses[0].display_name == "Clínica Cedro"
    assert message["To"] == TO
    assert message["Subject"] == "Su equipo le escribe: ¿cómo va?"
    assert message["List-Unsubscribe"] == "<mailto:care@cedar.example?subject=STOP>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == "Buenos días, señora.\n.\nAdiós\n"


def test_one_connection_carries_many_messages():
    post = Post()
    with talking(post) as channel:
        assert {channel.send(letter(), f"m{n}") for n in range(20)} == {Accepted("4XyZ17")}
    assert (len(post.got), post.connections) == (20, 1)


def one(code: str, is_permanent: bool) -> Rejected:
    """A refusal of this one message: the next may go at once."""
    return Rejected(code, is_permanent, scope=Scope.MESSAGE)


#: Stage, what the server says there, what is certain then.
REFUSALS = [
    # before the recipient is named it is between the server and us: the address is not to blame
    ("greeting", "421 4.3.2 busy", Rejected("421 4.3.2", False)),
    ("greeting", "554 no service", Rejected("554", False)),
    ("EHLO", "451 later", Rejected("451", False)),
    ("EHLO", "550 not you", Rejected("550", False)),
    ("MAIL", "452 4.3.1 full", Rejected("452 4.3.1", False)),
    ("MAIL", "550 5.7.1 sender", Rejected("550 5.7.1", False)),
    ("MAIL", "530 5.7.0 sign in", Rejected("530 5.7.0", False)),
    # the recipient
    ("RCPT", "450 4.2.1 greylisted", one("450 4.2.1", False)),
    ("RCPT", "451", one("451", False)),
    ("RCPT", "550", one("550", True)),
    ("RCPT", f"550 5.1.1 <{TO}> nobody here", one("550 5.1.1", True)),
    ("RCPT", "553-5.1.2 first\r\n553 5.1.2 second", one("553 5.1.2", True)),
    ("RCPT", "552 5.2.2 mailbox is full", one("552 5.2.2", True)),
    ("RCPT", "550 5.7.1 relaying denied", one("550 5.7.1", False)),
    ("RCPT", "530 sign in first", Rejected("530", False)),
    ("RCPT", "553 5.1.8 your sender is bad", one("553 5.1.8", False)),
    ("RCPT", "550 4.1.1 two minds", one("550", True)),
    ("RCPT", "421 4.3.2 shutting down", Rejected("421 4.3.2", False)),
    # the message
    ("DATA", "451 4.3.0 later", Rejected("451 4.3.0", False)),
    ("DATA", "554 no valid recipients", one("554", True)),
    ("dot", "451 4.7.1 later", one("451 4.7.1", False)),
    ("dot", "421 4.3.2 shutting down", Rejected("421 4.3.2", False)),
    ("dot", "552 5.3.4 too big", one("552 5.3.4", False)),
    ("dot", "554 5.7.1 looks like spam", one("554 5.7.1", False)),
    ("dot", "550 no", one("550", True)),
    # neither yes nor no
    ("EHLO", "354 what", Rejected("garbled", False)),
    ("RCPT", "354 what", Rejected("garbled", False)),
    ("DATA", "250 what", Rejected("garbled", False)),
    ("dot", "354 go on", Unknown("354")),
    ("dot", "", Unknown("garbled")),
    ("dot", "OK", Unknown("garbled")),
    ("dot", "600 odd", Unknown("garbled")),
    ("dot", "250-one\r\n550 two", Unknown("garbled")),
    ("dot", "250 " + "x" * 70_000, Unknown("garbled")),
    ("dot", "250", Accepted("")),
    ("dot", "250 \xff\xfe", Accepted("")),
    ("dot", "250-2.0.0 Ok\r\n250 id=1tXy-0001", Accepted("1tXy-0001")),
]


@pytest.mark.parametrize(("stage", "line", "expected"), REFUSALS)
def test_what_the_server_says_is_what_is_certain(stage, line, expected):
    post = Post({stage: line}, times=1)
    with talking(post) as channel:
        assert channel.send(letter(), "m1") == expected
        # The next message goes out as if nothing had been.
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")
    assert read(post.got[-1])["Message-ID"] == "<m2@cedar.example>"


@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("what", "code"), [(CUT, "cut off"), (HANG, "timed out")])
def test_without_a_final_dot_nothing_was_sent(stage, what, code):
    post = Post({stage: what}, times=1)
    with talking(post, patience=0.5) as channel:
        began = time.monotonic()
        assert channel.send(letter(), "m1") == Rejected(code, False)
        assert time.monotonic() - began < channel.longest_call
        assert post.got == []
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")


def test_cut_while_the_text_goes_out_is_seen_before_the_dot():
    post = Post({"DATA": "354 go on"})
    with talking(post) as channel:

        def still_ours() -> bool:
            # Asked a second time when the text is out and the dot is not: then the server goes away.
            if post.begun_data:
                channel._dialogue.sock.shutdown(socket.SHUT_RD)
            return True

        assert channel.send(letter(still_ours=still_ours), "m1") == Rejected("cut off", False)
    assert post.got == []


@pytest.mark.parametrize(("what", "code"), [(CUT, "cut off"), (HANG, "timed out")])
def test_after_the_final_dot_nobody_knows(what, code):
    post = Post({"dot": what}, times=1)
    with talking(post, patience=0.5) as channel:
        assert channel.send(letter(), "m1") == Unknown(code)
        assert len(post.got) == 1, "the server had it: sent again it would be there twice"
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")


@pytest.mark.parametrize(("stage", "expected"), [("EHLO", Rejected("timed out", False)), ("dot", Unknown("timed out"))])
def test_a_server_that_drips_is_given_up(stage, expected):
    post = Post({stage: DRIP}, times=1, drip_seconds=0.1)
    with talking(post, patience=0.6) as channel:
        began = time.monotonic()
        assert channel.send(letter(), "m1") == expected
        assert time.monotonic() - began < channel.longest_call


def test_a_slow_server_in_time_is_waited_for():
    post = Post({"dot": DRIP}, drip_seconds=0.01)
    with talking(post) as channel:
        assert channel.send(letter(), "m1") == Accepted("4XyZ17")


def test_a_kept_connection_that_the_server_closed_is_opened_anew():
    post = Post()
    with talking(post) as channel:
        channel.send(letter(), "m1")
        post.script, post.times = {"MAIL": CUT}, 1
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")
        post.script, post.times = {"MAIL": "421 4.4.2 idle for too long"}, 1
        assert channel.send(letter(), "m3") == Accepted("4XyZ17")
        channel.idle = 0.0
        assert channel.send(letter(), "m4") == Accepted("4XyZ17")
    assert [read(each)["Message-ID"] for each in post.got] == [f"<m{n}@cedar.example>" for n in (1, 2, 3, 4)]
    assert post.connections == 4


def test_a_reply_too_many_does_not_become_the_reply_to_the_next_command():
    post = Post({"RCPT": "250 ok\r\n250 ok\r\n354 go on\r\n250 queued as NEVER"}, times=1)
    with talking(post) as channel:
        assert channel.send(letter(), "m1") == Rejected("250", False)
    assert post.got == []


@pytest.mark.parametrize("nth", [1, 2])
def test_a_message_that_is_ours_no_more_is_not_sent(nth):
    asked = []

    def still_ours() -> bool:
        asked.append(1)
        return len(asked) < nth

    post = Post()
    with talking(post) as channel:
        assert channel.send(letter(still_ours=still_ours), "m1") == NotBegun()
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")
    assert [read(each)["Message-ID"] for each in post.got] == ["<m2@cedar.example>"]
    assert post.begun_data == nth


# --- privacy of the way -----------------------------------------------------------------------------------------------


def test_starttls_with_an_authority_of_our_own_and_sign_in(tmp_path):
    authority, tls = make_authority(tmp_path)
    post = Post()
    given = {"tls_context": tls, "require_starttls": True, "authenticator": sign_in, "auth_required": True}
    server = {"security": "starttls", "authority": str(authority), "user": "care", "password": PASSWORD}
    with talking(post, server=server, **given) as channel:
        assert channel.send(letter(), "m1") == Accepted("4XyZ17")
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")
    assert (len(post.got), post.connections) == (2, 1)


def test_tls_from_the_first_byte(tmp_path):
    authority, tls = make_authority(tmp_path)
    post = Post()
    with talking(post, server={"security": "tls", "authority": str(authority)}, from_the_first_byte=tls) as channel:
        assert channel.send(letter(), "m1") == Accepted("4XyZ17")


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("names", "is_known", "code"),
    [(("localhost", "127.0.0.1"), False, "certificate"), (("mail.other.example",), True, "certificate")],
)
def test_a_certificate_that_does_not_hold_stops_everything(tmp_path, security, names, is_known, code):
    authority, tls = make_authority(tmp_path, names)
    post = Post()
    given = {"tls_context": tls} if security == "starttls" else {"from_the_first_byte": tls}
    server = {
        "security": security,
        "authority": str(authority) if is_known else "",
        "user": "care",
        "password": PASSWORD,
    }
    with talking(post, server=server, **given) as channel:
        assert channel.send(letter(), "m1") == Rejected(code, False)
    assert post.got == []


def test_bad_tls(tmp_path):
    authority, _ = make_authority(tmp_path)
    with talking(Post(), patience=1.0, server={"security": "tls", "authority": str(authority)}) as channel:
        assert channel.send(letter(), "m1") == Rejected("TLS", False)
    post = Post({"STARTTLS": "220 go ahead"})
    _, tls = make_authority(tmp_path)
    with talking(post, server={"security": "starttls"}, tls_context=tls) as channel:
        assert channel.send(letter(), "m1").code in {"TLS", "certificate", "cut off"}
    assert post.got == []


@pytest.mark.parametrize("line", ["454 4.7.0 not now", "502 what"])
def test_starttls_refused_is_not_gone_without(tmp_path, line):
    _, tls = make_authority(tmp_path)
    post = Post({"STARTTLS": line})
    with talking(
        post, server={"security": "starttls", "user": "care", "password": PASSWORD}, tls_context=tls
    ) as channel:
        answer = channel.send(letter(), "m1")
    assert (answer.code[:3], answer.is_permanent) == (line[:3], False)
    assert post.got == []


def test_no_starttls_no_password_no_message():
    post = Post()
    with talking(post, server={"security": "starttls", "user": "care", "password": PASSWORD}) as channel:
        assert channel.send(letter(), "m1") == Rejected("no STARTTLS", False)
    assert post.got == []


def test_a_wrong_password_switches_no_address_off_and_is_in_no_log(tmp_path):
    authority, tls = make_authority(tmp_path)
    server = {"security": "starttls", "authority": str(authority), "user": "care", "password": "wrong-and-secret"}
    post = Post()
    with (
        structlog.testing.capture_logs() as lines,
        talking(post, server=server, tls_context=tls, authenticator=sign_in, auth_required=True) as channel,
    ):
        assert channel.send(letter(), "m1") == Rejected("535 5.7.8", False)
        assert "wrong-and-secret" not in repr(channel.server)
    assert lines
    assert "wrong-and-secret" not in repr(lines)
    assert TO not in repr(lines)
    with talking(Post(), server={"user": "care", "password": PASSWORD}) as channel:
        assert channel.send(letter(), "m1") == Rejected("no sign-in", False)


def test_an_unreadable_file_of_authorities_is_said_and_loses_nothing(tmp_path):
    _, tls = make_authority(tmp_path)
    server = {"security": "starttls", "authority": str(tmp_path / "absent.pem")}
    with talking(Post(), server=server, tls_context=tls) as channel:
        assert channel.send(letter(), "m1") == Rejected("no CA file", False)


# --- nobody there -----------------------------------------------------------------------------------------------------


def alone(**more) -> Email:
    return Email(
        Server(**{"host": "127.0.0.1", "port": 1, "sender": "care@cedar.example", "security": "none", **more}),
        patience=0.5,
    )


def test_refused_connection():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert alone(port=free.getsockname()[1]).send(letter(), "m1") == Rejected("refused", False)


@pytest.mark.parametrize("error", [socket.gaierror(socket.EAI_NONAME, "none"), UnicodeError("label too long")])
def test_a_name_that_does_not_exist(monkeypatch, error):
    # Tests look up nothing outside: the machine's resolver is told to say what it says then.
    def look_up(*given, **named):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert alone(host="mail.cedar.example").send(letter(), "m1") == Rejected("no such host", False)


def test_a_name_that_nobody_answers_for(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: over.wait(20) and [])
    began = time.monotonic()
    assert alone(host="mail.cedar.example").send(letter(), "m1") == Rejected("no such host", False)
    assert time.monotonic() - began < 2
    over.set()


# --- addresses and text -----------------------------------------------------------------------------------------------

NOT_ADDRESSES = [
    "",
    "ana",
    "@patients.example",
    "ana@",
    "ana@localhost",
    "ana@patients.example\r\nRCPT TO:<eve@evil.example>",
    "ana@patients.example\nBcc: eve@evil.example",
    "ana@patients.example\r\n",
    "ana@patients.example, eve@evil.example",
    "ana@patients.example> SIZE=1",
    "Ana <ana@patients.example>",
    "ana lopez@patients.example",
    '"ana\r\n"@patients.example',
    "ana@@patients.example",
    "ana@[127.0.0.1]",
    "ana..lopez@patients.example",
    ".ana@patients.example",
    "ana.@patients.example",
    "ana\x00@patients.example",
    "ana@patients\x00.example",
    "ana@-patients.example",
    "ana@patients..example",
    "ana@straße.example",
    "ana\u2028@patients.example",
    "a" * 65 + "@patients.example",
    "ana@" + "a" * 64 + ".example",
]


@pytest.mark.parametrize("address", NOT_ADDRESSES)
def test_what_is_no_plain_address_is_refused_before_anything_is_said(address):
    post = Post()
    with talking(post) as channel:
        assert channel.send(letter(address), "m1") == Rejected("not an address", True)
    assert (post.connections, post.got) == (0, [])


@pytest.mark.parametrize(
    ("address", "to"),
    [
        (" ana+visit@patients.example ", "ana+visit@patients.example"),
        ("o'neil_2@Patients.Example", "o'neil_2@patients.example"),
        ("ana@clínica.example", "ana@xn--clnica-4va.example"),
    ],
)
def test_unusual_addresses(address, to):
    post = Post()
    with talking(post) as channel:
        assert channel.send(letter(address), "m1") == Accepted("4XyZ17")
    assert post.got[0].rcpt_tos == [to]
    assert read(post.got[0])["To"] == to


@pytest.mark.parametrize("has_utf8", [True, False])
def test_an_address_beyond_ascii_needs_a_server_that_takes_it(has_utf8):
    post = Post()
    with talking(post, enable_SMTPUTF8=has_utf8) as channel:
        answer = channel.send(letter("señora@patients.example"), "m1")
        assert answer == (Accepted("4XyZ17") if has_utf8 else Rejected("no SMTPUTF8", True))
        assert channel.send(letter(), "m2") == Accepted("4XyZ17")
    assert [each.rcpt_tos for each in post.got] == [["señora@patients.example"], [TO]][1 - has_utf8 :]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\r\n\r\n"])
def test_a_subject_is_one_line(end):
    post = Post()
    with talking(post) as channel:
        channel.send(
            letter(subject=f"Hello{end}Bcc: eve@evil.example", body=f"One{end}.{end}RCPT TO:<eve@evil.example>"), "m1"
        )
    message = read(post.got[0])
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: eve@evil.example"
    assert post.got[0].rcpt_tos == [TO]
    assert [line for line in message.get_content().splitlines() if line] == ["One", ".", "RCPT TO:<eve@evil.example>"]


def test_long_and_strange_texts_arrive_whole():
    body = "\n".join(["ñ" * 3000, "..two dots", ".", "", "🙂 emoji", "tab\there", "end \x00\x1b here"])
    subject = "Última " * 28
    post = Post()
    with talking(
        post, server={"sender_name": "Centro de Salud «Álamo», Equipo de Atención; señas: 'Ñ' <x@y>"}
    ) as channel:
        assert channel.send(letter(subject=subject, body=body), "m1") == Accepted("4XyZ17")
    content = post.got[0].content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    message = read(post.got[0])
    assert message["Subject"] == subject.strip()
    assert message["From"].addresses[0].addr_spec == "care@cedar.example"
    assert message["From"].addresses[0].display_name == "Centro de Salud «Álamo», Equipo de Atención; señas: 'Ñ' <x@y>"
    assert message.get_content().replace("\r\n", "\n") == body.replace("\x00", "").replace("\x1b", "") + "\n"


def test_a_long_sender_keeps_the_way_to_stop_readable():
    sender = "support.for.self.management@" + "long-name-of-a-practice." * 4 + "example"
    post = Post()
    with running(post):
        channel = Email(Server("127.0.0.1", post.port, sender, security="none"))
        assert channel.send(letter(), "m1") == Accepted("4XyZ17")
        channel.close()
    head = post.got[0].content.split(b"\r\n\r\n")[0]
    assert b"<mailto:" + sender.encode() + b"?subject=STOP>" in head
    assert b"<m1@" + sender.rpartition("@")[2].encode() + b">" in head
