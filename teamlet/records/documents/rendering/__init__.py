"""The page to take home, its calendar file and its note texts: pure functions over saved facts.

Nothing here knows Django, reads a clock or asks a table.  ``page`` holds the facts, ``texts`` the keys of the
reviewed fixed texts, ``compose`` turns both into the words of the page (PDF and HTML share them),
``typst_page`` prints them, ``calendar`` writes the calendar file and ``notes`` the texts for the record.
"""
