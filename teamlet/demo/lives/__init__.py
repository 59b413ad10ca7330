"""The patients whose stories the demo tells: who they are, what they want, and which course it took.

All of them are invented.  What they want is said the way people say it, in their own language.
"""

from __future__ import annotations

from teamlet.demo.lives.coming import COMING
from teamlet.demo.lives.life import Life, Wish
from teamlet.demo.lives.neighbors import JUNIPER_LIVES
from teamlet.demo.lives.other import OTHER
from teamlet.demo.lives.told import TOLD
from teamlet.demo.lives.waiting import WAITING

CEDAR_LIVES: tuple[Life, ...] = (*WAITING, *TOLD, *OTHER, *COMING)

__all__ = ["CEDAR_LIVES", "JUNIPER_LIVES", "Life", "Wish"]
