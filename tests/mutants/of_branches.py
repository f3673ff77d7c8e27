"""Mutants of what a landing is asked on other branches, beside others in flight, where somebody holds a path, and by settings."""

from tests.mutants.mutant import part

CHECK = "coordgit/check/validate.py"
CONFLICTS = "coordgit/check/findings.py"
PUBLISH = "coordgit/check/landing/publish_landing.py"
READS = "coordgit/store/reads.py"
PRUNE = "coordgit/store/deletions.py"
TIPS = "coordgit/check/reconcile.py"
LINKED = ("tests/walks/linked_test.py",)
MOVES = ("tests/walks/operations_test.py",)
APART = ("tests/walks/branches_test.py",)
IN_FLIGHT = ("tests/cli/gc_in_flight_test.py",)
TURN = ("tests/walks/turn_test.py",)
FENCE = ("tests/walks/fence_test.py",)
MANY = (
    "tests/faults/concurrency_test.py::test_an_update_sees_one_that_has_not_moved_its_ref_yet",
    "tests/faults/concurrency_test.py::test_an_update_sees_what_was_published_while_it_was_validated",
)
KILLS = ("tests/faults/kill_test.py::test_git_killed_before_and_after_it_moved_the_ref",)
LOCKS = ("tests/coordination/locks_test.py",)
ELSEWHERE = ("tests/walks/elsewhere_test.py",)
FOLDED = "tests/walks/folded_by_reset_test.py"
SETTINGS = "coordgit/git/settings.py"
USERS = "tests/walks/user_settings_test.py"
GATED = ("tests/cli/coordination_test.py",)

target_branches = part("target branches")
unseen_updates = part("unseen updates")
pending_write_sets = part("pending write sets")
lock_fence = part("lock fence")
levels = part("levels")

OF_BRANCHES = (
    target_branches(
        "after a criss-cross merge the merge base that git lists first counts alone",
        "coordgit/check/branch_changes.py",
        "        if middle and beside:",
        "        if False:",
        "tests/walks/criss_cross_test.py",
    ),
    target_branches(
        "what one merge base has and the branch has taken back is no change",
        "coordgit/core/changes_since.py",
        "        if was != now:",
        "        if was != now and now != before:",
        "tests/core/since_test.py",
        "tests/walks/criss_cross_test.py",
    ),
    target_branches(
        "a listed name that was acknowledged elsewhere is asked again with each new content",
        "coordgit/check/stale/staleness.py",
        "        if suspect.read.kind in (MATCH, LISTING) and suspect.merge_base:\n",
        "        if suspect.read.kind == MATCH and suspect.merge_base:\n",
        "tests/walks/informed_test.py::test_a_listed_name_that_was_acknowledged_after_a_rebase_is_asked_no_more",
    ),
    target_branches(
        "of a merge, a text with the other side's mode is its own",
        "coordgit/git/trees.py",
        "if new not in olds:",
        "if before != after:",
        "tests/walks/lost_in_merge_test.py",
    ),
    target_branches(
        "a file that an attribute leaves out hides an answer",
        "coordgit/record/hidden_answers.py",
        'LEFT_ALONE = ("ignore", "inform")',
        "LEFT_ALONE = ()",
        "tests/walks/hidden_answers_test.py",
    ),
    target_branches(
        "the answer that is known of main lacks what a merge has landed of one's own",
        "coordgit/check/landing/reads_after_landing.py",
        "                if alone == update.written:",
        "                if False:",
        "tests/walks/own_answers_test.py",
    ),
    target_branches(
        "a blind edit leads to what its own branch has alone",
        "coordgit/check/advice/steps.py",
        "helps == advice_facts.WRITE and not branch and (conflict.first or not conflict.read)",
        "False",
        "tests/walks/blind_test.py",
    ),
    target_branches(
        "a branch of an unrelated history has changed all that is not as it was read",
        "coordgit/check/branch_changes.py",
        "            elif not base or middle or commits.is_shallow(git):",
        "            else:",
        *LINKED,
    ),
    target_branches(
        "the first commit of another history moves what was read on this one",
        READS,
        "if first else",
        "if False else",
        *LINKED,
    ),
    target_branches(
        "what was read on another branch only informs, whoever switched the work tree",
        "coordgit/check/stale/reads_elsewhere.py",
        "        if switch is not None and read",
        "        if switch is None and read",
        *ELSEWHERE,
    ),
    target_branches(
        "what was read on another branch is told at each commit",
        "coordgit/check/stale/reads_elsewhere.py",
        "        elif read.query is None and read.read_id not in reported:\n",
        "        elif read.query is None:\n",
        *ELSEWHERE,
    ),
    target_branches(
        "a session's own switch counts as another's",
        "coordgit/check/stale/branch_switches.py",
        "        if who == session:\n",
        "        if not who:\n",
        *ELSEWHERE,
    ),
    target_branches(
        "what the update itself brings along was read on another branch",
        "coordgit/check/judge.py",
        "    return _writes_known(update, suspect) or is_ancestor(git, suspect.asked.base, update.new)\n",
        "    return _writes_known(update, suspect)\n",
        *ELSEWHERE,
    ),
    target_branches(
        "what was read is on the branch again only if nothing stands beside it",
        "coordgit/check/judge.py",
        "    back = {*undone_changes.standing(git, versions)}\n",
        "    back = {key for key, (_, known, text) in versions if text == known}\n",
        f"{FOLDED}::test_what_she_has_read_stands_beside_further_work",
    ),
    target_branches(
        "what was read is on the branch again whatever stands there",
        "coordgit/check/judge.py",
        "    back = {*undone_changes.standing(git, versions)}\n",
        "    back = {key for key, _ in versions}\n",
        f"{FOLDED}::test_what_she_has_read_was_left_out_or_is_another",
    ),
    target_branches(
        "whose text is recognised in one file has made no other that a squash brings",
        PUBLISH,
        "its if path in update.sourced else carried",
        "carried",
        "tests/walks/squashed_with_own_test.py"
        "::test_what_a_squash_brings_into_a_file_that_main_has_of_its_author_is_not_his_who_squashes",
    ),
    target_branches(
        "whose text is recognised in one file may have made all others of a squash",
        PUBLISH,
        "its if path in update.sourced else carried",
        "its",
        "tests/walks/squashed_with_own_test.py::test_what_is_committed_along_with_a_squash_is_its_own_sessions",
    ),
    unseen_updates(
        "doctor takes the refusal of somebody else's hook for the guard's",
        "coordgit/install/probe.py",
        "    if any(line.startswith(DENIAL) for line in lines):\n",
        "    if True:\n",
        "tests/install/probe_test.py",
    ),
    target_branches(
        "where siblings block, a landing answers for what was there before",
        CONFLICTS,
        '    since = 0 if settings.siblings == "block" else landings',
        "    since = landings",
        *LINKED,
    ),
    target_branches(
        "the branch alone is asked",
        "coordgit/git/checked_branches.py",
        "    return (*own, *(branch for branch, child in asked.items() if child.result().strip()))\n",
        "    return (*own, *(branch for branch, child in asked.items() if not child.result()))\n",
        *LINKED,
    ),
    target_branches(
        "a target is asked even by what brings it in",
        "coordgit/git/checked_branches.py",
        "    return (*own, *(branch for branch, child in asked.items() if child.result().strip()))\n",
        "    return (*own, *(branch for branch, child in asked.items() if child.result() is not None))\n",
        *APART,
    ),
    target_branches(
        "a target is compared with the base of the read, not with what they have in common",
        "coordgit/check/branch_changes.py",
        "        by_base[base] = answers[base, tip] = common if code == 0 and common and base else None\n",
        "        by_base[base] = answers[base, tip] = None if code == 0 and common and base else None\n",
        *APART,
    ),
    target_branches(
        "an upstream that only the settings name is no target",
        SETTINGS,
        '            untracked = "" if spelt ==',
        "            untracked = ref if spelt ==",
        "tests/walks/targets_test.py",
    ),
    target_branches(
        "a branch's file that names another branch, or is broken, is taken for a commit",
        "coordgit/git/checked_branches.py",
        "    return known if plain else None\n",
        "    return known\n",
        "tests/git/checked_branches_test.py",
    ),
    pending_write_sets(
        "only what git has finished counts",
        "coordgit/check/reconcile.py",
        "        if branch.ref == updated or not branch.ref.startswith(refs.HEADS)\n",
        "        if True\n",
        *MANY,
    ),
    pending_write_sets(
        "what was published while it was gathered does not count",
        CHECK,
        "            if newest != newest_landing(store) or acts != sessions.acts(store, update.epochs):\n",
        "            if False:\n",
        *MANY,
    ),
    pending_write_sets(
        "what landed while it was gathered is judged as it was before",
        CHECK,
        "    if before is not None and before.tips == tips:\n",
        "    if before is not None:\n",
        *MANY,
    ),
    pending_write_sets(
        "what was denied or killed counts for ever",
        TIPS,
        "            settled.append((landing.landing_id, landings.VOID))\n",
        "            settled.append((landing.landing_id, landings.LANDED))\n",
        *KILLS,
    ),
    unseen_updates(
        "what no hook saw does not count",
        TIPS,
        "        _publish(store, state.ref, state.unpublished, now)\n",
        "        landings.set_tip(store, state.ref, state.current)\n",
        *MOVES,
    ),
    unseen_updates(
        "a branch that was made while no hook ran has nothing of its own",
        TIPS,
        "        unpublished = _move(git, begins, current) if begins else None\n",
        "        unpublished = None\n",
        "tests/walks/unseen_branch_test.py",
    ),
    lock_fence(
        "who wakes up after its lock expired may land over its successor",
        "coordgit/store/locks.py",
        "        if held.token > newest[path] and _unseen(store, session, path, held.landing_id, refs):\n",
        "        if False:\n",
        *LOCKS,
    ),
    lock_fence(
        "a lock that came before one's own is a successor too",
        "coordgit/store/locks.py",
        "        if held.token > newest[path] and _unseen(",
        "        if _unseen(",
        *LOCKS,
    ),
    lock_fence(
        "what another holds may be landed",
        CONFLICTS,
        "locks.foreign(store, session, paths, now).items()",
        "dict[str, Lock]().items()",
        *GATED,
    ),
    lock_fence(
        "the gate lets pass who wakes up after its lock expired",
        CONFLICTS,
        "locks.fenced(store, session, paths, refs_of).items()",
        "dict[str, Lock]().items()",
        *FENCE,
    ),
    target_branches(
        "what a target has changed since the read only informs",
        READS,
        "store.number(sql, path=path, ref=ref) <= read_after:",
        "True:",
        "tests/walks/beside_test.py",
    ),
    target_branches(
        "what a fetch brings after the read only informs",
        CONFLICTS,
        "remote_tips.at(store, ref, tip_id)",
        "remote_tips.at(store, ref, remote_tips.newest(store))",
        "tests/push/read_behind_test.py::test_what_is_fetched_after_the_read_rejects",
    ),
    target_branches(
        "what a remote had before the read rejects",
        "coordgit/record/planned_reads.py",
        "        tip_id=moments.tip_id,\n",
        "",
        "tests/push/read_behind_test.py::test_what_was_fetched_before_the_read_is_told_and_asked_where_the_work_lands",
    ),
    target_branches(
        "a call that reads and then fetches has read what the remote had before",
        "coordgit/record/seen_versions.py",
        "remote_tips.newest(store) if self.began is None else self.began.tip_id",
        "remote_tips.newest(store)",
        "tests/push/read_behind_test.py::test_a_call_during_which_another_session_fetched_is_asked",
    ),
    lock_fence(
        "rejections are in a row though it landed in between",
        PUBLISH,
        "    sessions.count_rejection(store, update.epoch.session, False)\n",
        "",
        *TURN,
    ),
    lock_fence(
        "trying again with nothing landed in between is a rejection in a row",
        "coordgit/store/sessions.py",
        "    if rejected and rejections(store, session) and not landed_between(store, session):\n",
        "    if False:\n",
        *TURN,
    ),
    pending_write_sets(
        "gc takes the edits of a landing in flight",
        PRUNE,
        "(SELECT landing_id FROM landings WHERE state <> 'pending' AND landed_at < :limit)",
        "(SELECT landing_id FROM landings WHERE landed_at < :limit)",
        *IN_FLIGHT,
    ),
    pending_write_sets(
        "gc takes the reads behind a landing in flight",
        "coordgit/prune.py",
        "[branch.tip for branch in targets], rows.in_flight(store))",
        "[branch.tip for branch in targets])",
        *IN_FLIGHT,
    ),
    unseen_updates(
        "an interpreter that does not start has answered",
        "hooks/start.sh",
        "    126 | 127) ;;\n",
        "",
        "tests/install/shim_test.py",
        "tests/trust/command_test.py",
    ),
    target_branches(
        "a target that becomes a name of another branch is not asked",
        "coordgit/cli/gate.py",
        'return git.commit(new[4:]) or "" if git.commit(ref) else ""',
        'return ""',
        "tests/walks/operations_test.py::test_a_target_that_becomes_a_name_of_another_branch_is_asked",
    ),
    pending_write_sets(
        "a commit that does not land after all leaves its session's listings moved",
        "coordgit/store/landings.py",
        "        if session is not None and old is not None and new is not None:\n",
        "        if False:\n",
        "tests/faults/concurrency_test.py::test_what_a_denied_commit_had_added_is_news_if_another_lands_it",
    ),
    levels(
        "a level that another HOME has for one command is the user's",
        SETTINGS,
        """        alone = alone or (scope == "global" and is_another_home(child.git, environ))\n""",
        "",
        f"{USERS}::test_a_weaker_level_for_one_command_is_a_bypass_and_recorded",
        f"{USERS}::test_a_target_that_is_set_in_another_home_for_one_command_does_not_count",
    ),
    levels(
        "the home in which a repository is set up once more is another one",
        "coordgit/install/setup.py",
        "    if (fresh or not by_itself) and (homes",
        "    if fresh and (homes",
        f"{USERS}::test_the_level_in_another_home_that_is_known_is_not_a_bypass[set up there]",
    ),
    levels(
        "where no home is noted each is another one",
        SETTINGS,
        "    if not known or _now(environ) <= known:\n",
        "    if _now(environ) <= known:\n",
        f"{USERS}::test_the_level_in_another_home_that_is_known_is_not_a_bypass[not noted]",
    ),
)
