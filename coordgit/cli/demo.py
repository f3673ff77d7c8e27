"""``coordgit demo``: on scratch repositories with real git, merges that git calls clean and that break, and coordgit with them.

Nothing outside the scratch folder is read or written: no settings of the user or the machine, no repository around it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable

import click

from coordgit.bench.cost.scratch import scratch_environment
from coordgit.cli.context import say
from coordgit.errors import CoordgitError
from coordgit.program import FAST

PRICES = """PRICES = {"tea": 3, "cup": 8}


def price(item):
    return PRICES[item]
"""
SHOP = """from prices import price

print("tea costs", price("tea"))
"""
NEW_PRICES = """PRICES = {"tea": 3, "cup": 8}
RATES = {"EUR": 1.0, "USD": 1.1}


def price(item, currency):
    return PRICES[item] * RATES[currency]
"""
NEW_SHOP = """from prices import price

print("tea costs", price("tea", "EUR"))
"""
INVOICE = """from prices import price

print("two cups are", 2 * price("cup"))
"""
NEW_INVOICE = """from prices import price

print("two cups are", 2 * price("cup", "EUR"))
"""
DEARER = NEW_PRICES.replace('"tea": 3', '"tea": 4')
RATED = NEW_PRICES.replace('"USD": 1.1', '"USD": 1.2')
BOTH = DEARER.replace('"USD": 1.1', '"USD": 1.2')


class NotAsTold(Exception):
    """A step had another result than the demo says."""


class Stage:
    """A folder with the worktrees main, ann and bob, and the text about each step in them."""

    def __init__(self, folder: str, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.programs = {"git": ["git"], "python": [sys.executable, "-B"], "coordgit": [sys.executable, "-I", FAST]}
        self.env = scratch_environment(os.path.dirname(folder), "Demo") | {"USER": "demo", "LOGNAME": "demo"}

    def set_up(self, worktrees: bool = True) -> None:
        """Make main with a working program, and a worktree with a branch for each session."""
        os.makedirs(f"{self.folder}/main")
        self.run("main", "git init -q", quiet=True)
        self.write("main", "prices.py", PRICES, quiet=True)
        self.write("main", "shop.py", SHOP, quiet=True)
        self.run("main", "git add .", quiet=True)
        self.run("main", "git commit -qm 'Sell tea and cups'", quiet=True)
        for name in ("ann", "bob") if worktrees else ():
            self.run("main", f"git worktree add -q -b {name} ../{name}", quiet=True)

    def clone(self) -> None:
        """Make a remote with the same program, and a guarded clone of it for each session."""
        self.set_up(worktrees=False)
        self.run("main", "git clone -q --bare . ../remote.git", quiet=True)
        for name in ("ann", "bob"):
            self.run("main", f"git clone -q ../remote.git ../{name}", quiet=True)
            self.run(name, "coordgit init --no-clients", quiet=True)

    def tell(self, text: str) -> None:
        self.say("\n" + text)

    def write(self, who: str, path: str, text: str, quiet: bool = False, session: str | None = None) -> None:
        with open(f"{self.folder}/{who}/{path}", "w", encoding="utf-8") as file:
            file.write(text)
        if not quiet:
            self.say(f"{session or who} writes {path}:\n" + "".join(f"    {line}\n" for line in text.splitlines()).rstrip("\n"))

    def edit(self, who: str, path: str, old: str, new: str, *, session: str) -> None:
        """Change a file with a client's tool, whose hooks record the edit."""
        full = f"{self.folder}/{who}/{path}"
        with open(full, encoding="utf-8") as file:
            text = file.read()
        given = {"file_path": full, "old_string": old, "new_string": new, "replace_all": False}
        call = {
            "session_id": session,
            "cwd": f"{self.folder}/{who}",
            "tool_name": "Edit",
            "tool_input": given,
            "tool_use_id": new,
        }
        answer = {"filePath": full, "oldString": old, "newString": new, "originalFile": text, "structuredPatch": []}
        self.run(who, "coordgit hook claude", quiet=True, session=session, stdin=call | {"hook_event_name": "PreToolUse"})
        self.write(who, path, text.replace(old, new), quiet=True)
        after = call | {"hook_event_name": "PostToolUse", "tool_response": answer}
        self.run(who, "coordgit hook claude", quiet=True, session=session, stdin=after)
        self.say(f"{session} edits {path}:\n    -{old}\n    +{new}")

    def run(
        self,
        who: str,
        command: str,
        shows: str = "",
        *,
        fails: bool = False,
        quiet: bool = False,
        session: str | None = None,
        stdin: object = None,
    ) -> str:
        """Run a command in a worktree, as its session, and show it with what it prints. Raises ``NotAsTold``."""
        program, *args = shlex.split(command)
        env = self.env if who == "main" and session is None else self.env | {"COORDGIT_SESSION": session or who}
        if not quiet:
            self.say(f"{session or who}$ {command}")
        done = subprocess.run(
            [*self.programs[program], *args],
            cwd=f"{self.folder}/{who}",
            env=env,
            input=json.dumps(stdin) if stdin else "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=120,
        )
        printed = done.stdout.rstrip("\n")
        if printed and not quiet:
            self.say("\n".join(f"    {line}" for line in printed.splitlines()))
        if fails != bool(done.returncode) or shows not in printed:
            wanted = " ".join(["fail" if fails else "pass", *(["and show", repr(shows)] if shows else [])])
            raise NotAsTold(f"{command!r} should {wanted}; exit code {done.returncode}" + (f":\n{printed}" if quiet else ""))
        return printed


def tell(say: Callable[[str], None], keep: bool) -> bool:
    """Run the whole demo; true if every step had the expected result."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="coordgit-demo-"))
    try:
        without(Stage(f"{folder}/without", say))
        guarded = Stage(f"{folder}/with", say)
        rejected(guarded)
        repaired(guarded)
        overwritten(guarded)
        uncommitted(guarded)
        pushed(Stage(f"{folder}/remote", say))
        say("\nThat is all of it. In a repository of yours: coordgit init")
        return True
    except (NotAsTold, OSError, subprocess.TimeoutExpired) as error:
        say(f"\nThis did not go as described: {error}")
        return False
    finally:
        if keep:
            say(f"The repositories are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def without(stage: Stage) -> None:
    """Show a clean merge that breaks the program."""
    stage.say("1. WITHOUT COORDGIT")
    stage.tell("A small shop, a branch main, and two sessions, ann and bob: each has a worktree and a branch of its own.")
    stage.set_up()
    stage.run("main", "python shop.py", "tea costs 3")
    stage.tell("ann looks up how prices are asked for. She is going to write an invoice.")
    stage.run("ann", "git show HEAD:prices.py", "def price(item):")
    stage.tell("Meanwhile bob gives price() a currency, adapts the one caller there is, and lands it on main.")
    _bob(stage)
    stage.run("main", "python shop.py", "tea costs 3.0")
    stage.tell("ann writes what was right when she looked, and lands it too.")
    stage.write("ann", "invoice.py", INVOICE)
    stage.run("ann", "git add invoice.py")
    stage.run("ann", "git commit -qm 'Write an invoice'")
    stage.run("main", "git merge -m 'Merge ann' ann", "invoice.py")
    stage.tell("For git this is clean: nobody touched the same line, nor the same file. Now run it:")
    stage.run("main", "python invoice.py", "TypeError", fails=True)
    stage.tell("main is broken, and nobody was told. ann's work rests on something she read that is no longer true.")


def _bob(stage: Stage) -> None:
    stage.write("bob", "prices.py", NEW_PRICES)
    stage.write("bob", "shop.py", NEW_SHOP, quiet=True)
    stage.run("bob", "git commit -qam 'Give prices a currency'")
    stage.run("main", "git merge -q --ff-only bob")


def rejected(stage: Stage) -> None:
    """Show the same up to coordgit's rejection."""
    stage.say("\n\n2. THE SAME WITH COORDGIT")
    stage.set_up()
    stage.run("main", "coordgit init --no-clients", "wrote")
    stage.tell("ann reads again. A client's hook records that by itself; by hand it looks like this:")
    stage.run("ann", "coordgit read prices.py", "recorded")
    stage.tell("bob lands the same change. Nothing of his is stale, so nothing holds him up.")
    _bob(stage)
    stage.tell("ann writes the same invoice, and commits.")
    stage.write("ann", "invoice.py", INVOICE)
    stage.run("ann", "git add invoice.py")
    stage.run("ann", "git commit -m 'Write an invoice'", "CG101 prices.py", fails=True)
    stage.tell("Rejected before anything moved. Her branch is where it was, and her work is there, still staged:")
    stage.run("ann", "git status --short", "A  invoice.py")
    stage.tell("What she read, what it is now, who changed it:")
    stage.run("ann", "coordgit explain", '"Give prices a currency"')


def repaired(stage: Stage) -> None:
    """Show the repair: a rejection costs reading one diff."""
    stage.tell("So she brings main in, reads again, adapts one line, and commits.")
    stage.run("ann", "git merge -q main")
    stage.run("ann", "coordgit read prices.py", "recorded")
    stage.write("ann", "invoice.py", NEW_INVOICE)
    stage.run("ann", "git add invoice.py")
    stage.run("ann", "git commit -qm 'Write an invoice'")
    stage.tell("Everything she has read is up to date where it lands:")
    stage.run("main", "git merge --ff-only ann", "invoice.py")
    stage.run("main", "python invoice.py", "two cups are 16.0")


def overwritten(stage: Stage) -> None:
    """Show a lost update: two sessions in one work tree, one file."""
    stage.say("\n\n3. ONE WORK TREE, ONE FILE")
    stage.tell("Now both work in main's own folder. ann reads prices.py, then bob makes tea dearer and commits.")
    stage.run("main", "coordgit read prices.py", "recorded", session="ann")
    stage.write("main", "prices.py", DEARER, quiet=True)
    stage.run("main", "git commit -qam 'Tea is 4'", session="bob")
    stage.tell(
        "ann changes a rate in the text she has in mind and writes the whole file back."
        "\nBy itself git would take bob's price out and say nothing."
    )
    stage.write("main", "prices.py", RATED, session="ann")
    stage.run("main", "git commit -qam 'The dollar is 1.2'", "CG201 prices.py", fails=True, session="ann")
    stage.tell("She reads what is committed, puts her change into that, and both are kept:")
    stage.run("main", "coordgit read --at HEAD prices.py", "recorded", session="ann")
    stage.write("main", "prices.py", BOTH, quiet=True)
    stage.run("main", "git commit -qam 'The dollar is 1.2'", session="ann")
    printed = stage.run("main", "git log --format='%h %s' -2 -p -U0 -- prices.py", '"tea": 4', session="ann")
    if '+RATES = {"EUR": 1.0, "USD": 1.2}' not in printed:
        raise NotAsTold("ann's rate is not in prices.py")


def uncommitted(stage: Stage) -> None:
    """Show a sweep, and a commit of one session's own lines."""
    stage.say("\n\n4. ONE WORK TREE, EDITS OF TWO THAT ARE NOT COMMITTED")
    stage.tell("Both change prices.py before either commits. Their client's hooks record whose edit is whose.")
    stage.edit("main", "prices.py", '"tea": 4', '"tea": 5', session="ann")
    stage.edit("main", "prices.py", '"USD": 1.2', '"USD": 1.3', session="bob")
    stage.tell("With git alone ann would commit bob's rate too:")
    stage.run("main", "git commit -qam 'Tea is 5'", "CG202 prices.py", fails=True, session="ann")
    stage.tell("Whose is what? And ann commits her own line; bob's stays where it is, uncommitted, on disk as it was:")
    stage.run("main", "coordgit whose", '+RATES = {"EUR": 1.0, "USD": 1.3}', session="ann")
    stage.run("main", "coordgit commit -m 'Tea is 5'", "1 file changed", session="ann")
    printed = stage.run("main", "git diff -U0", '"USD": 1.3', session="ann")
    if "+PRICES" in printed:
        raise NotAsTold("ann's price is not committed")
    stage.run("main", "coordgit commit -m 'The dollar is 1.3'", "1 file changed", session="bob")
    stage.run("main", "git status --short", session="bob")


def pushed(stage: Stage) -> None:
    """Show two clones of one remote: what one pushes is checked against the other's reads before it pushes."""
    stage.say("\n\n5. TWO CLONES OF ONE REMOTE")
    stage.clone()
    stage.tell(
        "Now each has a clone. ann reads, then bob gives prices a currency and pushes; her clone knows nothing of that yet."
    )
    stage.run("ann", "coordgit read prices.py", "recorded")
    stage.write("bob", "prices.py", NEW_PRICES, quiet=True)
    stage.write("bob", "shop.py", NEW_SHOP, quiet=True)
    stage.run("bob", "git commit -qam 'Give prices a currency'")
    stage.run("bob", "git push -q")
    stage.tell(
        "ann commits the invoice and pulls. For git that is a clean merge; coordgit says what it changes of what she read."
    )
    stage.write("ann", "invoice.py", INVOICE, quiet=True)
    stage.run("ann", "git add invoice.py")
    stage.run("ann", "git commit -qm 'Write an invoice'")
    stage.run("ann", "git pull -q --no-rebase --no-edit", "this pull changes what you have read: prices.py")
    stage.tell("A push is a landing. She pushes without a look, and it is rejected before anything is sent:")
    stage.run("ann", "git push -q", "CG101 prices.py", fails=True)
    stage.tell("One look, one line adapted, and what the remote has works:")
    stage.run("ann", "coordgit read prices.py", "recorded")
    stage.write("ann", "invoice.py", NEW_INVOICE, quiet=True)
    stage.run("ann", "git commit -qam 'Ask for prices in euro'")
    stage.run("ann", "git push -q")
    stage.run("bob", "git pull -q")
    stage.run("bob", "python invoice.py", "two cups are 16.0")


@click.command()
@click.option("--keep", is_flag=True, help="Keep the scratch repositories and print where they are.")
def demo(keep: bool) -> int:
    """Show what coordgit does, on scratch repositories with real git, in a few seconds.

    First a merge that git calls clean breaks a program. Then the same with coordgit: the rejection, explain, the repair. Then two
    sessions in one folder: an old text written back, and a commit of one's own edits alone. Then two clones of one remote.
    """
    if shutil.which("git") is None:
        raise CoordgitError("git is not on PATH", "git --version")
    return int(not tell(say, keep))
