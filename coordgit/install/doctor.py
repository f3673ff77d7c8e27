"""Test whether commits here are really guarded: every part, in every worktree; each failure names its remedy.

Nothing is repaired, and what a test leaves in the store is removed again.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import metadata

from coordgit.core.model import UNVERIFIED
from coordgit.core.probes import PUSHED_PROBES
from coordgit.core.quoting import counted, quoted, word
from coordgit.errors import CoordgitError
from coordgit.git import attributes, checked_branches, refs
from coordgit.git import settings as config
from coordgit.git.plumbing import Git, content, environment, records, version_of
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.install import (
    chained_hooks,
    doctor_clients,
    git_config,
    hooks,
    launcher,
    lock_timeouts,
    probe,
    registered_repositories,
)
from coordgit.install.finding import FAIL, OK, WARN, Diagnosis, probe_session, run
from coordgit.processes import alive
from coordgit.program import FAST
from coordgit.store import landings, sessions, trial, verdicts
from coordgit.store.database import Store, failure, open_store
from coordgit.store.engines.postgresql import Conflicted, TeamStore
from coordgit.team import locks_and_tasks, membership


def examine(worktree: Worktree, environ: Mapping[str, str], now: float) -> Iterator[Diagnosis]:
    """Yield the result of each test."""
    yield Diagnosis(OK, f"this is coordgit {metadata.version('coordgit')}: {FAST}")
    git = worktree.git(keep=True)
    # nothing that came with the repository is run
    if os.path.isdir(worktree.store) and not registered_repositories.holds(worktree.common):
        yield _unregistered(worktree)
        return
    settings = None
    try:
        settings = config.of(git, environ)
        yield from _settings(git, settings, environ)
        yield from _attributes(worktree, git, environ)
        hooks.check_layout(worktree)
    except CoordgitError as error:
        yield Diagnosis(FAIL, error.message, error.hint)
    shim = launcher.target(f"{worktree.store}/shim")
    yield from _shim(worktree, shim)
    clients = launcher.target()
    if clients is not None:
        yield Diagnosis(OK, f"hooks of clients run {clients[1]} with {clients[0]}")
    store, finding = _open(worktree, now)
    yield finding
    if store is not None:
        yield from _gate(store, worktree, environ)
    every = chained_hooks.everywhere(worktree)
    for here in every:
        why = probe.probe(here, environ)
        if why:
            yield Diagnosis(FAIL, f"{here.folder} is not guarded: {why}", _way_on(here, environ))
            continue
        yield Diagnosis(OK, f"{here.folder}: git refused the update that its hook has to refuse")
        if not hooks.asks_pushes(here):
            unasked = f"pushes from {here.folder} are not checked: its pre-push hook is not coordgit's"
            yield Diagnosis(WARN, unasked, f"coordgit -C {word(here.folder)} init")
    yield from _apart(every[0], git)
    yield from _older_gits(git, environ)
    yield from doctor_clients.examine(worktree, every, store, environ)
    if settings is not None and settings.team:
        yield from _team(worktree, settings, environ)
    yield from _locks(worktree, git)
    if store is not None:
        with store:
            yield from _shared(store, every)
            yield from _unseen(store, git)


def _unregistered(worktree: Worktree) -> Diagnosis:
    """Say why this repository is in no list of this user's: nobody put it there, or nobody can."""
    folder = registered_repositories.folder()
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        why = f"{folder}, which lists the repositories that you have set up, cannot be made: {error.strerror}"
        return Diagnosis(FAIL, why, "export XDG_STATE_HOME=FOLDER; coordgit init")
    why = f"{worktree.common} was not set up by you where it is now: moved, mounted elsewhere, unpacked, or another's set-up"
    return Diagnosis(FAIL, why, "coordgit init")


def _apart(main: Worktree, git: Git) -> Iterator[Diagnosis]:
    """Check a main work tree that cannot be found from others: a relative core.hooksPath may have no hooks there."""
    if main.top or git.setting("core.bare", "bool") == "true":
        return
    folder = git.setting("core.hooksPath", "path")
    if folder and not os.path.isabs(folder):
        yield Diagnosis(
            FAIL,
            f"where the main work tree of {main.common} is, is not known here: core.hooksPath, {folder}, may be empty there",
            f"git -C {word(main.common)} config core.worktree MAIN_WORK_TREE",
        )


def _older_gits(git: Git, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Warn of each git on PATH that runs no config hooks: an editor or a login shell may find it first. Hook files run in all."""
    if not git.setting("hook.coordgit.command"):
        return
    seen = set()
    for folder in filter(os.path.isabs, environ.get("PATH", "").split(os.pathsep)):
        path = os.path.realpath(f"{folder}/git")
        if path in seen or not os.access(path, os.X_OK):
            continue
        seen.add(path)
        said = run([path, "version"], folder, environ)
        version = said.stdout.split()[2:3] if said is not None else []
        if version and version_of(version[0]) < hooks.CONFIG_HOOKS:
            what = f"{folder}/git is git {version[0]}, which does not run config hooks: what it commits here is not checked"
            yield Diagnosis(WARN, what, f"PATH={word(folder)}:$PATH coordgit init")


def _way_on(worktree: Worktree, environ: Mapping[str, str]) -> str:
    """Return the command that helps an unguarded worktree: what init would stop at comes first."""
    switched = probe.switch(worktree, environ)
    if switched:
        return switched[1]
    try:
        hooks.check(worktree)
    except CoordgitError as error:
        return error.hint
    return f"coordgit -C {word(worktree.folder)} init"


def _settings(git: Git, settings: Config, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    for note in settings.notes:
        yield Diagnosis(FAIL, note, "git config --show-origin --get-regexp '^coordgit'")
    if settings.bypass:
        in_environ = environ.get("COORDGIT_BYPASS", "").strip()
        hint = "unset COORDGIT_BYPASS" if in_environ else git_config.unset(git, "coordgit.bypass")
        yield Diagnosis(FAIL, f"every landing is let through: a bypass is set, {quoted(settings.bypass)}", hint)
    if settings.level == "record":
        yield Diagnosis(
            FAIL,
            "coordgit.level is record: nothing is rejected but paths with the attribute coordgit=strict",
            "git config coordgit.level strict",
        )
    elif settings.level != "strict":
        yield Diagnosis(
            WARN, f"coordgit.level is {settings.level}: not every stale read rejects", "git config coordgit.level strict"
        )
    if settings.given:
        hint = "unset GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM"
        hint = "coordgit init" if config.is_another_home(git, environ) else hint
        yield Diagnosis(WARN, f"{settings.once} is set in the environment: what lands by it alone is a bypass", hint)
    unknown = checked_branches.missing(git, settings)
    for setting, name in unknown:
        none_left = len([target for target in unknown if target[0] == "coordgit.target"]) == len(settings.targets)
        yield Diagnosis(
            FAIL if none_left or setting != "coordgit.target" else WARN,
            checked_branches.absent(setting, name),
            git_config.unset(git, setting, name),
        )
    if settings.allow_on_error:
        yield Diagnosis(
            WARN,
            "coordgit.onError is allow: commits land unchecked while the store cannot answer",
            git_config.unset(git, "coordgit.onError"),
        )
    if (
        not settings.targets
        and not settings.of_branches
        and refs.heads(git)
        and not checked_branches.existing_targets(git, "", ())
    ):
        remote = git.text("remote").split("\n")[0]
        yield Diagnosis(
            WARN,
            "no branch here is known as one that work is meant for: a commit is checked against its own branch alone, no push is",
            f"git remote set-head {word(remote)} --auto" if remote else "git config coordgit.target NAME",
        )


def _attributes(worktree: Worktree, git: Git, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    committed, uncommitted = (f"git grep {where} -- ':/*.gitattributes'" for where in ("coordgit HEAD", "--untracked coordgit"))
    in_head = attributes.notes(attributes.start_notes(git))
    for note in attributes.notes(attributes.start_notes(git), worktree.top):
        yield Diagnosis(FAIL, note, committed if note in in_head else uncommitted)
    for file in attributes.of_users(git, worktree):
        path = f"{worktree.common}/info/attributes" if file.path == attributes.INFO else file.where
        path = path.removeprefix("core.attributesFile ")
        for note in attributes.unknown_values(file.where, file.text):
            yield Diagnosis(FAIL, note, f"grep -n coordgit {word(path)}")
    tips = [branch.tip for branch in checked_branches.checked_in(worktree, git, environ).checked]
    paths = list(records(git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD"))) if git.commit("HEAD") else []
    values = attributes.of_commits(git, tips, paths)
    if paths and all(values.get(path) in ("ignore", "inform") for path in paths):
        what = "nothing is rejected but locked paths: every file has the attribute coordgit=ignore or coordgit=inform"
        yield Diagnosis(FAIL, what, committed)


def _shim(worktree: Worktree, target: tuple[str, str] | None) -> Iterator[Diagnosis]:
    if target is None:
        yield Diagnosis(FAIL, f"there is no {worktree.store}/shim, which the hooks go through", "coordgit init")
        return
    if not os.path.isfile(target[1]):
        yield Diagnosis(FAIL, f"the hooks run {target[1]}, which is gone", "coordgit init")
    program = "import sqlite3, sys; print(sys.version.split()[0], sqlite3.sqlite_version)"
    done = run([target[0], "-I", "-S", "-c", program], worktree.folder)
    if done is None or done.returncode:
        why = (done.stderr.strip().splitlines() or ["it failed"])[-1] if done else "it is gone, or does not answer"
        yield Diagnosis(FAIL, f"the hooks run {target[0]}, which cannot run them: {why}", "coordgit init")
        return
    version, sqlite = done.stdout.split()
    yield Diagnosis(OK, f"the hooks run {target[0]}: Python {version} with SQLite {sqlite}")
    if target != (sys.executable, FAST):
        yield Diagnosis(
            WARN,
            f"the hooks run {target[1]}, another coordgit than this one; its next command points them here",
            "coordgit status",
        )


def _open(worktree: Worktree, now: float) -> tuple[Store | None, Diagnosis]:
    """Return the store, if it is sound and accepts a record."""
    store = None
    try:
        store = open_store(worktree.store)
        launcher.keep_up(store, worktree.common)
        damage = trial.damage(store)
        if damage:
            raise failure(sqlite3.DatabaseError(f"malformed: {damage}"), worktree.store)
        if not trial.record(store, probe_session(), now):
            raise CoordgitError("the store does not give back what is recorded", f"ls -l {word(worktree.store)}")
        return store, Diagnosis(OK, f"the store took a record, rolled back: {worktree.store}, schema {trial.schema(store)}")
    except (CoordgitError, sqlite3.Error) as error:
        failed = error if isinstance(error, CoordgitError) else failure(error, worktree.store)
        if store is not None:
            store.close()
        return None, Diagnosis(FAIL, failed.message, failed.hint)


def _gate(store: Store, worktree: Worktree, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Call the gate, as git's hook would, for a branch that is never made."""
    shim = f"{worktree.store}/shim"
    commit = worktree.git().commit("HEAD")
    if not commit or not os.access(shim, os.X_OK):
        return
    session = probe_session()
    env = environment(environ) | {"COORDGIT_SESSION": session}
    if not worktree.top:
        env["GIT_DIR"] = "."
    asked = f"{'0' * len(commit)} {commit} {PUSHED_PROBES}{os.getpid()}\n"
    started = time.monotonic()
    done = run([shim, "gate", "pre-receive", str(os.getpid())], worktree.folder, env, asked)
    took = round((time.monotonic() - started) * 1000)
    trial.forget(store, session)
    if done is not None and done.returncode == 0 and not done.stderr:
        yield Diagnosis(OK, f"the gate answers, after {took} ms")
    else:
        why = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0] if done else "nothing"
        yield Diagnosis(FAIL, f"the gate does not answer: {why}", f"tail -n 5 {word(worktree.store)}/log")


def _locks(worktree: Worktree, git: Git) -> Iterator[Diagnosis]:
    stale = probe.stale_locks(worktree.common)
    if stale:
        names = " ".join(word(path) for path in stale)
        yield Diagnosis(
            FAIL,
            f"a git that was killed left {counted(len(stale), 'lock file')}, which stop{'s' * (len(stale) == 1)} the next",
            f"rm {names}",
        )
    for name, value in lock_timeouts.shorter(git).items():
        short = f"{name} is {value}: git may give up while another commit is judged"
        yield Diagnosis(WARN, short, f"git config {name} {lock_timeouts.LOCK_TIMEOUT}")


def _shared(store: Store, every: list[Worktree]) -> Iterator[Diagnosis]:
    """Warn that pre-commit puts everybody's unstaged edits in a work tree away while it runs."""
    live = sessions.live(store)
    for top in (tree.top for tree in every if tree.top):
        here = [session for session in live if session.worktree == top]
        if len(here) > 1 and os.path.exists(f"{top}/.pre-commit-config.yaml") and _runs_pre_commit(top):
            yield Diagnosis(
                WARN,
                f"pre-commit stashes unstaged edits of all {len(here)} sessions in {top} whenever one of them commits",
                f"git -C {word(top)} worktree add ../NAME",
            )


def _runs_pre_commit(top: str) -> bool:
    return b"pre-commit" in content(Git(top).path("hooks/pre-commit"))[:4096]


def _unseen(store: Store, git: Git) -> Iterator[Diagnosis]:
    """Report branch moves that no hook saw, noted already or not."""
    heads = refs.heads(git)
    for ref, known in landings.tips(store).items():
        now, waiting = heads.get(ref), landings.pending(store, ref)
        named = {known} | {oid for landing in waiting for oid in (landing.old, landing.new)}
        if now and now not in named and all(alive(landing.process) is False for landing in waiting):
            span = f"{known[:12]}..{now[:12]}"
            yield Diagnosis(WARN, f"{refs.short(ref)} moved without a hook seeing it", f"coordgit verify {span}")
    for verdict, _ in verdicts.newest(store, 1000):
        if verdict.outcome == UNVERIFIED and heads.get(verdict.ref) == verdict.new:
            span = f"{(verdict.old or '')[:12]}..{(verdict.new or '')[:12]}"
            yield Diagnosis(
                WARN, f"{refs.short(verdict.ref)} moved without a hook seeing it: {verdict.name}", f"coordgit verify {span}"
            )


WITHOUT = "without it no lock and no task is granted here, and what others do is shown as last known; commits are checked as ever"
"""What it costs that the team's store is not reached."""
PSQL = 'psql "$(git config coordgit.team)" -c "SELECT 1"'
"""What connects by the same rules, and says more of why it cannot."""


def _team(worktree: Worktree, settings: Config, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Yield the result of each test."""
    try:
        its_membership = membership.settle(worktree, settings)
        assert its_membership is not None
        started = time.monotonic()
        store = membership.connect(its_membership, environ)
        connected = time.monotonic() - started
    except CoordgitError as error:
        yield _unreached(error)
        return
    with store:
        try:
            yield Diagnosis(OK, _answer(store, its_membership, connected))
            with trial.undone(store):
                sessions.seen(store, f"{its_membership.clone}/probe", store.clock())
            with open_store(worktree.store) as here:
                locks_and_tasks.joined(
                    locks_and_tasks.Clone(store=here, worktree=worktree, membership=its_membership, environ=environ), store
                )
        except (CoordgitError, Conflicted) as error:
            yield _unreached(error if isinstance(error, CoordgitError) else CoordgitError(str(error)))


def _unreached(error: CoordgitError) -> Diagnosis:
    return Diagnosis(WARN, f"{error.message}; {WITHOUT}", PSQL if error.hint == "coordgit doctor" else error.hint)


def _answer(store: TeamStore, its_membership: membership.Membership, connected: float) -> str:
    before, started = time.time(), time.monotonic()
    clock = store.clock()
    trip = time.monotonic() - started
    version = store.simple("SHOW server_version")[0][0].split()[0]
    ahead = clock - (before + trip / 2)
    differs = f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
    return (
        f"the team's store, {store.address.shown}, answers: connected in {connected * 1000:.0f} ms, a query takes"
        f" {trip * 1000:.0f} ms, PostgreSQL {version}, its clock is {differs};"
        f" project {its_membership.project}, this clone is {its_membership.clone}"
    )
