"""Which reads are stale on a branch. ``staleness`` finds them; the others know what excuses one, or when another is asked."""
