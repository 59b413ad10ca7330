"""Every write of the practice: ``setup`` (the practice itself), ``people`` (who belongs to it), ``saves`` (undo)."""
