"""What coordgit does at an event of a client (a tool call begins or ends, a session starts, …): records, answers, denies.

event → gather → stored → answer, in ``handle``. It calls the other walks in their order; what only some events need is in modules
of its own and is loaded for them alone.
"""
