"""The plain loader: msgspec and executemany (COPY on PostgreSQL), nothing else.

The same columns of the same resources into bare tables, one commit for 25 bundles.  It upserts nothing,
checks no subject, keeps no links, hashes, search keys, labels, look-alikes or audit, and stops at the
first odd file: the limit that the product's import is measured against.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from teamlet.bridges.fhir.kinds import KINDS
from teamlet.bridges.fhir.resources.medication import medicine_of
from teamlet.bridges.fhir.resources.named import full_name
from teamlet.bridges.fhir.shapes import code_in, coding_of, words_of

TABLES = {
    "people": "id text primary key, given text, family text, birth_date text, sex text, language text, active bool",
    "identifiers": "person text, system text, value text",
    "points": "person text, kind text, value text",
    "named": "id text, name text, number text",
    "conditions": "id text primary key, person text, system text, code text, display text, state text,"
    " verification text, began text, ended text, encounter text",
    "readings": "id text primary key, person text, system text, code text, display text, category text, value numeric,"
    " comparator text, unit text, words text, at text, status text, panel text",
    "medicines": "id text primary key, person text, system text, code text, display text, state text, written text,"
    " dose text, encounter text",
    "encounters": "id text primary key, person text, kind text, class text, state text, began text, ended text,"
    " reason text, practitioner text, organization text",
    "members": "id text primary key, person text, name text, role text",
    "targets": "id text primary key, person text, words text, state text",
    "plans": "id text primary key, person text, title text, state text, began text, ended text, activities text",
}  # fmt: skip
OF_A_PERSON = ("conditions", "readings", "medicines", "encounters", "members", "targets", "plans")


class Held(msgspec.Struct, gc=False):
    resource: msgspec.Raw


class Bundle(msgspec.Struct):
    entry: list[Held]


_BUNDLE = msgspec.json.Decoder(Bundle)
_KIND = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')


def ref(reference: Any) -> str:
    return reference.reference.rsplit(":", 1)[-1].rsplit("/", 1)[-1] if reference and reference.reference else ""


def instant(text: str | None) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat() if text else ""


def rows_of(data: bytes, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for held in _BUNDLE.decode(data).entry:
        found = _KIND.match(memoryview(held.resource))
        kind = found[1].decode() if found else ""
        if kind not in KINDS:
            continue
        r = KINDS[kind].decoder.decode(held.resource)
        match kind:
            case "Patient":
                name = r.name[0]
                language = words_of(r.communication[0].language) if r.communication else ""
                rows["people"].append(
                    (r.id, " ".join(g for g in name.given if g), name.family, r.birthDate, r.gender, language, True)
                )
                rows["identifiers"] += [(r.id, i.system, i.value) for i in r.identifier]
                rows["points"] += [(r.id, t.system, t.value) for t in r.telecom]
                rows["points"] += [(r.id, "postal", ", ".join(line or "" for line in a.line)) for a in r.address]
            case "Practitioner":
                rows["named"].append((r.id, full_name(r.name), r.identifier[0].value if r.identifier else ""))
            case "Organization":
                rows["named"].append((r.id, r.name, r.identifier[0].value if r.identifier else ""))
            case "Condition":
                rows["conditions"].append(
                    (r.id, ref(r.subject), *coding_of(r.code), words_of(r.code), code_in(r.clinicalStatus),
                     code_in(r.verificationStatus), (r.onsetDateTime or "")[:10], (r.abatementDateTime or "")[:10],
                     ref(r.encounter))
                )  # fmt: skip
            case "Observation":
                category = r.category[0].coding[0].code if r.category and r.category[0].coding else ""
                at = instant(r.effectiveDateTime)
                for number, part in enumerate(r.component or [r]):
                    quantity = part.valueQuantity
                    rows["readings"].append(
                        (f"{r.id}#{number}" if r.component else r.id, ref(r.subject), *coding_of(part.code),
                         words_of(part.code), category, quantity.value if quantity else None,
                         quantity.comparator if quantity else None, quantity.code if quantity else None,
                         words_of(part.valueCodeableConcept), at, r.status, r.id if r.component else "")
                    )  # fmt: skip
            case "MedicationRequest":
                doses = "; ".join(d.text or "" for d in r.dosageInstruction)
                rows["medicines"].append(
                    (r.id, ref(r.subject), *medicine_of(r.medicationCodeableConcept), r.status,
                     (r.authoredOn or "")[:10], doses, ref(r.encounter))
                )  # fmt: skip
            case "Encounter":
                rows["encounters"].append(
                    (r.id, ref(r.subject), words_of(r.type[0]) if r.type else "", r.class_.code if r.class_ else "",
                     r.status, instant(r.period.start), instant(r.period.end),
                     words_of(r.reasonCode[0]) if r.reasonCode else "",
                     ref(r.participant[0].individual) if r.participant else "", ref(r.serviceProvider))
                )  # fmt: skip
            case "CareTeam":
                rows["members"] += [
                    (f"{r.id}#{number}", ref(r.subject), p.member.display if p.member else "",
                     words_of(p.role[0]) if p.role else "")
                    for number, p in enumerate(r.participant)
                ]  # fmt: skip
            case "Goal":
                rows["targets"].append((r.id, ref(r.subject), words_of(r.description), r.lifecycleStatus))
            case "CarePlan":
                activities = [words_of(a.detail.code) for a in r.activity if a.detail]
                rows["plans"].append(
                    (r.id, ref(r.subject), words_of(r.category[0]) if r.category else "", r.status,
                     (r.period.start or "")[:10] if r.period else "", (r.period.end or "")[:10] if r.period else "",
                     json.dumps(activities))
                )  # fmt: skip


def load_sqlite(files: list[Path], database: Path) -> None:
    import teamlet  # noqa: F401  (puts the same SQLite under the standard name)

    sqlite = sys.modules["sqlite3"]
    connection = sqlite.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
    for table in OF_A_PERSON:
        connection.execute(f"CREATE INDEX {table}_of_a_person ON {table} (person)")
    for start in range(0, len(files), 25):
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        for path in files[start : start + 25]:
            rows_of(path.read_bytes(), rows)
        connection.execute("BEGIN IMMEDIATE")
        for table, held in rows.items():
            if held:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(held[0]))})", held)
        connection.execute("COMMIT")
    connection.close()


def load_postgres(files: list[Path], url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS plain CASCADE")
        connection.execute("CREATE SCHEMA plain")
        connection.execute("SET search_path TO plain")
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
        for table in OF_A_PERSON:
            connection.execute(f"CREATE INDEX {table}_of_a_person ON {table} (person)")
        for start in range(0, len(files), 25):
            rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
            for path in files[start : start + 25]:
                rows_of(path.read_bytes(), rows)
            with connection.transaction(), connection.cursor() as cursor:
                for table, held in rows.items():
                    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                        for row in held:
                            copy.write_row(row)
