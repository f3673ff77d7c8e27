"""Measure what a guarded commit and a hook call cost (``cost``), and how real histories would have been judged (``replay``)."""
