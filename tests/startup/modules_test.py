"""Hooks load their modules from one file, which they write themselves and never believe against the sources."""

import compileall
import marshal
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import coordgit
from coordgit.core import note_format
from coordgit.startup import kept_code

LOADED = """\
import sys
sys.path.insert(0, {folder!r})
from coordgit.startup import modules
modules.use("hook")
from coordgit.cli import start, hook  # in this order, as hooks do
from coordgit.client_events import handle
kept = hook.__spec__.loader is modules.KeptModules and handle.__spec__ is None
print(kept, handle.__file__ == {folder!r} + "/coordgit/client_events/handle.py", hasattr(handle, "NEW"))
"""
FROM_FILE, AS_USUAL = "True True False\n", "False True False\n"
CHANGED, CHANGED_FROM_FILE = "False True True\n", "True True True\n"


class Copy:
    """A copy of the package, whose hooks ran."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(
            Path(coordgit.__file__).parent, folder / "coordgit", ignore=shutil.ignore_patterns("__pycache__", "*.sql")
        )
        self.imported = folder / "coordgit/client_events/handle.py"
        self.hook()
        (self.file,) = (folder / "coordgit/cli/__pycache__").glob("fast.*")

    def hook(self, verb: str = "hook", *rest: str) -> None:
        """A hook without a payload, which loads little."""
        words = [sys.executable, "-I", "-S", str(self.folder / "coordgit/cli/fast.py"), verb, *(rest or ("claude",))]
        done = subprocess.run(words, input=b"", capture_output=True, cwd="/")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

    def groups(self, verb: str) -> dict[str, int]:
        """Each module that begins a group of a hook -> the bytes of the group."""
        whole = self.file.read_bytes()
        _, _, places = marshal.loads(whole[4 : 4 + int.from_bytes(whole[:4], "little")])
        return {name: sum(lengths) for (whose, name), (_, *lengths) in places.items() if whose == verb}

    def loaded(self) -> str:
        program = LOADED.format(folder=str(self.folder))
        return subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_what_a_hook_loaded_comes_from_the_file_in_the_next(copy: Copy) -> None:
    written = copy.file.stat().st_mtime_ns
    copy.hook()
    assert copy.loaded() == FROM_FILE
    assert copy.file.stat().st_mtime_ns == written  # nothing was missing


@pytest.mark.daily(1)
@pytest.mark.parametrize("verb", ["gate", "pre-push"])
def test_what_another_hook_loads_changes_nothing_of_what_this_one_has_in_the_file(copy: Copy, verb: str) -> None:
    kept = copy.groups("hook")
    copy.file.unlink()
    copy.hook(verb, "prepared", "1")
    assert copy.groups(verb) and not copy.groups("hook")
    copy.hook()
    assert copy.groups("hook") == kept


def test_the_first_modules_come_from_the_file_as_well(copy: Copy) -> None:
    fast = str(copy.folder / "coordgit/cli/fast.py")
    names = ("coordgit", "coordgit.cli", "coordgit.cli.start")
    shown = f"print(*(sys.modules[name].__spec__ for name in {names}), 'modules' in sys.modules)"
    program = f"import os, sys; os._exit = lambda code: {shown}; sys.argv = [{fast!r}, 'hook']\n"
    program += f"exec(compile(open({fast!r}).read(), {fast!r}, 'exec'), {{'__file__': {fast!r}}})"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert done.stdout == "None None None False\n", done.stderr


def test_a_changed_source_counts_even_with_its_old_size_and_second(copy: Copy) -> None:
    old, text = copy.imported.stat(), copy.imported.read_text()
    copy.imported.write_text(text.replace("\nDIFFS = ", "\nNEW   = "))
    for compiled in copy.folder.glob("coordgit/client_events/__pycache__/handle.*"):
        compiled.unlink()
    os.utime(copy.imported, ns=(old.st_atime_ns, old.st_mtime_ns + 1))
    assert copy.loaded() == CHANGED
    copy.hook()
    assert copy.loaded() == CHANGED_FROM_FILE


def test_a_package_whose_source_changed_is_loaded_before_its_modules(copy: Copy) -> None:
    package = copy.folder / "coordgit/core/__init__.py"
    package.write_text(package.read_text() + "# changed\n")
    copy.hook()


@pytest.mark.daily(2)
@pytest.mark.parametrize("damage", ["empty", "cut", "of another folder", "compiled by Python", "gone"])
def test_a_file_that_is_no_use_is_made_again(copy: Copy, damage: str) -> None:
    whole = copy.file.read_bytes()
    copy.file.unlink()
    if damage == "compiled by Python":
        compileall.compile_file(copy.folder / "coordgit/cli/fast.py", quiet=2)
        assert copy.file.exists()
    elif damage != "gone":
        damaged = {"empty": b"", "cut": whole[: len(whole) // 2], "of another folder": whole.replace(b"coordgit", b"other---")}
        copy.file.write_bytes(damaged[damage])
    assert copy.loaded() == AS_USUAL
    copy.hook()
    assert copy.loaded() == FROM_FILE


def test_code_that_the_disk_lost_is_compiled_and_kept_again(copy: Copy) -> None:
    whole = copy.file.read_bytes()
    start = 4 + int.from_bytes(whole[:4], "little")
    copy.file.write_bytes(whole[:start] + bytes(len(whole) - start))
    copy.hook()
    assert copy.file.read_bytes() != whole[:start] + bytes(len(whole) - start)
    copy.hook()
    assert copy.loaded() == FROM_FILE


def test_a_hook_fails_where_a_source_file_is_gone(copy: Copy) -> None:
    (copy.folder / "coordgit/cli/start.py").unlink()
    for compiled in copy.folder.glob("coordgit/cli/__pycache__/start.*"):
        compiled.unlink()
    words = [sys.executable, "-I", "-S", str(copy.folder / "coordgit/cli/fast.py"), "gate", "prepared", "1"]
    assert subprocess.run(words, input=b"", capture_output=True, cwd="/").returncode == 125


def test_where_the_package_is_somebody_elses_hooks_do_without(copy: Copy) -> None:
    copy.file.unlink()
    copy.file.mkdir()  # root may write anywhere
    (copy.file / "in the way").touch()
    copy.hook()
    assert [one.name for one in copy.file.parent.glob("fast.*")] == [copy.file.name]
    assert copy.loaded() == AS_USUAL


def test_classes_of_the_standard_library_are_made_as_well_without_their_annotations() -> None:
    """Their fields' annotations are looked at when such a class is made."""
    compiled = kept_code._compiled(note_format.__name__)
    assert compiled is not None
    namespace: dict[str, Any] = {"__name__": note_format.__name__}
    exec(compiled[0][-1], namespace)
    assert namespace["Again"]._fields == note_format.Again._fields
