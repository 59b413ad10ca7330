"""Pure rules of instruments: what is asked, which answers are kept, what the score says.

No clock and no tables here.  The instruments themselves are content (``teamlet.content.instruments``).
"""
