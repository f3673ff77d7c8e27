"""Find which pull request a command merges by a forge's own tool, or by curl. Nothing is run.

Manuals: gh-pr-merge(1), gh-api(1), glab mr merge, glab api, tea pulls merge, hub-api(1), curl(1).
"""

import shlex
from urllib.parse import unquote

from coordgit.core.model import Access
from coordgit.shell.accesses import LONGEST_COMMAND
from coordgit.shell.call import Argument, Call, Options
from coordgit.shell.naming_commands import passed_on
from coordgit.shell.run import SHELLS, Run
from coordgit.shell.syntax import parse
from coordgit.startup.regexes import re
from coordgit.startup.typing import NamedTuple

UNKNOWN = "?"
"""Stands for a pull request number that the command does not contain."""
VALUED = {"gh": "RbFtAfHXqp", "glab": "RmfFHX", "tea": "rRlstm", "hub": "fFHX", "curl": "AbcCdDeEFHKmoPQrtTuUwxXyYz"}
"""Tool -> the letters of its options that take a value."""
LONG = ("repo", "remote", "login", "style", "title", "message", "squash-message", "sha", "body", "body-file", "subject", "method",
        "author-email", "match-head-commit", "field", "raw-field", "header", "hostname", "input", "jq", "template", "request",
        "data", "data-raw", "data-binary", "json")  # fmt: skip
MERGING = {
    ("gh", "pr", "merge"),
    ("glab", "mr", "merge"),
    ("glab", "mr", "accept"),
    *(("tea", noun, verb) for noun in ("pr", "pull", "pulls") for verb in ("merge", "m")),
}
NOT_MERGING = ("help", "h", "disable-auto")
"""Options with which such a command does not merge."""
ENDPOINT = re.compile(r"(?:repos/([^/]+/[^/]+)/|projects/([^/]+)/)?(?:pulls|merge_requests)/([^/]+)/merge(?:\?|$)")
"""(owner and name, or a project's number or quoted name; the number of the pull request)."""
SENT = ("d", "data", "data-raw", "data-binary", "json")
"""Options with which curl sends a body, by POST unless another method is named."""
MUTATIONS = ("mergePullRequest", "enablePullRequestAutoMerge")
BYPASS = "COORDGIT_BYPASS="


class ForgeMerge(NamedTuple):
    """A pull request that a command asks to merge, by number or by branch ("": the checked-out one)."""

    tool: str
    number: str
    branch: str
    repository: str
    """``owner/name`` where the command names one."""
    directory: str | None
    """Where it runs; ``None``: unknown."""
    pushed: bool
    """True if the command pushes before it merges."""
    bypass: str
    """The bypass reason that the command gives."""


def merges(command: str) -> list[ForgeMerge]:
    """Return the merges that a shell command asks a forge for, in order."""
    found: list[ForgeMerge] = []
    pushes: list[str] = []

    def tool(call: Call) -> list[Access]:
        merge = _merge(call)
        if merge is not None:
            found.append(merge._replace(pushed=bool(pushes)))
        return []

    def git(call: Call) -> list[Access]:
        if any(word.text == "push" for word in call.arguments):
            pushes.append(call.source)
        return []

    def xargs(call: Call) -> list[Access]:
        words = passed_on(call)
        if words and all(word.known for word in words):
            line = " ".join('"$1"' if "{}" in word.text else shlex.quote(word.text) for word in words)
            run.evaluate(line if words[0].text in SHELLS else f'{line} "$1"', "xargs", True, False)  # the value of $1 is unknown
        return []

    if len(command) <= LONGEST_COMMAND:
        run = Run(True, None, every_step=True)
        run.handlers = {"git": git, "xargs": xargs, **dict.fromkeys(VALUED, tool)}
        run.script(parse(command)[0], sure=True, proven=False)
    return found


def _merge(call: Call) -> ForgeMerge | None:
    options = call.options(VALUED[call.name], LONG)
    words = [word.text for word in options.operands]
    if options.has(*NOT_MERGING):
        return None
    number, branch, repository = "", "", "" if call.name == "tea" else options.last("repo", "R")
    if call.name == "curl" or (words[:1] == ["api"] and call.name != "tea"):
        number, named = _asked(options, [word.text for word in call.arguments])
        repository = repository or named
        if not number:
            return None
    elif (call.name, *words[:2]) not in MERGING:
        return None
    elif len(words) > 2:
        number, branch = _named(options.operands[2])
    return ForgeMerge(
        tool=call.name,
        number=number,
        branch=branch,
        repository=repository,
        directory=call.directory,
        pushed=False,
        bypass=_bypass(call.source),
    )


def _named(word: Argument) -> tuple[str, str]:
    """Return (number, branch) of a pull request named on the command line by number, URL or branch."""
    text = word.text.rstrip("/")
    if not word.known or word.glob:
        return UNKNOWN, ""
    last = text.rpartition("/")[2].lstrip("#!")
    if last.isdecimal() and ("://" in text or "/" not in text):
        return last, ""
    return "", text.rpartition(":")[2]  # OWNER:BRANCH, of a fork


def _asked(options: Options, words: list[str]) -> tuple[str, str]:
    """Return (number, repository) of the pull request that a request to a forge merges, "" for another request."""
    if any("graphql" in word for word in words) and any(mutation in word for mutation in MUTATIONS for word in words):
        return UNKNOWN, ""
    endpoint = next((found for word in words if " " not in word and (found := ENDPOINT.search(word))), None)
    method = options.last("X", "method", "request").upper() or ("POST" if options.has(*SENT) else "")
    if endpoint is None or method not in ("PUT", "POST"):
        return "", ""
    repository = unquote(endpoint[1] or endpoint[2] or "")
    known = "/" in repository and not any(mark in repository for mark in "{:\0")  # gh fills in {owner}/{repo}, or :owner/:repo
    return endpoint[3] if endpoint[3].isdecimal() else UNKNOWN, repository if known else ""


def _bypass(source: str) -> str:
    try:
        words = shlex.split(source)
    except ValueError:
        return ""
    return next((word.removeprefix(BYPASS).strip() for word in words if word.startswith(BYPASS)), "")
