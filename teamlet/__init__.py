"""Teamlet: self-management support for primary care teams.

Importing the package puts a sound SQLite under Django before anything else can import the standard library's.
"""

from __future__ import annotations

import sys

try:
    import pysqlite3 as _sqlite
    import pysqlite3.dbapi2 as _sqlite_dbapi2
except ImportError:  # no wheel for this platform: the system's SQLite; `teamlet check` says whether it is new enough
    pass
else:
    sys.modules["sqlite3"] = _sqlite
    sys.modules["sqlite3.dbapi2"] = _sqlite_dbapi2

__version__ = "0.1.0"
