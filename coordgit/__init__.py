"""coordgit rejects a commit whose recorded reads are stale against what other sessions have already committed.

The map. Three walks (1 ``record``, 2 ``check``, 3 ``explain``) and what serves them, one folder each; what decides is apart from
what touches the disk.

* ``record``     access → what is there (``gather``) → planned (``planned_reads``) → stored (``apply``). ``coordgit read`` comes
  in here.
* ``check``      update → gathered (``gather_move``) → judged (``judge``) → verdict stored (``validate``). git's hook and
  ``coordgit check`` come in here; so do pushes (``remote``), existing commits (``verify``), and all checked-out branches at once
  (``ready``).
* ``explain``    stored verdict → explanation. Renders facts, recomputes nothing. ``acknowledge`` accepts a change.
* ``portion``    uncommitted edits → whose each line is (``edited_paths``) → a commit of one session's own (``make_commit``);
  what that takes of a file that several have edited is in ``core.own_portion``.
* ``client_events``  an event of a client → recorded → what to tell its session, and whether the call is denied (``handle``).
* ``notify``     what others have landed since a session read it, in its next hook answer (``notices``); what counts as
  shown to it (``shown_diffs``).
* ``uncommitted``  commands that would remove another session's uncommitted edits are denied (``denial``); what is removed
  anyway is kept (``keeping``) and restored (``restoring``), stash entries too (``stash_entries``).
* ``coordinate`` who holds which paths (``locking``), who does what (``claiming``).
* ``prune``      deletes what the store no longer needs.
* ``team``       the store of several clones, on PostgreSQL: locks and tasks are granted there
  (``locks_and_tasks``), and what happens in each is told to the others (``sync``), in the background
  (``background_sync``).
* ``session``    who a session is (``identity``), and whether it is still at work (``presence``).

Below them: ``core`` decides (pure; its docstring has the theory), ``render`` turns facts into text, ``git`` runs git, ``store``
speaks SQL, ``clients`` understands payloads (``file_tools``, ``mcp_files``, ``search_tools``, ``shell_tools``: what a call does),
``shell`` what a command reads and writes, ``startup`` saves milliseconds in hooks. Above them: ``cli`` parses and prints,
``install`` sets repositories up and tests whether they are guarded, ``bench`` measures.

A new client: a module in ``clients`` and its name in the table there. A new code: a module in ``core.rules``, named in
``core.rules.codes``. A new level: its name in ``core.model``, its force in ``core.rules.levels``. A new kind of read:
``core.model``, its rule in ``core.validation``, its look at contents beside ``core.stale_ranges``. A new setting:
``git.settings``. A new table: the next file in ``store/migrations``. Whatever hooks run imports the standard library only, and
little of it.
"""
