"""What coordgit costs: milliseconds, and how they grow."""
