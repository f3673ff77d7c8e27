"""What a session is told before it commits, and what it has looked at itself."""
