"""Every write of the practice: ``setup`` (itself), ``people`` (who belongs to it), ``pools``, ``saves`` (undo)."""
