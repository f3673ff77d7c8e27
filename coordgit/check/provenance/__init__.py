"""Whose work is in each commit of an update: facts for ``core.contributors``, from git and the store."""
