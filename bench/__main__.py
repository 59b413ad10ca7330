"""Run every bench of this folder, or those named: ``python -m bench [pages take_home import]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the benches one after the other; each prints its own table."""
    wanted = set(sys.argv[1:])
    failed = 0
    for bench in sorted(HERE.glob("bench_*.py")):
        name = bench.stem.removeprefix("bench_")
        if not wanted or name in wanted:
            print(f"\n── {name}", flush=True)
            failed |= subprocess.run([sys.executable, str(bench)], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
