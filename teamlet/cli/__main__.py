"""`python -m teamlet.cli`: the same as the `teamlet` command."""

from __future__ import annotations

import sys

from teamlet.cli import main

sys.exit(main())
