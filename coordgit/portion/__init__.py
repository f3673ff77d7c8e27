"""Which uncommitted lines are whose, and a commit of one session's own."""
