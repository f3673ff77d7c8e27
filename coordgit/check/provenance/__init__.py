"""Whose work is in each commit of an update: facts for ``core.provenance``, from git and the store."""
