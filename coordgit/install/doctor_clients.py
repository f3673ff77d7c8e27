"""Test each client's registration: run it with a payload as the client sends it, and expect a recorded session.

Settings may come with a clone, so only commands that ``init`` itself writes are run.
"""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from coordgit.clients import CLIENTS, SESSION_VARIABLES, load
from coordgit.clients.base import FOLDER, SESSION
from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from coordgit.git.plumbing import environment
from coordgit.git.worktrees import Worktree
from coordgit.install import client_settings as texts
from coordgit.install import client_trust, registration, setup
from coordgit.install.finding import FAIL, OK, PATIENCE, WARN, Diagnosis, probe_session, run
from coordgit.store import sessions, trial
from coordgit.store.database import Store


def examine(worktree: Worktree, every: list[Worktree], store: Store | None, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Test every client that is registered in a worktree; report those found here that are not registered."""
    every = [here for here in every if here.top]  # in a bare repository no client works
    for name in CLIENTS:
        client = load(name)
        registered: dict[Worktree, dict[str, Any]] = {}
        for here in every:
            try:
                settings = texts.read(client, os.path.join(here.top, client.settings.path))[1]
                if texts.unregister(client, settings) != settings:
                    registered[here] = settings
            except CoordgitError as error:
                yield Diagnosis(
                    state=WARN if setup.unwanted(worktree) else FAIL,
                    text=f"{name}: {error.message}",
                    hint=error.hint,
                    client=name,
                )
        if not registered:
            if name in setup.detected(worktree) and not setup.unwanted(worktree):
                yield Diagnosis(
                    state=WARN,
                    text=f"{name}: it is here, but its reads are not recorded",
                    hint=f"coordgit init --client {name}",
                    client=name,
                )
            continue
        for here in every:
            top = here.top
            again = f"coordgit -C {word(top)} init --client {name}"
            if here not in registered:
                yield Diagnosis(state=WARN, text=f"{name}: its hooks are not registered in {top}", hint=again, client=name)
                continue
            settings = registered[here]
            command = registration.command(name)
            hook = next(iter(client.settings.hooks))
            same = texts.register(client, settings, command) == settings
            if not same:
                yield Diagnosis(
                    state=WARN, text=f"{name}: its hooks in {top} are not those that init registers", hint=again, client=name
                )
            if not same and command(hook) not in commands(settings, name):
                yield Diagnosis(
                    state=FAIL,
                    text=f"{name}: its hooks in {top} run something else than init writes, which was not tried",
                    hint=again,
                    client=name,
                )
            elif store is not None:
                why = attempt(store, name, top, command(hook), environ)
                if why:
                    yield Diagnosis(state=FAIL, text=f"{name}: its hooks in {top} record nothing: {why}", hint=again, client=name)
                else:
                    yield Diagnosis(
                        state=OK, text=f"{name}: its hooks in {top} recorded a session, deleted again", hint="", client=name
                    )
                    for lack, remedy in client_trust.lacks(name, here, settings, environ):
                        yield Diagnosis(state=WARN, text=f"{name}: {lack}", hint=remedy, client=name)


def attempt(store: Store, name: str, top: str, command: str, environ: Mapping[str, str]) -> str:
    """Run what is registered for the beginning of a session; return why it recorded nothing, "" if it did."""
    session = probe_session()
    scrubbed = (name.upper(), "COORDGIT_", *(variable for some in SESSION_VARIABLES.values() for variable in some))
    env = {k: v for k, v in environment(environ).items() if not k.startswith(scrubbed)}
    client = load(name)
    if client.settings.folder_variable:
        env[client.settings.folder_variable] = top
    given = {SESSION: session, FOLDER: top}
    sent = json.dumps({key: given.get(value, value) for key, value in client.settings.begins.items()})
    done = run(["sh", "-c", command], top, env, sent)
    if done is None:
        return f"it does not answer within {PATIENCE} s"
    seen = sessions.get(store, session)
    trial.forget(store, session)
    if seen is not None and seen.client == name:
        return ""
    lines = done.stderr.strip().splitlines()
    return lines[0] if lines else "the command ran, no session was recorded"


def commands(settings: Any, name: str) -> list[str]:
    """Return coordgit's different commands anywhere in a client's settings."""
    if isinstance(settings, dict | list):
        inside = settings.values() if isinstance(settings, dict) else settings
        return list(dict.fromkeys(command for value in inside for command in commands(value, name)))
    return [settings] if isinstance(settings, str) and "coordgit" in settings and f"hook {name}" in settings else []
