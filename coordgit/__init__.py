"""coordgit rejects a commit whose recorded reads are stale against what other sessions have already committed.

The map. Three walks, each a straight line through its file, and the layer for those who coordinate:

* ``record``     access → read → stored. Clients' hooks and ``coordgit read`` come in here; ``edits`` has what a session wrote,
  ``revisions`` what it saw of a commit.
* ``check``      update → gather → validate → verdict stored. git's hook and ``coordgit check`` come in here.
  ``update`` says what an update is and whose reads count, ``lines`` what it is asked against, ``conflicts`` which suspects
  count, ``facts`` who did it, ``publish`` what a passing one leaves behind.
* ``explain``    stored verdict → explanation. Renders facts, recomputes nothing.
* ``tell``       what a session has read and others have landed since, into its next hook answer.
* ``coordinate`` locks, tasks, reports.

Below them: ``core`` decides (pure; the theory stands in its docstring), ``git`` runs git, ``store`` speaks SQL, ``clients``
understands payloads. Above them: ``cli`` parses and prints, ``bench`` measures.

A new client: a module in ``clients`` and its line in the table there. A new kind of read: ``core.model``, its rule in
``core.validation``, its look at contents in ``core.narrowing``. A new setting: ``config``. A new table: the next file in
``store/migrations``. Whatever hooks run imports the standard library only, and little of it.
"""
