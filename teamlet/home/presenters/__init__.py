"""What the front pages say, role by role."""
