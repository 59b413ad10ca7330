"""A real mail server on loopback (aiosmtpd) that can be told to misbehave at any stage of the talk."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "correct-horse/battery@staple"

#: What a stage may do instead of its usual reply: a line to say, or one of these.
CUT = "cut"
HANG = "hang"
DRIP = "drip"


@dataclass
class Post:
    """What the server does (``script``: stage → misbehaviour, used up after ``times``) and what it got."""

    script: dict[str, str] = field(default_factory=dict)
    times: int = 1_000_000
    got: list[Any] = field(default_factory=list)
    froms: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    begun_data: int = 0
    cut: threading.Event = field(default_factory=threading.Event)
    drip_seconds: float = 0.05
    port: int = 0
    open: list[Any] = field(default_factory=list)

    def next(self, stage: str) -> str | None:
        if stage not in self.script or self.times <= 0:
            return None
        self.times -= 1
        return self.script[stage]


class Server(SMTP):
    """aiosmtpd, with a hook before each of its replies."""

    def __init__(self, post: Post, **given: Any) -> None:
        self.post = post
        super().__init__(Handler(post), **given)
        self.stage = "greeting"
        post.connections += 1

    def connection_made(self, transport: Any) -> None:
        self.post.open.append(transport)
        super().connection_made(transport)

    async def push(self, status: str | bytes) -> None:
        todo = self.post.next(self.stage)
        if todo == CUT:
            self.transport.abort()
            self.post.cut.set()
            raise asyncio.CancelledError
        if todo == HANG:
            await asyncio.sleep(60)
        text = status.decode() if isinstance(status, bytes) else status
        if todo == DRIP:
            for letter in text + "\r\n":
                self._writer.write(letter.encode())
                await self._writer.drain()
                await asyncio.sleep(self.post.drip_seconds)
            return
        if todo is not None:
            self._writer.write(todo.encode("latin-1") + b"\r\n")
            await self._writer.drain()
            return
        await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "EHLO"
        await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "STARTTLS"
        await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "AUTH"
        await super().smtp_AUTH(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "RSET"
        await super().smtp_RSET(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "MAIL"
        if self.post.script.get("MAIL", "cut")[:1] in "45" and self.post.times > 0:
            await self.push("")
        else:
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "RCPT"
        if self.post.script.get("RCPT", "cut")[:1] in "45" and self.post.times > 0:
            await self.push("")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        self.stage = "DATA"
        self.post.begun_data += 1
        if self.post.script.get("DATA", "cut")[:1] in "45" and self.post.times > 0:
            await self.push("")
        else:
            await super().smtp_DATA(arg)


class Handler:
    def __init__(self, post: Post) -> None:
        self.post = post

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        server.stage = "dot"
        self.post.got.append(envelope)
        return "250 2.0.0 Ok: queued as 4XyZ17"


def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data.login == b"care" and data.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)


@contextlib.contextmanager
def running(post: Post, **given: Any) -> Iterator[Post]:
    """Serve in a thread of its own until the end of the block."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    tls: ssl.SSLContext | None = given.pop("from_the_first_byte", None)

    async def begin() -> asyncio.Server:
        given.setdefault("hostname", "post.example")
        return await loop.create_server(lambda: Server(post, loop=loop, **given), "127.0.0.1", 0, ssl=tls)

    async def end() -> None:
        server.close()
        for transport in post.open:
            transport.abort()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0.01)

    server = loop.run_until_complete(begin())
    post.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def make_authority(folder: Path, names: tuple[str, ...] = ("localhost", "127.0.0.1")) -> tuple[Path, ssl.SSLContext]:
    """Return the file of a certificate authority of our own, and a server's TLS with a certificate of it."""
    now = dt.datetime.now(dt.UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    alternatives = [x509.IPAddress(ipaddress.ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]

    def certificate(subject: x509.Name, key: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    ca = certificate(issuer, keys[0]).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    leaf = certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]), keys[1]).add_extension(
        x509.SubjectAlternativeName(alternatives), critical=False
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.sign(keys[0], hashes.SHA256()).public_bytes(pem))
    (folder / "chain.pem").write_bytes(leaf.sign(keys[0], hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(
        keys[1].private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    return folder / "ca.pem", context
