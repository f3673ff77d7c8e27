"""coordgit rejects a commit whose recorded reads are stale against what other sessions have already committed.

The map. Four walks, one folder each; what decides is apart from what touches the disk.

* ``record``     access → the blobs that are there (``gather``) → stored (``apply``, ``edits``, ``revisions``). Clients' hooks
  and ``coordgit read`` come in here.
* ``check``      update → ``gather`` → ``judge`` → verdict stored: ``validate`` has the walk from top to bottom. git's hook and
  ``coordgit check`` come in here. ``update`` says what an update is, ``contributors`` and ``carried`` whose reads count,
  ``checked_branches``, ``branch_tips`` and ``branch_changes`` what it is checked against, ``findings`` what rejects it,
  ``bypass`` why it passes all the same, ``attribution`` who changed what, ``landing`` what a passing update leaves in the
  store, ``landed_reads`` what that does to reads. ``detached`` takes in commits of a detached HEAD, ``brought`` says what a pull
  makes stale. ``push`` and ``forge`` check work before it goes to a remote, ``unverified_pushes`` finds what was not checked;
  ``sent`` publishes reads with a push, and ``verify`` checks commits anywhere by those that were ``received``; ``ready`` checks
  all checked-out branches at once.
* ``explain``    stored verdict → explanation. Renders facts, recomputes nothing. ``acknowledge`` accepts a change.
* ``portion``    uncommitted edits → whose each line is (``gather``) → a commit of one session's own (``land``).
* ``notify``     what others have landed since a session read it, in its next hook answer (``notices``); diffs that its own
  shell printed count as read (``shown``).
* ``uncommitted``  commands that would remove another session's uncommitted edits are denied (``denial``); what is removed
  anyway is kept and restored (``keeping``), stash entries too (``entries``).
* ``coordinate`` who holds which paths (``locks``), who does what (``tasks``).
* ``prune``      deletes what the store no longer needs.
* ``team``       the store of several clones, on PostgreSQL: locks and tasks are granted there (``decide``),
  and what happens in each is told to the others (``exchange``), in the background (``watch``).
* ``session``    who a session is (``identity``), and whether it is still at work (``presence``).

Below them: ``core`` decides (pure; its docstring has the theory), ``render`` turns facts into text, ``git`` runs git, ``store``
speaks SQL, ``clients`` understands payloads, ``shell`` what a command reads and writes, ``startup`` saves milliseconds in hooks.
Above them: ``cli`` parses and prints, ``install`` sets repositories up and tests whether they are guarded, ``bench`` measures.

A new client: a module in ``clients`` and its line in the table there. A new code: a module in ``core.rules``. A new kind of read:
``core.model``, its rule in ``core.validation``, its look at contents in ``core.narrowing``. A new setting: ``git.settings``. A
new table: the next file in ``store/migrations``. Whatever hooks run imports the standard library only, and little of it.
"""
