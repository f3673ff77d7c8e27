"""Walk 1: access → the blobs that are there → what the session knows from then on → stored as reads and writes.

* ``gather`` finds the worktree, the links and the blobs of each access; ``seen_versions`` tells which version of each path the
  call saw: what it was when the call began and when it ended, and what the tool has ``delivered``.
* ``planned_reads`` plans what the session knows then, by ``core.knowledge``; listings and searches by ``planned_answers`` (over a
  work tree that is not as HEAD is by ``hidden_answers``), what was read of commits by ``reads_of_commits``, what a call wrote by
  ``edits``. ``apply`` stores the ``plan``.
* ``declare`` is ``coordgit read`` of ``declared_paths`` and their ranges, with what changed since the session knew a path
  (``changes_since_read``).
* ``missed_reads`` takes in later what could not be recorded.
"""
