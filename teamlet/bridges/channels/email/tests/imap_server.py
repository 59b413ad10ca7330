"""A small IMAP server on the loopback: enough of RFC 3501 for a mailbox that is read, marked and emptied."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Kept:
    """One mail in the mailbox."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class ImapServer:
    """``with ImapServer() as server``: ``server.deliver(raw)``, ``server.kept``; ``cut_after`` ends a talk early."""

    user, password = "care@cedar.example", 'we"ekly \\ 9'

    def __init__(self) -> None:
        self.kept: list[Kept] = []
        self.talks = 0
        #: After this command word the server hangs up, without an answer.
        self.cut_at = ""
        server = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.talks += 1
                server.talk(self)

        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._tcp.daemon_threads = True
        self._thread = threading.Thread(target=self._tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> ImapServer:
        self._thread.start()
        return self

    def __exit__(self, *said: object) -> None:
        self._tcp.shutdown()
        self._tcp.server_close()

    @property
    def settings(self) -> dict[str, str]:
        """What ``settings.MAILBOX`` is to be."""
        return {
            "HOST": "127.0.0.1",
            "PORT": str(self._tcp.server_address[1]),
            "USER": self.user,
            "PASSWORD": self.password,
            "FOLDER": "INBOX",
            "SECURITY": "none",
            "CA": "",
            "AFTER": "seen",
        }

    def deliver(self, raw: bytes) -> Kept:
        """Put a mail into the mailbox."""
        self.kept.append(Kept(len(self.kept) + 1, raw))
        return self.kept[-1]

    def talk(self, handler: Any) -> None:
        """Answer one client until it leaves."""

        def say(line: bytes) -> None:
            handler.wfile.write(line + b"\r\n")

        say(b"* OK ready")
        while line := handler.rfile.readline():
            tag, command, rest = [*line.decode().rstrip("\r\n").split(" ", 2), "", ""][:3]
            word = command.upper()
            if word == "UID":
                word, rest = [*rest.split(" ", 1), ""][:2]
                word = word.upper()
            if self.cut_at == word:
                return
            answer = self._answer(word, rest, say)
            say(f"{tag} {answer}".encode())
            if word == "LOGOUT":
                return

    def _answer(self, word: str, rest: str, say: Any) -> str:
        if word == "CAPABILITY":
            say(b"* CAPABILITY IMAP4rev1")
        elif word == "LOGIN":
            quoted = self.password.replace("\\", "\\\\").replace('"', '\\"')
            if rest not in {f'{self.user} "{quoted}"', f'"{self.user}" "{quoted}"'}:
                return "NO wrong"
        elif word == "SELECT":
            say(f"* {len(self.kept)} EXISTS".encode())
        elif word == "SEARCH":
            found = [str(each.uid) for each in self.kept if not each.flags & {"\\Seen", "\\Deleted"}]
            say(f"* SEARCH {' '.join(found)}".encode())
        elif word == "FETCH":
            number, most = re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest).groups()  # type: ignore[union-attr]
            mail = next(each for each in self.kept if each.uid == int(number))
            raw = mail.raw[: int(most)]
            say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}".encode() + b"\r\n" + raw + b")")
        elif word == "STORE":
            number, flags = re.fullmatch(r"(\d+) \+FLAGS \((.*)\)", rest).groups()  # type: ignore[union-attr]
            next(each for each in self.kept if each.uid == int(number)).flags |= set(flags.split())
        elif word == "EXPUNGE":
            self.kept = [each for each in self.kept if "\\Deleted" not in each.flags]
        elif word == "LOGOUT":
            say(b"* BYE")
        else:
            return "BAD what"
        return "OK done"
