"""Pages about everybody in the practice's care: the registry, lists, batches of messages, the team's load."""
