"""`teamlet audit verify`, `backup`, `restore`, `check` and `docs generate`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from teamlet.cli.console import Console
from teamlet.cli.start import guard_clock, open_database, set_up
from teamlet.ground.operations.halt import Halt


def check(arguments: argparse.Namespace, console: Console) -> int:
    """Look at the engine, the home folder, the database, its schema and its triggers; 1 when something is wrong."""
    set_up()
    from teamlet.ground.operations.check import Finding, findings

    found = findings()
    try:
        guard_clock(schema_is_there=not any(finding.name == "schema" and finding.trouble for finding in found))
    except Halt as halt:
        found.append(Finding("clock", "", halt.message))
    wrong = [finding for finding in found if finding.trouble]
    for finding in found:
        console.say(f"  {'✗' if finding.trouble else '✓'} {finding.name:<10} {finding.trouble or finding.said}")
    for finding in wrong:
        console.progress(f"teamlet: {finding.trouble}")
    console.result(
        {
            "ok": not wrong,
            "checks": [
                {"name": item.name, "ok": not item.trouble, "said": item.trouble or item.said} for item in found
            ],
        }
    )
    return 1 if wrong else 0


def verify_audit(arguments: argparse.Namespace, console: Console) -> int:
    """Prove the audit trail; 1 when something is wrong.  A sound trail is anchored afterwards."""
    open_database(console)
    from teamlet.ground.audit.anchors import append_anchors
    from teamlet.ground.audit.verify import verify
    from teamlet.records.practice.queries import all_practices

    began = time.monotonic()
    verdict = verify(progress=_each_hundred_thousand(console))
    seconds = time.monotonic() - began
    keys = {practice.pk: practice.key for practice in all_practices()} | {0: "(installation)"}
    for chain in verdict.chains:
        anchored = f"last anchor {chain.anchored_at}" if chain.anchored_at else "no anchor yet"
        name = keys.get(chain.practice, f"practice {chain.practice}")
        console.say(f"  {name:<16} {chain.events:>9} events, {chain.after_anchor} after the last anchor ({anchored})")
    for finding in verdict.findings:
        where = "" if finding.practice is None else f"{keys.get(finding.practice, f'practice {finding.practice}')}: "
        console.say(f"  ✗ {where}{finding.sentence}")
    console.say(f"{verdict.events} events in {seconds:.1f} s; {verdict.after_anchor} lie after the last anchor.")
    console.say(
        "The trail is whole." if verdict.is_sound else f"The trail is NOT whole: {len(verdict.findings)} places."
    )
    if verdict.is_sound:
        append_anchors()
    console.result(
        {
            "ok": verdict.is_sound,
            "events": verdict.events,
            "after_last_anchor": verdict.after_anchor,
            "practices": [
                {
                    "practice": keys.get(chain.practice, str(chain.practice)),
                    "events": chain.events,
                    "after_last_anchor": chain.after_anchor,
                    "last_anchor": chain.anchored_at,
                }
                for chain in verdict.chains
            ],
            "findings": [
                {
                    "practice": keys.get(finding.practice, str(finding.practice))
                    if finding.practice is not None
                    else None,
                    "number": finding.number or None,
                    "what": finding.what,
                    "message": finding.sentence,
                }
                for finding in verdict.findings
            ],
            "seconds": round(seconds, 3),
        }
    )
    return 0 if verdict.is_sound else 1


def _each_hundred_thousand(console: Console) -> Callable[[int], None]:
    told = 0

    def progress(done: int) -> None:
        nonlocal told
        if done // 100_000 > told:
            told = done // 100_000
            console.progress(f"{done} events …")

    return progress


def back_up(arguments: argparse.Namespace, console: Console) -> int:
    """Write a verified backup."""
    open_database(console)
    from teamlet.ground.access.principal import installation
    from teamlet.ground.operations.actions import note_backup
    from teamlet.ground.operations.backup import write_backup

    began = time.monotonic()
    console.progress("Writing the backup and reading it again …")
    done = write_backup(arguments.file)
    note_backup(fingerprint=done.fingerprint, rows=done.rows, by=installation("command"))
    console.say(f"{done.path}: {done.rows} rows, {done.documents} documents, {done.size / 1e6:.1f} MB, verified.")
    console.say(f"It opens only with the key {done.key}. Keep a copy of that key away from this machine.")
    console.result(
        {
            "ok": True,
            "file": str(done.path),
            "bytes": done.size,
            "engine": done.engine,
            "rows": done.rows,
            "documents": done.documents,
            "counts": done.counts,
            "key": str(done.key),
            "key_fingerprint": done.fingerprint,
            "seconds": round(time.monotonic() - began, 3),
        }
    )
    return 0


def restore(arguments: argparse.Namespace, console: Console) -> int:
    """Put a backup in place; on a terminal ask before replacing what is here."""
    set_up()
    guard_clock(schema_is_there=False)
    from teamlet.ground.operations.restore import restore_backup

    began = time.monotonic()
    may_replace = (lambda: True) if arguments.yes or not sys.stdin.isatty() else _ask
    done = restore_backup(arguments.file, say=console.progress, may_replace=may_replace)
    rows = sum(done.counts.values())
    console.say(f"Restored the backup of {done.made_at}: {rows} rows, {done.documents} documents.")
    if done.safety:
        console.say(f"What was here before is in {done.safety}.")
    console.say(
        f"This is epoch {done.epoch}: everybody signs in again, and the worker is held. Start web and worker anew;\n"
        "when you have looked around, let the worker begin: teamlet worker release"
    )
    console.result(
        {
            "ok": True,
            "rows": rows,
            "documents": done.documents,
            "counts": done.counts,
            "made_at": done.made_at,
            "epoch": done.epoch,
            "worker": "held",
            "safety_backup": str(done.safety) if done.safety else None,
            "migrated": list(done.migrated),
            "seconds": round(time.monotonic() - began, 3),
        }
    )
    return 0


def _ask() -> bool:
    sys.stderr.write("This replaces everything here (a safety backup is made first). Type yes to go on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def generate_docs(arguments: argparse.Namespace, console: Console) -> int:
    """Write the generated pages, or with ``--check`` only say which are not current."""
    set_up()
    from teamlet.cli.docs import ROOT, texts

    if not (ROOT / "docs").is_dir():
        raise Halt("The documentation's sources are not here: this is no checkout of the repository.")
    old = [(path, text) for path, text in texts() if not path.is_file() or path.read_text() != text]
    names = [path.relative_to(ROOT).as_posix() for path, _ in old]
    if arguments.check and old:
        raise Halt(f"Not current: {', '.join(names)}. Run: teamlet docs generate")
    for path, text in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
        console.say(f"wrote {path.relative_to(ROOT)}")
    console.result({"ok": True, "written": names})
    return 0
