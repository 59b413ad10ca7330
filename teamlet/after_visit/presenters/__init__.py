"""What the pages after a visit say."""
