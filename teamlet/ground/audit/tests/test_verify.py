"""The proof of the audit trail: it passes when nothing happened, and names the place when something did."""

from __future__ import annotations

import random

import pytest
from django.db import DatabaseError, connection, transaction

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import record_read
from teamlet.ground.audit.anchors import anchor_file, append_anchors, mark_restored, read_anchors
from teamlet.ground.audit.chain import link
from teamlet.ground.audit.triggers import triggers_dropped
from teamlet.ground.audit.verify import What, verify

COLUMNS = (
    "practice_id, number, at, verb, user_id, membership_id, actor, about, about_oid,"
    " patient_oid, request_id, detail, previous_hash, hash"
)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def write(practice: int, events: int) -> None:
    by = Principal(practice_id=practice, practice_key="cedar", name="Ana Ruiz", user_id=7, membership_id=8)
    for number in range(events):
        record_read(
            "patients.read_chart", about="patients.patient", about_oid=f"p{number}", patient_oid=f"p{number}", by=by
        )


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def tamper(*statements: tuple) -> None:
    with triggers_dropped():
        for sql, *values in statements:
            run(sql, *values)


def places() -> list[tuple[str, int | None, int]]:
    return [(finding.what.value, finding.practice, finding.number) for finding in verify().findings]


@pytest.fixture
def two_chains(db):
    write(1, 12)
    write(2, 5)


def test_a_trail_that_nobody_touched_is_whole(two_chains):
    verdict = verify()
    assert verdict.findings == []
    assert [(chain.practice, chain.events) for chain in verdict.chains] == [(1, 12), (2, 5)]
    assert verdict.events == 17


def test_it_says_how_many_events_lie_after_the_last_anchor(two_chains):
    assert verify().after_anchor == 17
    assert append_anchors() == 2
    assert verify().after_anchor == 0
    write(2, 3)
    verdict = verify()
    assert [(chain.practice, chain.after_anchor) for chain in verdict.chains] == [(1, 0), (2, 3)]
    assert append_anchors() == 1


def test_instants_without_microseconds_verify_on_both_databases(db, at):
    at("2026-11-23T09:00")
    write(1, 2)
    assert verify().findings == []


MIDDLE = "practice_id = 1 AND number = 6"
LAST = "practice_id = 1 AND number = 12"
TAMPERINGS = {
    "edit": ([("UPDATE audit_event SET actor = 'Somebody Else' WHERE " + MIDDLE,)], [("changed", 1, 6)]),
    "edit of the first": (
        [("UPDATE audit_event SET detail = '{\"n\":1}' WHERE practice_id = 1 AND number = 1",)],
        [("changed", 1, 1)],
    ),
    "edit of the last": ([("UPDATE audit_event SET verb = 'x.y' WHERE " + LAST,)], [("changed", 1, 12)]),
    "edit of when": (
        [("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE " + MIDDLE,)],
        [("changed", 1, 6)],
    ),
    "edit of whom": ([("UPDATE audit_event SET user_id = NULL WHERE " + MIDDLE,)], [("changed", 1, 6)]),
    "edit of the hash": ([("UPDATE audit_event SET hash = previous_hash WHERE " + MIDDLE,)], [("changed", 1, 6)]),
    "deletion": ([("DELETE FROM audit_event WHERE " + MIDDLE,)], [("missing", 1, 6)]),
    "deletion of the first": (
        [("DELETE FROM audit_event WHERE practice_id = 1 AND number = 1",)],
        [("missing", 1, 1)],
    ),
    "deletion of two": (
        [("DELETE FROM audit_event WHERE practice_id = 1 AND number IN (4, 5)",)],
        [("missing", 1, 4), ("missing", 1, 5)],
    ),
    "deletion of the last": ([("DELETE FROM audit_event WHERE " + LAST,)], [("missing", 1, 12)]),
    "all of a practice": (
        [("DELETE FROM audit_event WHERE practice_id = 2",), ("DELETE FROM audit_head WHERE practice_id = 2",)],
        [("missing", 2, number) for number in range(1, 6)],
    ),
    "insertion before the first": (
        [
            (
                f"INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS.replace('number', '0')} FROM audit_event WHERE {MIDDLE}",
            )
        ],
        [("added", 1, 0)],
    ),
    "insertion after the last": (
        [
            (
                f"INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS.replace('number', '13')} FROM audit_event WHERE {LAST}",
            )
        ],
        [("changed", 1, 13), ("after-head", 1, 13)],
    ),
    "insertion into a new chain": (
        [
            (
                f"INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS.replace('practice_id', '9')} FROM audit_event WHERE {LAST}",
            )
        ],
        [*[("missing", 9, number) for number in range(1, 12)], ("changed", 9, 12)]
        + [("after-head", 9, number) for number in range(1, 13)],
    ),
    "swap": (
        [
            ("UPDATE audit_event SET number = -1 WHERE practice_id = 1 AND number = 4",),
            ("UPDATE audit_event SET number = 4 WHERE practice_id = 1 AND number = 8",),
            ("UPDATE audit_event SET number = 8 WHERE practice_id = 1 AND number = -1",),
        ],
        [("changed", 1, 4), ("changed", 1, 8)],
    ),
    "move to another practice": (
        [("UPDATE audit_event SET practice_id = 2, number = 6 WHERE " + LAST,)],
        [("missing", 1, 12), ("changed", 2, 6), ("after-head", 2, 6)],
    ),
    "tail cut, head mended": (
        [
            ("DELETE FROM audit_event WHERE practice_id = 1 AND number > 9",),
            (
                (
                    "UPDATE audit_head SET count = 9, hash = (SELECT hash FROM audit_event WHERE practice_id = 1"
                    " AND number = 9) WHERE practice_id = 1"
                ),
            ),
        ],
        [("missing", 1, 10), ("missing", 1, 11), ("missing", 1, 12)],
    ),
    "head alone": ([("UPDATE audit_head SET hash = '' WHERE practice_id = 1",)], [("head", 1, 12)]),
    "head shortened": (
        [("UPDATE audit_head SET count = 11 WHERE practice_id = 1",)],
        [("after-head", 1, 12)],
    ),
}


@pytest.mark.parametrize("case", TAMPERINGS)
def test_each_tampering_is_named_with_its_row(two_chains, case):
    append_anchors()
    statements, expected = TAMPERINGS[case]
    tamper(*statements)
    assert places() == expected


def test_a_row_rewritten_with_a_fitting_hash_breaks_the_link_after_it(two_chains):
    rewrite(6)
    assert places() == [("out-of-chain", 1, 7)]
    assert verify().findings[0].sentence == "event 7 does not follow event 6: one of the two was replaced"


def rewrite(first: int) -> None:
    """Change event ``first`` of practice 1 as somebody would who knows the hash function."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM audit_event WHERE practice_id = 1 AND number = %s", [first])
        row = list(cursor.fetchone())
    from datetime import UTC

    row[2] = row[2].replace(tzinfo=UTC) if row[2].tzinfo is None else row[2]
    row[6] = "Somebody Else"
    tamper(
        (
            "UPDATE audit_event SET actor = %s, hash = %s WHERE practice_id = 1 AND number = %s",
            row[6],
            link(row[12], tuple(row[:13])),
            first,
        )
    )


def test_a_last_row_rewritten_with_head_is_seen_by_its_anchor_only(two_chains):
    """What an anchor is for: without one, whoever writes chain and head leaves no trace."""
    rewrite(12)
    mend = "UPDATE audit_head SET hash = (SELECT hash FROM audit_event WHERE practice_id = 1 AND number = 12) WHERE practice_id = 1"
    run(mend)
    assert places() == []
    write(1, 1)
    append_anchors()
    rewrite(13)
    run(mend.replace("12", "13"))
    assert places() == [("not-as-anchored", 1, 13)]


def test_a_tail_cut_after_the_anchor_goes_unnoticed_and_that_is_why_the_count_is_printed(two_chains):
    append_anchors()
    write(1, 2)
    assert verify().after_anchor == 2
    tamper(
        ("DELETE FROM audit_event WHERE practice_id = 1 AND number > 12",),
        (
            (
                "UPDATE audit_head SET count = 12, hash = (SELECT hash FROM audit_event WHERE practice_id = 1"
                " AND number = 12) WHERE practice_id = 1"
            ),
        ),
    )
    assert places() == []


def test_missing_triggers_are_named(two_chains):
    run("DROP TRIGGER audit_event_no_delete" + (" ON audit_event" if connection.vendor == "postgresql" else ""))
    assert [finding.sentence for finding in verify().findings] == [
        "a trigger that keeps the trail append-only is missing: audit_event_no_delete"
    ]


@pytest.mark.parametrize("sql", ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"])
def test_the_triggers_refuse_both_verbs(two_chains, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert verify().events == 17


def test_random_single_tamperings_are_all_found(two_chains):
    chance = random.Random(20261121)
    columns = {"verb": "z", "actor": "z", "about": "z", "about_oid": "z", "patient_oid": "z", "request_id": "z",
               "detail": "{}x", "previous_hash": "z", "hash": "z", "user_id": 99, "membership_id": 99}  # fmt: skip
    append_anchors()
    for _ in range(150):
        number = chance.randint(1, 12)
        column = chance.choice(sorted(columns))
        with transaction.atomic():
            if chance.random() < 0.25:
                tamper(("DELETE FROM audit_event WHERE practice_id = 1 AND number = %s", number))
            else:
                tamper(
                    (
                        f"UPDATE audit_event SET {column} = %s WHERE practice_id = 1 AND number = %s",
                        columns[column],
                        number,
                    )
                )
            assert (1, number) in {(finding.practice, finding.number) for finding in verify().findings}
            transaction.set_rollback(True)
    assert verify().findings == []


def test_anchors_survive_a_half_written_line(two_chains):
    append_anchors()
    with anchor_file().open("ab") as file:
        file.write(b'{"at": "2026-')
    write(1, 1)
    assert append_anchors() == 1
    assert read_anchors().damaged == [3]
    assert read_anchors().last[1][0] == 13
    assert places() == [(What.ANCHOR_FILE.value, None, 3)]


def test_after_a_restore_earlier_anchors_no_longer_bind(two_chains):
    write(1, 3)
    append_anchors()
    tamper(
        ("DELETE FROM audit_event WHERE practice_id = 1 AND number > 12",),
        (
            (
                "UPDATE audit_head SET count = 12, hash = (SELECT hash FROM audit_event WHERE practice_id = 1"
                " AND number = 12) WHERE practice_id = 1"
            ),
        ),
    )
    assert verify().findings != []
    mark_restored(2)
    assert verify().findings == []
    assert append_anchors() == 2


def test_the_anchor_file_is_its_owners_only(two_chains):
    append_anchors()
    assert anchor_file().stat().st_mode & 0o077 == 0
