"""Messages to patients, what became of them, and what came back."""
