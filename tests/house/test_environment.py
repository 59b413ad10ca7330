"""The stage on which all tests run."""

from __future__ import annotations

import os
import socket

import pytest


def test_a_test_home_is_never_the_real_one():
    assert "teamlet-test-" in os.environ["TEAMLET_HOME"]
    assert os.environ["TEAMLET_TESTING"] == "1"


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_nothing_beyond_loopback_can_be_reached(host):
    with pytest.raises(AssertionError, match="loopback only"):
        socket.create_connection((host, 443), timeout=1)


def test_loopback_can_be_reached():
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.create_connection(server.getsockname(), timeout=5) as here:
        assert here.getpeername() == server.getsockname()


def test_sqlite_is_newer_than_the_distributions():
    import sqlite3

    assert sqlite3.sqlite_version_info >= (3, 51, 3)
