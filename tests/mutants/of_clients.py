"""Mutants of what clients show and hide: which answers their models are given, and whose shell they run."""

from tests.mutants.mutant import part

HOOK = "coordgit/cli/hook.py"
EVERY = ("tests/walks/every_client_test.py",)
TOLD = ("tests/walks/informed_test.py::test_a_change_that_comes_and_goes_is_told_each_time",)
SHELL = ("tests/shell/listed_names_test.py",)
EXPANSION = "coordgit/shell/expansion.py"

clients = part("clients")
shell = part("what a shell runs")

OF_CLIENTS = (
    clients(
        "what no model is shown counts as told",
        "coordgit/client_events/handle.py",
        "    if event.deaf:  # whatever else there is to say waits for an answer that is heard\n",
        "    if False:\n",
        *EVERY,
    ),
    clients(
        "that a model was asked again does not show that it has seen the answers",
        "coordgit/client_events/record_event.py",
        "    seals = event.name in SEALS or event.asked\n",
        "    seals = event.name in SEALS\n",
        *EVERY,
    ),
    clients(
        "a call that has no id, made again, is the same call",
        "coordgit/client_events/record_event.py",
        ' if event.named or not event.call else f"{event.call} answered"\n',
        "\n",
        "tests/clients/copilot_test.py",
    ),
    clients(
        "commands are changed in repositories that nobody has set up",
        HOOK,
        "parsed._replace(instead=None)",
        "parsed",
        "tests/clients/copilot_test.py",
    ),
    clients(
        "git runs no hooks in Gemini CLI's shell",
        "coordgit/clients/gemini.py",
        "!= core.hooksPath ]",
        "!= core.nothing ]",
        "tests/clients/gemini_test.py",
    ),
    clients(
        "only commands that name git are told whose they are",
        "coordgit/clients/shell_tools.py",
        "if before and (understood.unknown or ",
        "if before and (",
        "tests/clients/gemini_test.py",
    ),
    clients(
        "what a call touches in another repository is recorded nowhere",
        HOOK,
        "for other in _elsewhere(parsed, nearest):",
        "for other in ():",
        "tests/walks/submodules_test.py",
    ),
    clients(
        "what landed during a long call is not told if another call was answered meanwhile",
        "coordgit/client_events/record_event.py",
        "        if begun.landing_id < tellings.upto(store, session, audience, begun.landing_id):\n",
        "        if False:\n",
        "tests/walks/told_beside_test.py",
    ),
    clients(
        "what one remote branch got before a call is not told if another moved during it",
        "coordgit/store/remote_tips.py",
        " and oid != tips[ref]}\n",
        "}\n",
        "tests/walks/told_beside_test.py",
    ),
    clients(
        "a look at another worktree's commit is at what that has when the call ends",
        "coordgit/record/seen_versions.py",
        "        return self.landing_id if began is None else began\n",
        "        return self.landing_id\n",
        "tests/walks/observation_test.py::test_a_look_at_a_commit_of_another_worktree_is_at_what_that_had_when_the_call_began",
    ),
    clients(
        "what was told once is not told again when it comes back",
        "coordgit/store/tellings.py",
        "    for path in dict.fromkeys(change.path for change in changes if change.landed):\n",
        "    for path in ():\n",
        *TOLD,
    ),
    clients(
        "what was told once is not told again when it takes the place of one's own text",
        "coordgit/check/landing/publish_landing.py",
        "        tellings.replaced(store, update.epoch, update.own)\n",
        "        pass\n",
        "tests/walks/told_once_test.py::test_what_it_was_told_and_has_replaced_is_told_again_if_it_comes_back[True]",
    ),
    clients(
        "a change that is undone before what was told of it counts is not told",
        "coordgit/notify/untold_changes.py",
        "        if now[read.path] == read.known != oid:\n",
        "        if False:\n",
        *TOLD,
    ),
    shell(
        "names that another command has chosen from are all of them",
        EXPANSION,
        "touch.act != LISTING or (known and not touch.exact) or",
        "touch.act != LISTING or",
        *SHELL,
    ),
    shell(
        "names that are printed without their folder are paths",
        EXPANSION,
        '"" if folder else "*"',
        '"*"',
        *SHELL,
    ),
    shell(
        "who reads names that another command prints has listed them too",
        "coordgit/shell/run.py",
        "        if any(is_listed(word, self.variables, self.names) for word in words):",
        "        if False:",
        *SHELL,
    ),
    shell(
        "a search that has failed unheard counts as one that was shown whole",
        "coordgit/shell/accesses.py",
        "speaker(steps) if ok and output else None",
        "speaker(steps)",
        "tests/shell/whole_search_test.py",
    ),
    shell(
        "what is printed beside a search whose complaints are not heard counts as printed by it",
        "coordgit/shell/words.py",
        "len(speaking) == 1",
        "speaking",
        "tests/shell/whole_search_test.py",
    ),
    clients(
        "what is written goes through a link that a clone has brought",
        "coordgit/install/shim.py",
        '    new = f"{path}.{os.urandom(6).hex()}.new"\n'
        "    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)\n",
        '    new = f"{path}.new"\n    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)\n',
        "tests/trust/written_test.py::test_links_beside_settings_are_not_written_through",
    ),
    clients(
        "a folder among the files may say that it is a worktree of the repository",
        "coordgit/git/worktrees.py",
        "    if worktree.git_dir != worktree.common and os.path.dirname(",
        "    if False and os.path.dirname(",
        "tests/trust/planted_test.py::test_no_hook_of_a_client_runs_it",
        "tests/trust/planted_test.py::test_no_command_opens_it",
    ),
)
