"""Which files a shell command reads and writes.

The command's text is split into words (``lexer``) and parsed (``syntax``, into ``words``); what these stand for is filled in
(``expansion``). Each simple command is then looked up in a table of commands (``call``): those that print
(``printing_commands``; ``awk_programs``), search (``search_commands``), write (``writing_commands``) or name files
(``naming_commands``), and git's (``git_commands``). ``run`` follows the whole command, with what it printed, ``accesses`` returns
what it touched. Apart from that: which files git replaces without naming them (``git_moves``), which pull request a forge is to
merge (``forge_commands``), and which patches an output has (``printed_patches``).
"""
