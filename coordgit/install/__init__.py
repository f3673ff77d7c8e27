"""Set a repository up, test whether it is guarded, take coordgit out again."""
