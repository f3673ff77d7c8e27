"""Mutants of what a landing is asked and what it leaves behind."""

from tests.mutants.mutant import part

OVERWRITTEN = "coordgit/check/integrity/lost_updates.py"
KNOWN = "coordgit/check/integrity/known_versions.py"
UNDONE = "coordgit/core/rules/lost_update.py"
CARRYING = "coordgit/store/reads.py"
LANDED_READS = "coordgit/check/landing/reads_after_landing.py"
READS = "coordgit/store/reads.py"
KNOWLEDGE = "coordgit/core/knowledge.py"
RECORD = "coordgit/record/planned_reads.py"
SHARED = ("tests/walks/one_worktree_test.py",)
LINKED = ("tests/walks/linked_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
APART = ("tests/walks/branches_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)
CORE_KNOWS = ("tests/core/knowledge_test.py",)
FORWARD = ("tests/walks/carried_forward_test.py",)
BLIND = ("tests/walks/blind_test.py",)
WHOSE = ("tests/walks/whose_lost_update_test.py",)
LOST = ("tests/walks/lost_update_test.py",)
INTERLEAVED = ("tests/walks/interleaved_test.py",)
REPLAYED = ("tests/walks/replayed_test.py",)
OUTSIDE = ("tests/walks/provenance_outside_test.py",)
TEXTS = ("tests/walks/provenance_text_test.py",)
TAKEN_BACK = "tests/walks/taken_back_test.py"

uncommitted_edits = part("uncommitted edits")
refresh = part("refresh")
reads = part("whose reads")
stickiness = part("stickiness")
own_edits = part("own edits")
lost_update = part("lost update")
snapshot_advance = part("snapshot advance")
never_rejected = part("never rejected")
levels = part("levels")
stale_content = part("stale content")
ranges = part("ranges")

OF_LANDINGS = (
    uncommitted_edits(
        "another's uncommitted removal of a file is no edit",
        RECORD,
        "writer = None if sight",
        "writer = None if blob is None or sight",
        "tests/walks/dirty/read_test.py::test_a_file_that_another_has_removed_and_puts_back_was_not_gone",
    ),
    uncommitted_edits(
        "after its own commit a session has seen nothing of another's lines beside its own",
        CARRYING,
        "if known != one.after and writer and not settled:\n",
        "if False:\n",
        "tests/portion/looks_test.py::test_another_sessions_line_stays_read_after_a_commit_of_ones_own",
    ),
    refresh(
        "a read keeps the commit that its session has rewritten as its base",
        LANDED_READS,
        "in judgement.carried:\n",
        "in ():\n",
        "tests/walks/undone_test.py::test_a_sessions_own_commit_rewritten_before_it_landed_is_missed_only_where_it_is_undone[listing-rebases-undone]",
    ),
    refresh(
        "what another commit lands of a session's work stays where that made it",
        "coordgit/check/landing/carried_reads.py",
        "    if not update.private:\n",
        "    if False:\n",
        "tests/walks/undone_test.py::test_a_sessions_own_commit_landed_as_another_one_is_missed_only_where_it_is_undone[content-bob-applies-undone]",
    ),
    refresh(
        "a rebase hides what its strategy replaces",
        "coordgit/check/landing/carried_reads.py",
        "            for oid, changed in came.items()\n",
        "            for oid, changed in ()\n",
        "tests/walks/landed_as_read_test.py::test_what_was_read_on_the_branch_is_no_news_where_it_lands[changed]",
    ),
    refresh(
        "a read moves to the rewritten commit though it has another answer",
        "coordgit/check/landing/carried_reads.py",
        "if id(suspect.read) not in other)",
        ")",
        "tests/walks/undone_test.py::test_what_a_rebase_brings_is_not_seen_by_it",
    ),
    reads(
        "the revert of a merge takes out nothing of those whose work that had brought",
        "coordgit/check/provenance/reverts.py",
        " if since else [taken]\n",
        " if False else [taken]\n",
        "tests/walks/provenance_text_test.py::test_what_the_revert_of_a_merge_took_out_is_remembered",
    ),
    reads(
        "a commit after a revert that undid nothing takes out what that was to",
        "coordgit/check/provenance/reverts.py",
        "zip(both, undone, strict=True) if lost]",
        "zip(both, undone, strict=True)]",
        "tests/walks/provenance_text_test.py::test_a_commit_after_a_revert_that_undid_nothing_takes_nothing_out",
    ),
    refresh(
        "the work tree shows what a branch has that is moved from elsewhere",
        "coordgit/check/advice/steps.py",
        ' if out else ("HEAD", "")\n',
        "\n",
        "tests/walks/way_on_test.py::test_a_branch_that_is_moved_from_elsewhere_is_read_as_it_is_there",
    ),
    refresh(
        "a merge with one's own lines hides what was seen of the target",
        "coordgit/check/stale/staleness.py",
        "{base: deltas[base] for base in later & deltas.keys()}",
        "{base: deltas[base] for base in missing}",
        "tests/walks/informed_test.py::test_who_changes_what_it_acknowledged_still_knows_what_it_acknowledged_on_a_branch_beside",
    ),
    reads(
        "a replacement of the tip hides what it changes",
        "coordgit/git/plumbing.py",
        '    env["GIT_NO_REPLACE_OBJECTS"] = "1"\n',
        "",
        "tests/walks/operations_test.py::test_a_replacement_of_the_tip_hides_nothing",
    ),
    reads(
        "a version on the way to what has landed has not landed",
        "coordgit/check/provenance/carried_work.py",
        "    theirs = _unlanded(store, git, theirs, refs)\n",
        "",
        f"{TEXTS[0]}::test_a_version_on_the_way_to_what_has_landed_brings_nobody_in[True]",
    ),
    reads(
        "what a landing puts below its commits is not asked",
        "coordgit/check/judge.py",
        "    if not update.private and len(update.commits) > 1:\n",
        "    if not update.private and len(update.commits) < 0:\n",
        *INTERLEAVED,
    ),
    reads(
        "what a rebase of a target puts a session's commit on is another target's, and rejects",
        "coordgit/check/stale/interleaved.py",
        " if one.dropped or one.read.query or there[one.read.path] != one.changes[0].after]",
        "]",
        "tests/walks/interleaved_test.py::test_a_rebase_of_the_target_onto_another_asks_about_what_others_have_in_between_alone",
    ),
    reads(
        "the landing of commits that were rebased onto another target is not asked about that",
        "coordgit/check/stale/interleaved.py",
        "    if update.operation != REBASE:\n",
        "    if False:\n",
        "tests/walks/interleaved_test.py"
        "::test_a_landing_of_commits_that_were_rebased_onto_another_target_asks_about_it[merge -q --ff-only-api.py]",
    ),
    reads(
        "what a session read after its commit was made rejects the landing of that",
        "coordgit/check/stale/interleaved.py",
        "(made is None or suspect.read.landing_id < made)",
        "(made is None or suspect.read.landing_id)",
        "tests/walks/interleaved_test.py::test_what_was_read_on_the_target_after_the_commit_is_not_a_reason",
    ),
    reads(
        "what was read on commits that an update replaces is asked of each new one",
        "coordgit/check/stale/interleaved.py",
        "(one.dropped or _replaces(git, update, one.asked.base))",
        "one.dropped",
        *INTERLEAVED,
    ),
    reads(
        "what a rebase replays after a session's commits makes its reads stale",
        "coordgit/core/interleaved_commits.py",
        "    return not moved.intersection(before[:newest])\n",
        "    return False\n",
        *REPLAYED,
    ),
    reads(
        "what a fetch takes from this very repository came from outside",
        "coordgit/check/provenance/contributor_facts.py",
        '        return everything - _listed(git, here, [move.new], "--not", "--remotes") if here else everything\n',
        "        return everything if here else everything\n",
        *OUTSIDE,
    ),
    stickiness(
        "a landing ends the reads",
        LANDED_READS,
        "    _refresh(store, update, judgement)\n",
        "    _refresh(store, update, judgement)\n"
        "    reads.remove(store, update.epoch, [r.read_id for r in reads.every(store, update.epoch)])\n",
        *KINDS,
    ),
    own_edits(
        "its own changes are foreign",
        "coordgit/core/own_changes.py",
        "    return makers == frozenset((session,))\n",
        "    return False\n",
        "tests/walks/undone_test.py::test_what_the_session_resets_itself_is_not_stale",
    ),
    own_edits(
        "a merge made earlier leaves what lands with it nobody's own",
        "coordgit/check/landing/publish_landing.py",
        " or commit.origin in (OUTSIDE, UNCLEAR):",
        " or commit.origin != MADE:",
        "tests/walks/several_makers_test.py::test_a_change_that_git_has_merged_with_anothers_stays_its_sessions[undone]",
    ),
    own_edits("its own landing tells it nothing", CARRYING, "        if oid in one.known:\n", "        if False:\n", *KINDS),
    own_edits(
        "its landing launders what it did not know", CARRYING, "        if oid in one.known:\n", "        if True:\n", *KNOWS
    ),
    own_edits(
        "an edit launders what it did not know",
        KNOWLEDGE,
        "        return _Judged(tuple(item for item in items if item.knows(edit.before)), origin)\n",
        "        return _Judged(items, origin)\n",
        *CORE_KNOWS,
        *CLIENT,
    ),
    own_edits("reading its own text back launders what it overwrote", RECORD, "    if hides:\n", "    if False:\n", *KINDS),
    own_edits(
        "a text that was read over a newer version is news once it lands",
        RECORD,
        "        plan.put(batch.worktree.id, path, rules.after_look(known, read, refreshable))\n",
        "",
        *KINDS,
    ),
    lost_update(
        "of a file that was read",
        UNDONE,
        "        if (meets and (restored or changed)) or (restored and changed) or lines.back_beside(hunk, span, edit):\n",
        "        if False:\n",
        *SHARED,
    ),
    lost_update(
        "of a file that was only written",
        KNOWN,
        "({write.before} if write.before != write.over else set())",
        "set[str | None]()",
        *BLIND,
    ),
    lost_update(
        "a notice of another target answers for what a text has replaced",
        "coordgit/record/reads_of_commits.py",
        "    known = known and not (older and beside)\n",
        "",
        "tests/walks/lost_update_test.py::test_what_a_notice_tells_of_another_target_answers_for_nothing_here",
    ),
    lost_update(
        "any edit of a file that another session changed",
        UNDONE,
        "        if (meets and (restored or changed)) or (restored and changed) or lines.back_beside(hunk, span, edit):\n",
        "        if True:\n",
        *LOST,
    ),
    lost_update(
        "a range that a landing passed by is the whole version",
        KNOWN,
        "if read.whole and read.known}",
        "if read.known}",
        *LOST,
    ),
    lost_update(
        "whoever edits a file knew what its edit takes back",
        OVERWRITTEN,
        " if knew(session)]",
        "]",
        *WHOSE,
    ),
    lost_update(
        "what another session took back is the committing session's",
        OVERWRITTEN,
        "bool(known) and not undoes(",
        "False and not undoes(",
        *WHOSE,
    ),
    lost_update(
        "the version of which it had read a range is known to who wrote over it",
        KNOWLEDGE,
        "items[0].read.known if write is None else origin)",
        "origin)",
        *WHOSE,
    ),
    snapshot_advance(
        "reads are true at what was landed, not at what it was validated against",
        LANDED_READS,
        "reads.move_bases(store, epoch, older, update.old,",
        "reads.move_bases(store, epoch, older, update.new or update.old,",
        *APART,
    ),
    snapshot_advance(
        "what only informed is true too",
        LANDED_READS,
        "    return {read.read_id for read in (*reported, *judgement.left_out) if read.epoch == epoch}\n",
        "    return set()\n",
        *KNOWS,
    ),
    snapshot_advance(
        "what informs another session keeps its base with this one",
        LANDED_READS,
        " if read.epoch == epoch}\n",
        "}\n",
        "tests/walks/left_out_test.py",
    ),
    snapshot_advance(
        "an answer that the branch gives as well is stale for having come about elsewhere",
        "coordgit/check/stale/staleness.py",
        "    return _otherwise_than_asked(git, kept), passed_by\n",
        "    return kept, passed_by\n",
        *FORWARD,
    ),
    snapshot_advance(
        "an answer on a branch of its own has all that main has",
        "coordgit/check/stale/staleness.py",
        "            paths = {change.path for change in since}\n",
        "            paths = set[str]()\n",
        *FORWARD,
    ),
    snapshot_advance(
        "who reverts its revert of another's commit knows nothing of the text that comes back",
        LANDED_READS,
        "(update.carried.keys() - update.undone)",
        "update.carried.keys()",
        TAKEN_BACK,
    ),
    snapshot_advance(
        "who puts more of another's text into a revert knows that as well",
        "coordgit/git/undone_changes.py",
        "bool(edit) and edit <= {(added, removed) for removed, added in change}",
        "bool(edit)",
        TAKEN_BACK,
    ),
    snapshot_advance(
        "what a revert has put back is forgotten with the next edit",
        READS,
        "if one.theirs and one.after:",
        "if not read_id:",
        TAKEN_BACK,
    ),
    snapshot_advance(
        "what another target has keeps a search from taking in the session's own landing",
        LANDED_READS,
        " and f.branch.ref in refs]\n",
        "]\n",
        *FORWARD,
    ),
    never_rejected(
        "bringing a target in is",
        "coordgit/check/gather_move.py",
        "        brings = _only_brings_a_target(move, asked, difference, commits) and not update.edits\n",
        "        brings = False\n",
        *LINKED,
    ),
    never_rejected(
        "a rebase that only replays commits is",
        "coordgit/check/gather_move.py",
        "    if not brings and (difference.forward or operations",
        "    if not brings or not (difference.forward or operations",
        *LINKED,
    ),
    never_rejected(
        "a branch that returns to where it has been is",
        "coordgit/check/gather_move.py",
        "    returns = not difference.fresh or (asked.private and landings.named_before(store, move.ref, move.new))\n",
        "    returns = not difference.fresh\n",
        *LINKED,
    ),
    levels(
        "record rejects",
        "coordgit/core/rules/levels.py",
        "READS: Mapping[str, str] = {RECORD: TELLS,",
        "READS: Mapping[str, str] = {RECORD: REJECTS,",
        *KINDS,
    ),
    levels(
        "snapshot rejects stale reads",
        "coordgit/core/rules/levels.py",
        "READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: TELLS,",
        "READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: REJECTS,",
        *KINDS,
    ),
    stale_content(
        "what a branch had and has no more is not asked",
        "coordgit/check/lacked_commits.py",
        '        movers = _taken_off(store, git, branch, base, "" if never_had else session)\n',
        "        movers = None\n",
        "tests/walks/undone_test.py",
    ),
    snapshot_advance(
        "what an attribute or a setting left out is true too",
        LANDED_READS,
        "for read in (*reported, *judgement.left_out) if",
        "for read in reported if",
        "tests/walks/left_out_test.py",
    ),
    snapshot_advance(
        "a search takes in the work of others that the commit carries",
        LANDED_READS,
        "or update.new is None or update.carried or not update.own",
        "or update.new is None or not update.own",
        *FORWARD,
    ),
)
