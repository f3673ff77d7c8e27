"""Mutants of which reads are stale, and of what makes them true again."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

VALIDATION = "coordgit/core/validation.py"
NARROWING = "coordgit/core/narrowing.py"
PREDICATES = "coordgit/core/predicates.py"
HUNKS = "coordgit/core/hunks.py"
STALENESS = "coordgit/check/staleness.py"
RULES = "coordgit/core/rules/__init__.py"
UPDATE = "coordgit/check/update.py"
RECORD = "coordgit/record/apply.py"
KNOWLEDGE = "coordgit/core/knowledge.py"
TELL = "coordgit/notify.py"
READS = "coordgit/store/reads.py"
REFRESHES = "coordgit/store/refreshes.py"

INFORMED = ("tests/walks/informed_test.py",)
SHARED = ("tests/walks/shared_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
LOOKED = ("tests/walks/looked_test.py",)
ANSWERING = ("tests/walks/answering_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)

OF_READS = (
    Mutant(
        "refresh",
        "what the session sees again leaves what its sub-agents saw",
        "coordgit/core/knowledge.py",
        "    return not agent or read.agent == agent or",
        "    return read.agent == agent or",
        ("tests/walks/observation_test.py",),
    ),
    Mutant(
        "stale content",
        "a file may have another content",
        VALIDATION,
        "        same = change.after == one.known or",
        '        same = one.read.kind == "content" or change.after == one.known or',
        SHARED,
    ),
    Mutant(
        "stale content",
        "what it knows of the tip's version does not count",
        VALIDATION,
        "        same = change.after == one.known or change.after in one.also or change.before == change.after\n",
        "        same = change.after in one.also or change.before == change.after\n",
        INFORMED,
    ),
    Mutant(
        "stale content",
        "what it was shown of the tip's version elsewhere does not count",
        VALIDATION,
        "        same = change.after == one.known or change.after in one.also or change.before == change.after\n",
        "        same = change.after == one.known or change.before == change.after\n",
        INFORMED,
    ),
    Mutant("ranges", "lines may change", STALENESS, "if range_touched(suspect, between):", "if False:", KINDS),
    Mutant("ranges", "lines are the whole file", STALENESS, "if range_touched(suspect, between):", "if True:", KINDS),
    Mutant(
        "ranges",
        "the lines beside do not count",
        HUNKS,
        "elif hunk.first <= last + 1 and hunk.first + hunk.length - 1 >= first - 1:",
        "elif hunk.first <= last and hunk.first + hunk.length - 1 >= first:",
        KINDS,
    ),
    Mutant(
        "ranges",
        "lines stay where they are when others come in above",
        NARROWING,
        "return touches(change, *carry(way, first, last))",
        "return touches(change, first, last)",
        KINDS,
    ),
    Mutant(
        "absent",
        "what was not there may come",
        VALIDATION,
        "    change = changes.get(one.read.path)\n",
        "    change = changes.get(one.read.path) if one.read.kind != ABSENT else None\n",
        KINDS,
    ),
    Mutant(
        "absent",
        "a folder may come where nothing was",
        VALIDATION,
        "    if one.read.kind == ABSENT and one.known is None:  # a folder",
        "    if False:  # a folder",
        KINDS,
    ),
    Mutant(
        "listings",
        "names may come and go",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return False\n",
        KINDS,
    ),
    Mutant(
        "listings",
        "a new content is a new name",
        VALIDATION,
        "        return (change.before is None) != (change.after is None) and lists(",
        "        return lists(",
        KINDS,
    ),
    Mutant(
        "listings",
        "a name anywhere is one of the folder",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return True\n",
        KINDS,
    ),
    Mutant(
        "searches",
        "lines may begin or cease to match",
        NARROWING,
        "if sides[0] is None or sides[1] is None or answers_differ(query, sides[0], sides[1]):",
        "if False:",
        KINDS,
    ),
    Mutant(
        "searches",
        "any change is another answer",
        NARROWING,
        "if sides[0] is None or sides[1] is None or answers_differ(query, sides[0], sides[1]):",
        "if True:",
        KINDS,
    ),
    Mutant(
        "searches",
        "the answer is of all files",
        PREDICATES,
        "    if not query.pathspecs:\n",
        "    if True:\n",
        KINDS,
    ),
    Mutant(
        "what ties them",
        "a new name in the same folder does not",
        NARROWING,
        "if share_a_folder([changed], added_or_removed):",
        "if False:",
        CLIENT,
    ),
    Mutant(
        "what ties them",
        "a name in the commit's lines does not",
        NARROWING,
        "    shared = sorted(identifiers(read.query.pattern) & names)\n",
        "    shared: list[str] = []\n",
        KNOWS,
    ),
    Mutant(
        "what ties them",
        "nothing has to",
        RULES,
        "        if not reason.tie:\n",
        "        if False:\n",
        CLIENT,
    ),
    Mutant(
        "what ties them",
        "what was declared has to be tied too",
        RULES,
        "    if not reason.is_predicate or reason.declared or",
        "    if not reason.is_predicate or",
        KINDS,
    ),
    Mutant(
        "refresh",
        "reading it again changes nothing",
        READS,
        '            "UPDATE reads SET observed = :observed, known = :known, base_id = :base_id, landing_id = :landing_id,',
        '            "UPDATE reads SET landing_id = :landing_id,',
        SHARED,
    ),
    Mutant(
        "refresh",
        "an acknowledgement changes nothing",
        "coordgit/explain/acknowledge.py",
        '        refreshes.put(store, read_id, conflict.ref, tip=conflict.tip or "", oid=oid, now=asked.now, how="ack", '
        "reason=asked.why)\n",
        "        pass\n",
        SHARED,
    ),
    Mutant(
        "refresh",
        "an acknowledgement is for ever",
        STALENESS,
        "    return Asked(read, here.oid, here.tip, also, later) if here else Asked(read, read.known, read.base, also, later)\n",
        "    return None if here else Asked(read, read.known, read.base, also, later)\n",
        SHARED,
    ),
    Mutant(
        "refresh",
        "what was acknowledged on a target is news again once it is merged with an own change",
        VALIDATION,
        "    return all(change.path in more and foreign(more[change.path], read) for more in since)\n",
        "    return True\n",
        INFORMED,
    ),
    Mutant(
        "refresh",
        "whatever was acknowledged elsewhere is known here for ever",
        VALIDATION,
        "    return all(change.path in more and foreign(more[change.path], read) for more in since)\n",
        "    return not since\n",
        INFORMED,
    ),
    Mutant(
        "refresh",
        "some of the lines that changed will do",
        KNOWLEDGE,
        "    return covers(change, ranges, count)\n",
        "    return True\n",
        ("tests/core/knowledge_test.py", *KINDS),
    ),
    Mutant(
        "refresh",
        "what was shown does not count",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in said.cut:\n",
        "        if False and finding.read is not None:\n",
        CLIENT,
    ),
    Mutant(
        "refresh",
        "what was cut counts as shown",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in said.cut:\n",
        "        if not agent and finding.read is not None:\n",
        CLIENT,
    ),
    Mutant(
        "refresh",
        "what a sub-agent was shown counts",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in said.cut:\n",
        "        if finding.read is not None and finding.read.read_id not in said.cut:\n",
        CLIENT,
    ),
    Mutant(
        "refresh",
        "part of a diff in the session's own shell is all of it",
        "coordgit/shown.py",
        "            if len(changes) == len(suspect.changes):\n",
        "            if patches:\n",
        LOOKED,
    ),
    Mutant(
        "refresh",
        "a diff in the session's own shell counts for calls beside it",
        "coordgit/shown.py",
        "                    counts=not looked.call,\n",
        "                    counts=True,\n",
        LOOKED,
    ),
    Mutant(
        "refresh",
        "whoever likes acknowledges what others have read",
        "coordgit/explain/acknowledge.py",
        "    if session.person:\n",
        "    if session:\n",
        ANSWERING,
    ),
    Mutant(
        "refresh",
        "what is answered for a reader it knows itself",
        "coordgit/explain/acknowledge.py",
        "    return ALONE if makes_it and",
        "    return ON_BEHALF if makes_it and",
        ANSWERING,
    ),
    Mutant(
        "refresh",
        "what another session saw before a rejection answers for a reader",
        "coordgit/check/absent.py",
        "read.at > since):\n",
        "True):\n",
        ANSWERING,
    ),
    Mutant(
        "shown from the next call on",
        "it counts at once",
        TELL,
        "                counts=False,\n            )\n    tellings",
        "                counts=True,\n            )\n    tellings",
        CLIENT,
    ),
    Mutant(
        "shown from the next call on",
        "it counts for the call that was answered",
        REFRESHES,
        "AND call <> :call AND",
        "AND :call = :call AND",
        KNOWS,
    ),
    Mutant(
        "shown from the next call on",
        "it counts for calls of the same batch",
        REFRESHES,
        'AND (:need = 0 OR sealed = 1)",\n',
        'AND :need = :need",\n',
        CLIENT,
    ),
    Mutant(
        "epochs",
        "a clear forgets nothing",
        "coordgit/store/sessions.py",
        '"UPDATE sessions SET epoch = epoch + 1, seen_at = :now WHERE session = :session"',
        '"UPDATE sessions SET seen_at = :now WHERE session = :session"',
        KINDS,
    ),
)
