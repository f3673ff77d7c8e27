"""What hooks load of the standard library: a module of ``SLOW`` costs each of them as much as the rest of its work."""

import subprocess
import sys
from pathlib import Path

import pytest

import coordgit

SLOW = {"typing", "re", "enum", "functools", "collections", "contextlib", "json", "subprocess", "tempfile", "hashlib"}


@pytest.mark.isolated
@pytest.mark.parametrize(
    "module",
    [
        "check.validate",
        "check.conflict_facts",
        "check.advice.gather_advice",
        "check.incoming_changes",
        "explain.committer_text",
        "cli.hook",
        "cli.prepush",
        "record.edits",
    ],
)
def test_what_hooks_run_loads_none_of_the_slow_modules(module: str) -> None:
    path = f"import sys; sys.path.insert(0, {str(Path(coordgit.__file__).parents[1])!r}); "
    program = f"{path}import coordgit.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert not SLOW & set(done.stdout.split())


@pytest.mark.isolated
@pytest.mark.parametrize("module", ["cli.hook", "record.apply", "check.validate", "core.changes_since"])
def test_hooks_load_none_of_the_abstract_collections(module: str) -> None:
    path = f"import sys; sys.path.insert(0, {str(Path(coordgit.__file__).parents[1])!r}); "
    program = (
        f"{path}from coordgit.startup import modules; modules.use_stand_ins(); import coordgit.{module}; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert "_collections_abc" not in done.stdout.split()


AT_TIMES = {
    "check.ref_transaction": (
        "check.stale.already_seen",
        "check.integrity.left_behind",
        "check.integrity.taken_sides",
        "check.integrity.undone_elsewhere",
        "core.hunks",
        "core.quoting",
        "core.landed_steps",
        "core.rules.codes",
        "git.reflogs",
        "store.acknowledgements",
        "store.tellings",
        "store.unanswered",
    ),
    "client_events.handle, coordgit.clients.claude, coordgit.record.apply": (
        "core.quoting",
        "git.reflogs",
        "processes",
        "record.planned_answers",
    ),
}
"""What the gate, and a client's hook, run -> modules that few commits and few calls need: their import costs each a hundredth."""


@pytest.mark.isolated
@pytest.mark.parametrize("modules", AT_TIMES)
def test_hooks_load_what_is_needed_at_times_only_then(modules: str) -> None:
    path = f"import sys; sys.path.insert(0, {str(Path(coordgit.__file__).parents[1])!r}); "
    program = f"{path}import coordgit.{modules}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert not {f"coordgit.{name}" for name in AT_TIMES[modules]} & set(done.stdout.split())
