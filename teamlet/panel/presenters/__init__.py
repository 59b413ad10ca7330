"""What the pages of the panel say."""
