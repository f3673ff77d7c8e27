"""Walk 1: access → the blobs that are there → what the session knows from then on → stored as reads and writes.

* ``gather`` finds the worktree, the links and the blobs of each access; ``seen_versions`` tells which version of each path the
  call saw, by their state when it began and when it ended, and by what the tool has ``delivered``.
* ``planned_reads`` plans how the session's knowledge changes, by ``core.knowledge``; ``planned_answers`` does so for listings and
  searches (``hidden_answers`` if the work tree differs from HEAD), ``reads_of_commits`` for reads from commits
  (``merged_versions`` for what they show of HEAD's version), ``found_folders`` for folders where nothing was before,
  ``replaced_versions`` for what one's own text shows nothing of, ``edits`` for what a call wrote. ``apply`` stores the ``plan``.
* ``declare`` records what ``coordgit read`` names (``declared_paths``), and returns what has changed since the session last knew
  it (``changes_since_read``).
* ``missed_reads`` records later what could not be recorded at once; ``taken_off`` makes edits uncommitted again that a call of
  their session has taken off the branch.
"""
