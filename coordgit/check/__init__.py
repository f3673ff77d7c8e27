"""Walk 2: is what an update's sessions have read still true on the branches it is checked against?

update → validate → verdict stored. git's hook, ``coordgit check``, ``verify`` and pushes all ask ``validate``.

* ``update`` gathers an update: its commits, whose reads count (``provenance``), which branches it is checked against
  (``branch_tips``, ``branch_changes``). ``unsettled_reads`` finds the base of a read whose bytes were in no commit.
* ``staleness`` says which reads are stale, ``integrity`` which work of others would be lost, ``findings`` (with ``ladder`` and
  ``ties``) how much each weighs, ``judge`` what rejects, ``bypass`` why an update passes all the same.
* ``landing`` stores a passing update, ``landed_reads`` what that does to reads; ``attribution`` and ``remedies`` store the
  facts of conflicts for ``explain``.
* ``brought`` says at once what a pull makes stale. ``remote`` checks work before it goes to a remote; ``verify`` checks
  existing commits; ``ready`` all checked-out branches.
"""
