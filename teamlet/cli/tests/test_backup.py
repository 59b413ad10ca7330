"""Backup and restore, by the real commands, on both databases: everything comes back, nothing goes out."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import threading
import time

import pytest

from tests.installations import POSTGRES, Installation, empty_installation

#: Emptied by a restore, or grown by recording it.
OTHERWISE = {"access_session", "jobs_heartbeat", "jobs_installation", "jobs_job", "jobs_schedule", "audit_event",
             "audit_head", "sqlite_sequence", "shared_cache"}  # fmt: skip


@pytest.fixture(scope="module")
def original(migrated: Installation, tmp_path_factory):
    """A practice with two people, a document and a backup of it all; never changed, only copied."""
    here = migrated.copy(tmp_path_factory.mktemp("lived-in") / "home")
    here.json("practice", "create", "cedar", "--name", "Cedar")
    for name in ("ana", "bo"):
        here.json(
            "user", "create", f"{name}@cedar.example", "--practice", "cedar", "--role", "nurse", "--password-stdin",
            typed="walk after dinner, three days\n",
        )  # fmt: skip
    (here.home / "documents" / "pages").mkdir(parents=True)
    (here.home / "documents" / "pages" / "a.pdf").write_bytes(b"%PDF-1.7 page" * 1000)
    assert here.json("backup", here.home.parent / "cedar.backup")["ok"]
    yield here
    here.close()


@pytest.fixture
def lived_in(original: Installation, tmp_path):
    """A copy of it for one test."""
    here = original.copy(tmp_path / "lived-in")
    yield here
    here.close()


def tables(where: Installation) -> list[str]:
    sql = (
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if POSTGRES
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return sorted({row[0] for row in where.query(sql)} - OTHERWISE)


def contents(where: Installation) -> dict[str, list[tuple]]:
    """Every row of every table, as the database gives it."""
    return {table: sorted(where.query(f'SELECT * FROM "{table}"'), key=repr) for table in tables(where)}


def fresh(where: Installation, path, *, key: bool = True) -> Installation:
    """An empty installation that has at most the backup key of ``where``."""
    made = empty_installation(path)
    (path / "keys").mkdir(parents=True)
    if key:
        shutil.copy(where.home / "keys" / "backup_key", path / "keys" / "backup_key")
    return made


@pytest.fixture
def backup(original: Installation, tmp_path):
    return shutil.copy(original.home.parent / "cedar.backup", tmp_path / "cedar.backup")


def test_a_backup_comes_back_whole_into_an_empty_installation(lived_in, backup, tmp_path):
    before = contents(lived_in)
    new = fresh(lived_in, tmp_path / "new")
    try:
        said = new.json("restore", backup)
        assert contents(new) == before
        assert said["safety_backup"] is None
        assert said["documents"] == 1
        assert {table: said["counts"][table] for table in before} == {
            table: len(rows) for table, rows in before.items()
        }
        assert (new.home / "documents" / "pages" / "a.pdf").read_bytes() == b"%PDF-1.7 page" * 1000
        assert (new.home / "keys" / "secret_key").read_text() == (lived_in.home / "keys" / "secret_key").read_text()
        assert new.json("audit", "verify")["ok"]
        # New rows are numbered after the restored ones.
        new.json("practice", "create", "juniper", "--name", "Juniper")
        assert new.query("SELECT count(*), count(DISTINCT id) FROM practice_practice") == [(2, 2)]
    finally:
        new.close()


def test_a_restore_begins_an_epoch_with_the_worker_held_and_nobody_signed_in(lived_in, backup):
    lived_in.query(
        "INSERT INTO access_session (session_key, session_data, expire_date) VALUES ('k', 'd', '2099-01-01 00:00:00')"
    )
    said = lived_in.json("restore", backup)
    assert (said["epoch"], said["worker"]) == (2, "held")
    assert lived_in.query("SELECT epoch, held_reason FROM jobs_installation") == [(2, "restored")]
    assert lived_in.query("SELECT count(*) FROM access_session") == [(0,)]
    # The held worker does nothing, however long it runs.
    assert lived_in.run("worker", "--once").returncode == 0
    assert lived_in.query("SELECT count(*) FROM jobs_job") == [(0,)]
    released = lived_in.json("worker", "release")
    assert (released["was_held"], released["messages_wait"]) == (True, ["cedar"])
    held = "SELECT reason FROM outreach_hold WHERE released_at IS NULL"
    assert lived_in.query(held) == [("outreach.restored",)]
    again = lived_in.json("worker", "release")
    assert (again["was_held"], again["messages_wait"]) == (False, [])
    assert lived_in.query(held) == [("outreach.restored",)]
    assert lived_in.run("worker", "--once").returncode == 0
    assert lived_in.query("SELECT count(*) > 0 FROM jobs_job") == [(True,)]
    assert lived_in.json("restore", backup)["epoch"] == 3


def test_what_was_here_goes_into_a_safety_backup_first(lived_in, backup):
    lived_in.json("practice", "create", "juniper", "--name", "Juniper")
    said = lived_in.json("restore", backup)
    assert lived_in.query("SELECT key FROM practice_practice") == [("cedar",)]
    back = lived_in.json("restore", said["safety_backup"])
    assert sorted(lived_in.query("SELECT key FROM practice_practice")) == [("cedar",), ("juniper",)]
    assert back["epoch"] == 3
    assert lived_in.json("audit", "verify")["ok"]


def test_nothing_of_the_practice_can_be_read_in_the_file(lived_in, backup):
    sealed = backup.read_bytes()
    for secret in (
        b"cedar",
        b"ana@",
        b"SQLite format",
        b"%PDF",
        (lived_in.home / "keys" / "backup_key").read_bytes()[:20],
    ):
        assert secret not in sealed
    assert backup.stat().st_mode & 0o077 == 0


def assert_refused(where: Installation, path, words: str) -> None:
    before, keys = contents(where), sorted(file.name for file in (where.home / "keys").iterdir())
    done = where.run("restore", path, "--json")
    assert done.returncode == 1
    assert words in json.loads(done.stdout.splitlines()[-1])["error"]
    assert "Traceback" not in done.stderr
    assert contents(where) == before
    assert sorted(file.name for file in (where.home / "keys").iterdir()) == keys
    assert where.query("SELECT count(*) FROM jobs_installation WHERE held_since IS NOT NULL") == [(0,)]
    assert not list(where.home.glob(".sealing-*"))


def test_another_key_is_told_and_nothing_changes(lived_in, backup, tmp_path):
    (lived_in.home / "keys" / "backup_key").write_text("ab" * 32)
    assert_refused(lived_in, backup, "made with another key")


@pytest.mark.parametrize("key", ["", "abc", "zz" * 32, "\ufeff"])
def test_a_key_file_that_is_none_is_told(lived_in, backup, key):
    (lived_in.home / "keys" / "backup_key").write_text(key)
    assert_refused(lived_in, backup, "does not hold a backup key")


def test_a_missing_key_is_told(lived_in, backup, tmp_path):
    new = fresh(lived_in, tmp_path / "new", key=False)
    try:
        done = new.run("restore", backup)
        assert done.returncode == 1
        assert "The backup key is not here" in done.stderr
        assert not (new.home / "keys" / "backup_key").exists()
    finally:
        new.close()


def test_every_kind_of_damage_is_told_and_nothing_changes(lived_in, backup, tmp_path):
    whole = backup.read_bytes()
    first = whole.index(b"\n", 20) + 1
    chance = random.Random(8)
    cases = {
        "empty": b"",
        "other file": b"PK\x03\x04" + whole[4:],
        "cut in the header": whole[:30],
        "cut in the first chunk": whole[: first + 100],
        "last byte missing": whole[:-1],
        "one byte more": whole + b"\0",
        "twice": whole + whole,
        "header changed": whole.replace(b'"created_at": "20', b'"created_at": "30', 1),
        "length changed": whole[:first] + b"\xff" + whole[first + 1 :],
    }
    for number in range(3):
        place = chance.randrange(first, len(whole))
        cases[f"flipped bit {number}"] = (
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
    from teamlet.ground.operations.backup import unpack
    from teamlet.ground.operations.halt import Halt

    key = bytes.fromhex((lived_in.home / "keys" / "backup_key").read_text())
    path = tmp_path / "damaged.backup"
    for number, damaged in enumerate([*cases.values(), whole]):
        path.write_bytes(damaged)
        place = tmp_path / f"place{number}"
        place.mkdir()
        if damaged == whole:
            assert unpack(path, key, place)["engine"] in {"sqlite", "postgresql"}
        else:
            with pytest.raises(Halt):
                unpack(path, key, place)
    path.write_bytes(whole[:-1])
    assert_refused(lived_in, path, "cut off")


def test_every_single_flipped_bit_of_a_small_stream_is_noticed():
    """Exhaustive, on the sealed stream alone."""
    import io

    from teamlet.ground.operations.halt import Halt
    from teamlet.ground.operations.sealed import Sealer, Unsealer

    key = bytes(range(32))
    target = io.BytesIO()
    with Sealer(target, key) as sealer:
        sealer.write(b"goal first")
    whole = target.getvalue()
    assert Unsealer(io.BytesIO(whole), key).read() == b"goal first"
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            with pytest.raises(Halt):
                Unsealer(io.BytesIO(bytes(changed)), key).read()
    for length in range(len(whole)):
        with pytest.raises(Halt):
            Unsealer(io.BytesIO(whole[:length]), key).read()


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_chunks_of_any_size_come_back_and_none_may_be_left_out(size):
    import io

    from teamlet.ground.operations.halt import Halt
    from teamlet.ground.operations.sealed import CHUNK, Sealer, Unsealer

    key = bytes(32)
    plain = os.urandom(size)
    target = io.BytesIO()
    with Sealer(target, key) as sealer:
        for start in range(0, size, 700_001):
            sealer.write(plain[start : start + 700_001])
    whole = target.getvalue()
    assert Unsealer(io.BytesIO(whole), key).read() == plain
    if size > CHUNK:
        header = whole.index(b"\n", 20) + 1
        without_last = whole[: header + 4 + CHUNK + 16]
        with pytest.raises(Halt, match="cut off"):
            Unsealer(io.BytesIO(without_last), key).read()


def test_something_else_is_never_overwritten(lived_in, tmp_path, backup):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Rosa")
    done = lived_in.run("backup", letter)
    assert done.returncode == 1
    assert letter.read_text() == "Dear Rosa"
    assert lived_in.run("backup", tmp_path).returncode == 1
    old = backup.read_bytes()
    lived_in.json("backup", backup)
    assert backup.read_bytes() != old


def test_a_full_disk_leaves_no_half_backup(lived_in, tmp_path):
    """No file may grow beyond a few kB, as on a disk that is full; SQLite itself needs 32 kB to open its log."""
    limit = 4 if lived_in.database else 40
    target = tmp_path / "full.backup"
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "bash", *lived_in.command("backup", target)],
        env=lived_in.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["lived-in"]
    assert not list(lived_in.home.glob(".sealing-*"))


def test_a_backup_of_a_running_installation_is_one_moment_of_it(lived_in, tmp_path):
    """While rows come in pairs, the backup never holds half a pair."""
    stop = time.monotonic() + 5
    failures: list[Exception] = []

    def write() -> None:
        number = 0
        while time.monotonic() < stop:
            number += 1
            pair = ", ".join(f"(1, 'Site', '', '', '{number:08}{half}')" for half in ("a", "b"))
            try:
                lived_in.query(f"INSERT INTO practice_site (practice_id, name, address, phone, oid) VALUES {pair}")
            except Exception as error:  # noqa: BLE001  (told by the test, whatever it is)
                failures.append(error)
                return

    thread = threading.Thread(target=write)
    thread.start()
    while thread.is_alive():
        said = lived_in.json("backup", tmp_path / "live.backup")
        assert said["counts"]["practice_site"] % 2 == 0
    thread.join()
    assert failures == []
    assert lived_in.query("SELECT count(*) FROM practice_site")[0][0] > 10


def test_a_backup_of_the_other_database_is_told(lived_in, backup, tmp_path):
    if not POSTGRES:
        pytest.skip("needs both databases: runs on the PostgreSQL leg")
    other = Installation(tmp_path / "sqlite")
    (other.home / "keys").mkdir(parents=True)
    shutil.copy(lived_in.home / "keys" / "backup_key", other.home / "keys" / "backup_key")
    done = other.run("restore", backup)
    assert done.returncode == 1
    assert "is of a PostgreSQL installation, and this one uses SQLite" in done.stderr
