"""Pages about what leaves the practice with the patient, and about the contacts that follow."""
