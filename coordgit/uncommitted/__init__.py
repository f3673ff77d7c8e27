"""Uncommitted edits of sessions at work: not taken away by another's command, kept where they are, restored on request."""
