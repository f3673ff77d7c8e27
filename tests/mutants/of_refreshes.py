"""Mutants of what makes reads true again, and of how long they last."""

from tests.mutants.mutant import part

VALIDATION = "coordgit/core/validation.py"
STALENESS = "coordgit/check/stale/staleness.py"
RECORD = "coordgit/record/planned_reads.py"
ANSWERS = "coordgit/record/planned_answers.py"
KNOWLEDGE = "coordgit/core/knowledge.py"
TELL = "coordgit/notify/notices.py"
READS = "coordgit/store/reads.py"
REFRESHES = "coordgit/store/refreshes.py"
INFORMED = ("tests/walks/informed_test.py",)
SHARED = ("tests/walks/one_worktree_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
LOOKED = ("tests/walks/looked_test.py",)
ANSWERING = ("tests/walks/answering_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)

refresh = part("refresh")
listings = part("listings")
shown = part("shown from the next call on")
epochs = part("epochs")
ties_them = part("what ties them")
HIDDEN = "tests/walks/hidden_answers_test.py"
shell = part("what a shell runs")
stickiness = part("stickiness")
stale_content = part("stale content")
lost_update = part("lost update")

OF_REFRESHES = (
    listings(
        "only the same command shows the names of a listing again",
        "coordgit/core/predicates.py",
        "return same or (read.kind == LISTING and",
        "return same and (read.kind == LISTING and",
        "tests/walks/asked_again_test.py::test_a_look_at_all_names_refreshes_a_listing_of_some[find m]",
    ),
    listings(
        "a look at some names shows all",
        "coordgit/core/predicates.py",
        '(name in ("", "*") or same)',
        "True",
        "tests/walks/asked_again_test.py::test_a_look_at_some_names_refreshes_no_listing_of_all",
    ),
    listings(
        "a sub-agent's look refreshes the session's own search",
        ANSWERS,
        "if rules.refreshes(old, read.agent, named)]",
        "]",
        "tests/walks/asked_again_test.py::test_a_search_of_the_session_refreshes_the_same_one_of_its_sub_agent",
    ),
    shown(
        "a branch's change is told from the first version that it replaced",
        "coordgit/notify/untold_changes.py",
        "read.known if had else first",
        "first",
        "tests/walks/sibling_diff_test.py"
        "::test_a_change_of_a_file_that_its_branch_took_from_here_is_told_from_what_the_session_made",
    ),
    shell(
        "a program that the shell did not find has run",
        "coordgit/shell/run.py",
        "Call.blur if call.not_found() else",
        "",
        "tests/shell/shell_test.py",
    ),
    refresh(
        "an acknowledged dirty read stays acknowledged once it is committed",
        "coordgit/check/find_bases.py",
        "                        acknowledgements.forget_dirty(store, read.read_id)\n",
        "",
        "tests/walks/dirty/read_test.py::test_an_acknowledged_one_is_true_once_it_is_committed_as_it_was_read",
    ),
    refresh(
        "reading it again changes nothing",
        READS,
        'store.update("reads", "read_id = :read_id", values, read_id=found)',
        'store.update("reads", "read_id = :read_id", {"landing_id": read.landing_id}, read_id=found)',
        *SHARED,
    ),
    refresh(
        "what it acknowledged is forgotten with its own landing",
        READS,
        'if oid and how and (how != "shown" or not one.blind):',
        "if False:",
        "tests/walks/linked_test.py::test_a_version_that_it_acknowledged_and_then_rewrote_before_that_landed",
    ),
    refresh(
        "what it was told after it had written over it counts as known once its text lands unchecked",
        READS,
        'if oid and how and (how != "shown" or not one.blind):',
        "if oid and how:",
        "tests/walks/blind_test.py"
        "::test_what_it_was_told_only_after_it_had_written_over_it_is_asked_where_its_unchecked_text_lands_next[after]",
    ),
    refresh(
        "who resolved a conflict by hand does not know what it made of it",
        "coordgit/check/landing/reads_after_landing.py",
        "known.get(path, after)",
        "after",
        "tests/walks/stopped_test.py::test_who_read_lines_of_one_side_of_a_conflict_is_asked_once",
    ),
    refresh(
        "what a client's shell takes from a remote's target is known",
        "coordgit/record/edits.py",
        "(*_remote(plan, moments), *brought, *_named(moments, located))\n",
        "_named(moments, located)\n",
        "tests/walks/taken_by_command_test.py::test_a_remotes_version_is_not_known_by_a_patch_that_makes_it",
    ),
    refresh(
        "an acknowledgement changes nothing",
        "coordgit/explain/acknowledge.py",
        "            refreshes.put(store, read_id, ref, again, reason=asked.why)\n",
        "",
        *SHARED,
    ),
    refresh(
        "what a branch made of a version, and was shown, is a look at that version",
        VALIDATION,
        "[later for later in since if _has_changed(change, checked, later)]",
        "since",
        "tests/walks/sibling_diff_test.py"
        "::test_who_was_shown_what_a_branch_made_of_a_version_has_not_seen_that_version[tree~1-rejected1]",
    ),
    refresh(
        "an acknowledgement is for ever",
        STALENESS,
        "    known, base = (here.oid, here.tip) if here else (read.known, read.base)\n",
        "    if here:\n        return None\n    known, base = read.known, read.base\n",
        *SHARED,
    ),
    refresh(
        "what was acknowledged on a target is news again once it is merged with an own change",
        VALIDATION,
        "    return all(change is not None and foreign(change, checked.read) for change in changes)\n",
        "    return True\n",
        *INFORMED,
    ),
    refresh(
        "whatever was acknowledged elsewhere is known here for ever",
        VALIDATION,
        "    return all(change is not None and foreign(change, checked.read) for change in changes)\n",
        "    return not since\n",
        *INFORMED,
    ),
    refresh(
        "an answer that was acknowledged on a target is asked anew once another touches its file",
        VALIDATION,
        "if later.merge_base == base]",
        "if False]",
        *INFORMED,
    ),
    listings(
        "a new content after an acknowledgement elsewhere is a new name",
        VALIDATION,
        "here = change._replace(before=None) if change.after else change",
        "here = change",
        "tests/core/validation_test.py::test_a_listing_is_about_a_name_whatever_its_content_was",
    ),
    refresh(
        "who acknowledges its branch's version has not seen the other's",
        "coordgit/explain/acknowledge.py",
        "        if conflict.code == ELSEWHERE:\n",
        "        if False:\n",
        "tests/walks/elsewhere_test.py::test_what_was_seen_on_the_other_branch_stays_known_there[False-acknowledged]",
    ),
    refresh(
        "some of the lines that changed will do",
        KNOWLEDGE,
        "    return covers(change, ranges, count)\n",
        "    return True\n",
        "tests/core/knowledge_test.py",
        *KINDS,
    ),
    refresh(
        "what was shown does not count",
        TELL,
        "whole if not agent else ()",
        "()",
        *CLIENT,
    ),
    refresh(
        "what was cut counts as shown",
        TELL,
        " and (f.read.read_id, f.branch.ref) not in notice.cut]",
        "]",
        *CLIENT,
    ),
    refresh(
        "what a sub-agent was shown counts",
        TELL,
        "whole if not agent else ()",
        "whole",
        *CLIENT,
    ),
    refresh(
        "part of a diff in the session's own shell is all of it",
        "coordgit/notify/shown_diffs.py",
        "        if all(is_shown(one, change) for change in one.changes)\n",
        "        if patches\n",
        *LOOKED,
    ),
    refresh(
        "a diff in the session's own shell counts for calls beside it",
        "coordgit/notify/shown_diffs.py",
        "sealed=done, counts=done)",
        "sealed=done, counts=True)",
        *LOOKED,
    ),
    refresh(
        "whoever likes acknowledges what others have read",
        "coordgit/explain/acknowledge.py",
        "    if session.person:\n",
        "    if session:\n",
        *ANSWERING,
    ),
    refresh(
        "what is answered for a reader it knows itself",
        "coordgit/explain/acknowledge.py",
        "    return ALONE if makes_it and",
        "    return ON_BEHALF if makes_it and",
        *ANSWERING,
    ),
    refresh(
        "what another session saw before a rejection answers for a reader",
        "coordgit/check/weigh_findings.py",
        "read.at > since):\n",
        "True):\n",
        *ANSWERING,
    ),
    shown("it counts at once", TELL, "sealed=request.sealed, counts=False)", "sealed=request.sealed, counts=True)", *CLIENT),
    shown("it counts for the call that was answered", REFRESHES, "AND call <> :call AND", "AND :call = :call AND", *KNOWS),
    shown(
        "it counts for calls of the same batch", REFRESHES, 'AND (:need = 0 OR sealed = 1)"\n', 'AND :need = :need"\n', *CLIENT
    ),
    epochs(
        "a clear forgets nothing",
        "coordgit/store/sessions.py",
        '"UPDATE sessions SET epoch = epoch + 1, seen_at = :now WHERE session = :session"',
        '"UPDATE sessions SET seen_at = :now WHERE session = :session"',
        *KINDS,
    ),
    shown(
        "the end of another session's parallel calls ends one's own",
        REFRESHES,
        "WHERE counts = 0 AND sealed = 0 AND session = :session",
        "WHERE counts = 0 AND sealed = 0 AND :session = :session",
        *LOOKED,
    ),
    ties_them(
        "the store forgets that a search was declared when a tool runs it again",
        READS,
        '{"declared": 1} if read.declared else {}',
        '{"declared": read.declared}',
        "tests/walks/carried_forward_test.py",
    ),
    shell(
        "what goes on in the background has been seen when the call ends",
        "coordgit/shell/run.py",
        "            if chain[-1].background:",
        "            if False:",
        "tests/shell/shell_test.py",
    ),
    shell(
        "what stands after an ampersand goes on where the background went",
        "coordgit/shell/run.py",
        "                self.directory, self.variables, self.left = before\n",
        "                pass\n",
        "tests/shell/shell_test.py",
        "tests/shell/shell_truth_test.py",
    ),
    stickiness(
        "a look at an older version takes away what is known of a newer one",
        RECORD,
        "return reads_of_commits.newer(batch.git, known, read)\n",
        "return []\n",
        "tests/walks/older_version_test.py",
    ),
    stickiness(
        "lines of a newer version count as all of it",
        "coordgit/record/reads_of_commits.py",
        "if i.read.agent == read.agent and covers(i.read, read.kind, read.first, read.last)]",
        "if i.read.agent == read.agent]",
        "tests/walks/older_version_test.py",
    ),
    refresh(
        "a rejection lets a sub-agent refresh all its session's reads for ever",
        "coordgit/store/verdicts.py",
        " AND p.outcome = 'passed' AND p.operation IN ('commit', 'amend'))",
        " AND 0)",
        "tests/walks/sub_agents_test.py::test_a_rejection_after_which_a_commit_has_passed_lets_a_sub_agent_refresh_its_own_alone",
    ),
    stale_content(
        "what a rebase replays after a stop makes stale what was read there",
        "coordgit/check/findings.py",
        "if suspect.branch.ref != update.ref or suspect.asked.base in stops]",
        "if suspect.branch.ref != update.ref]",
        "tests/walks/rebase_stop_test.py",
    ),
    refresh(
        "an acknowledged change on a branch that has not landed still rejects",
        "coordgit/store/siblings.py",
        "if pair[1].after not in known.get(at[0], ())}",
        "if pair}",
        "tests/walks/linked_test.py",
    ),
    listings(
        "a search over an edit that takes back what landed is a new one",
        ANSWERS,
        "return hidden_answers.hides_newer(plan, moments, read, known)",
        "return False",
        HIDDEN,
    ),
    listings(
        "the answer of a work tree that is behind HEAD is HEAD's",
        ANSWERS,
        "if reflogs.moved_alone(batch.worktree, batch.git, read.base):",
        "if not read.base:",
        f"{HIDDEN}::test_an_answer_of_a_work_tree_that_is_behind_head_is_the_older_one",
    ),
    listings(
        "a file that was put back as HEAD had it is an edit for ever",
        "coordgit/store/writes.py",
        " AND path IN (:items) AND {EDITS} ORDER BY wrote_at, write_id",
        " AND path IN (:items) ORDER BY wrote_at, write_id",
        f"{HIDDEN}::test_a_file_that_a_session_has_put_back_as_head_has_it_is_behind_with_the_others",
    ),
    listings(
        "what is asked again is of HEAD",
        ANSWERS,
        "    base = _base(plan, moments, read)\n",
        "    base = read.base if before else _base(plan, moments, read)\n",
        HIDDEN,
    ),
    listings(
        "an edit that adds what landed once more hides it",
        "coordgit/core/predicates.py",
        "if times * undone.get(line, 0) > 0]",
        "if line in undone]",
        f"{HIDDEN}::test_an_answer_over_own_edits_of_other_lines_counts",
    ),
    listings(
        "what it has read of the file itself is hidden from its search",
        "coordgit/record/hidden_answers.py",
        "any(item.knows(after) or item.read.observed == after for item in items)",
        "False",
        f"{HIDDEN}::test_what_the_session_knows_is_not_hidden_by_its_edit",
    ),
    refresh(
        "an acknowledged version stays newer than what its branch has made of it since",
        "coordgit/check/landing/carried_reads.py",
        "if path in update.written and ref not in checked and",
        "if not path and",
        *INFORMED,
    ),
    refresh(
        "who acknowledges a change knows what others have made elsewhere of what it changes",
        "coordgit/check/landing/carried_reads.py",
        " and commits.is_ancestor(git, older, newer)\n",
        "\n",
        *INFORMED,
    ),
    listings(
        "files that a reset has left behind are as HEAD has them",
        "coordgit/record/hidden_answers.py",
        "dirty = set() if differs else trees.dirty(batch.git, head)",
        "dirty: set[str] = set()",
        "tests/walks/hidden_answers_test.py::test_an_answer_of_a_work_tree_that_is_behind_head_is_the_older_one",
    ),
    listings(
        "where a file is staged otherwise no other is behind",
        "coordgit/record/hidden_answers.py",
        "        if any(files[one.path] != one.before for one in older):\n",
        "        if False:\n",
        "tests/walks/hidden_answers_test.py::test_a_file_that_is_staged_otherwise_does_not_hide_that_the_others_are_behind",
    ),
    listings(
        "files are left behind by the moves that the store knows alone",
        "coordgit/record/hidden_answers.py",
        "left = reflogs.left_at(batch.git) or landings",
        "left = landings",
        "tests/walks/hidden_answers_test.py::test_an_answer_of_a_work_tree_that_missed_many_moves_is_the_oldest_one",
    ),
)
