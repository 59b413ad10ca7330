"""The web server: granian with blocking threads, two workers that end with their parent."""

from __future__ import annotations

import ctypes
import gc
import ipaddress
import os
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.parent import end_with_parent

#: Set for the pages: the demo's sign-in list is shown only to somebody at this machine.
LOOPBACK = "TEAMLET_LISTENS_ON_LOOPBACK"
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3


def is_loopback(host: str) -> bool:
    """Whether ``host`` is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(host: str) -> str:
    """Return the address to bind for ``host``.  Raises ``Halt`` when the name has none."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        try:
            return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
        except OSError as error:
            raise Halt(f"There is no address for the host {host}.") from error


def require_free_port(address: str, port: int) -> None:
    """Raise ``Halt`` when somebody listens on ``port`` already: the kernel would share it between old and new."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except PermissionError as error:
            raise Halt(f"Port {port} needs more rights than this user has. Choose one above 1023.") from error
        except OSError as error:
            raise Halt(f"Port {port} on {address} is in use, or not an address of this machine.") from error


def require_certificate(certificate: Path, key: Path) -> None:
    """Raise ``Halt`` unless the two PEM files can be read and belong together."""
    for path in (certificate, key):
        if not path.is_file():
            raise Halt(f"There is no file {path}.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        raise Halt(f"{certificate} and {key} are not a certificate and its key in PEM form.") from error


def settle_memory() -> None:
    """Ready this process to be forked, so that its children share what it loaded and grow little.

    The collector would write to every object and so copy it into each child.  The C library would give each thread
    an allocation area of its own, and would keep ever larger pieces that pages set with typst leave behind: 12 MB of
    67 after 60 of them.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


def serve(
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    load: Callable[[], Any],
    certificate: Path | None = None,
    key: Path | None = None,
    on_shutdown: Callable[[], None] | None = None,
) -> None:
    """Serve until told to stop (SIGTERM, SIGINT); finish the requests under way.

    ``load`` gives the WSGI application and is called in each worker.  Raises ``Halt`` when the port or
    the certificate cannot be used.
    """
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    if bool(certificate) != bool(key):
        raise Halt("--tls-cert and --tls-key belong together.")
    if certificate and key:
        require_certificate(certificate, key)
    address = address_of(host)
    require_free_port(address, port)
    os.environ[LOOPBACK] = "1" if is_loopback(host) else "0"
    parent = os.getpid()

    def load_in_worker() -> Any:
        end_with_parent(parent)
        return load()

    server = Server(
        "teamlet.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        runtime_blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        backlog=1024,
        backpressure=256,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        ssl_cert=certificate,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    if on_shutdown is not None:
        server.on_shutdown(on_shutdown)
    server.serve(target_loader=load_in_worker, wrap_loader=False)
