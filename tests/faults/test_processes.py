"""The product's processes: they start, stop in order, come back, and never outlive their parent."""

from __future__ import annotations

import json
import os
import signal
import ssl
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from tests.installations import (
    Installation,
    free_port,
    get,
    listeners,
    wait_until_ready,
)

pytestmark = pytest.mark.fault


@pytest.fixture(autouse=True)
def practice(installation: Installation) -> None:
    """A practice that is no demo: `run` then serves it as it is."""
    installation.json("practice", "create", "cedar", "--name", "Cedar")


def tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def all_gone(processes: list[psutil.Process], seconds: float = 5) -> bool:
    _, alive = psutil.wait_procs(processes, seconds)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


def wait_for_worker(port: int, state: str, seconds: float = 20) -> dict:
    deadline = time.monotonic() + seconds
    seen = {}
    while time.monotonic() < deadline:
        seen = json.loads(get(f"http://127.0.0.1:{port}/health/ready")[1] or "{}")
        if seen.get("worker", {}).get("state") == state:
            return seen
        time.sleep(0.1)
    raise AssertionError(f"the worker is not {state}: {seen}")


def test_run_serves_both_names_with_a_worker_and_stops_in_order(installation):
    port = free_port()
    run = installation.start("run", "--port", port)
    wait_until_ready(port, run)
    assert get(f"http://localhost:{port}/health/live")[0] == 200
    wait_for_worker(port, "running")
    processes = tree(run.pid)
    assert len(processes) == 5  # run, serve and its two workers, worker
    run.send_signal(signal.SIGTERM)
    assert run.wait(30) == 0
    assert all_gone(processes)
    log = installation.home.with_name("home.run.log")
    assert f"Teamlet serves http://localhost:{port}" in log.read_text()
    assert [line["event"] for line in lines(log) if line["process"] == "worker"][-1] == "worker stopped"
    # Stopped in order: the last anchor saw everything.
    assert installation.json("audit", "verify")["after_last_anchor"] == 0


@pytest.mark.parametrize("which", ["run", "serve"])
def test_no_child_outlives_a_killed_parent(installation, which):
    port = free_port()
    started = installation.start(which, "--port", port)
    wait_until_ready(port, started)
    if which == "run":
        wait_for_worker(port, "running")
    processes = tree(started.pid)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert all_gone(processes)
    assert listeners(port) == set()


def test_run_brings_back_what_dies(installation):
    port = free_port()
    run = installation.start("run", "--port", port)
    wait_until_ready(port, run)
    wait_for_worker(port, "running")
    for name in ("serve", "worker"):
        victim = next(child for child in psutil.Process(run.pid).children() if name in child.cmdline())
        victim.kill()
        psutil.wait_procs([victim], 5)
        wait_until_ready(port, run)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and len(tree(run.pid)) < 5:
        time.sleep(0.1)
    assert len(tree(run.pid)) == 5


def test_a_run_whose_child_cannot_live_ends_with_the_reason(installation):
    """The database becomes newer while it runs: web and worker refuse to start again, and `run` says so."""
    port = free_port()
    run = installation.start("run", "--port", port)
    wait_until_ready(port, run)
    wait_for_worker(port, "running")
    installation.query(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0999_x', '2027-01-01 00:00:00')"
    )
    victim = next(child for child in psutil.Process(run.pid).children() if "worker" in child.cmdline())
    victim.kill()
    assert run.wait(60) == 1
    said = installation.home.with_name("home.run.log").read_text()
    assert "newer than this Teamlet" in said
    assert "The worker ends again and again" in said
    assert listeners(port) == set()


def test_a_request_under_way_is_finished_when_the_server_stops(installation):
    """SIGTERM in the middle of twenty requests: each that was taken is answered."""
    port = free_port()
    web = installation.serve(port)
    answers: list[int] = []

    def ask() -> None:
        answers.append(get(f"http://127.0.0.1:{port}/health/ready")[0])

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    web.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert web.wait(30) == 0
    assert set(answers) <= {200, 0}
    assert listeners(port) == set()


def test_serving_over_tls(installation, tmp_path):
    certificate, key = make_certificate(tmp_path)
    port = free_port()
    web = installation.start("serve", "--port", port, "--tls-cert", certificate, "--tls-key", key)
    trust = ssl.create_default_context(cafile=certificate)
    deadline = time.monotonic() + 30
    status = 0
    while status != 200 and time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"https://localhost:{port}/health/live", context=trust, timeout=5) as answer:
                status = answer.status
        except OSError:
            time.sleep(0.1)
    assert status == 200
    assert get(f"http://localhost:{port}/health/live")[0] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--tls-cert", "CERTIFICATE"], "belong together"),
        (["--tls-cert", "CERTIFICATE", "--tls-key", "OTHER"], "not a certificate and its key"),
        (["--tls-cert", "CERTIFICATE", "--tls-key", "/no/such.pem"], "There is no file"),
        (["--host", "no.such.host.invalid"], "no address"),
        (["--host", "192.0.2.1"], "not an address of this machine"),
    ],
    ids=["no key", "another key", "no file", "no host", "not ours"],
)
def test_what_cannot_be_served_is_told(installation, tmp_path, options, words):
    certificate, key = make_certificate(tmp_path)
    other = make_certificate(tmp_path, "other")[1]
    names = {"CERTIFICATE": certificate, "KEY": key, "OTHER": other}
    done = installation.run("serve", "--port", free_port(), *[names.get(option, option) for option in options])
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def make_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


def test_one_log_line_per_request_with_an_id_and_nothing_else(installation):
    port = free_port()
    web = installation.serve(port)
    for address in ("/health/live", "/practice/cedar/nothing/here?name=Rosa", "/sign-in/?next=/practice/cedar/x"):
        get(f"http://127.0.0.1:{port}{address}")
    web.send_signal(signal.SIGTERM)
    web.wait(30)
    log = installation.home.with_name("home.serve.log")
    requests = [line for line in lines(log) if line["event"] == "request"]
    assert len({line["id"] for line in requests}) == len(requests) >= 4
    assert [line["status"] for line in requests if line["page"] == "operations:live"] == [200]
    for word in ("Rosa", "name=", "next="):
        assert word not in log.read_text()
