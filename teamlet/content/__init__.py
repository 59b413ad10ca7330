"""Shipped clinical content: one unchanging file per version, each with its provenance.

``library`` loads it, ``sentences`` and ``parsing`` compose and read the patient's step, ``cautions``
and ``red_flags`` apply the safety lists, ``readability`` guards the patient texts.  Nothing in here
knows Django, a database or a clock.
"""
