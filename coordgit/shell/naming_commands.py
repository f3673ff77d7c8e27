"""Commands that name files, and those that run others on files so named: ``ls``, ``find``, ``xargs``."""

from coordgit.core.model import LISTING, MATCH, PRESENCE, READ, WRITE, Access, Query
from coordgit.shell.call import Argument, Call, Handler, blurred, possible
from coordgit.shell.expansion import patterns
from coordgit.shell.printing_commands import PRINTING
from coordgit.shell.search_commands import SEARCHES, any_depth
from coordgit.shell.writing_commands import EDITING


def ls(call: Call) -> list[Access]:
    """Return the names in a directory; for ``tree`` also those below."""
    options = call.options("IwTLP", ("ignore", "hide", "width", "filelimit"))
    query = Query(recursive=call.name == "tree" or options.has("R", "recursive"))
    touches = [touch for place in options.operands or [Argument(".")] for touch in call.listing(place, query)]
    if options.has("d", "directory") and call.name == "ls":
        return [touch for touch in touches if touch.missing or touch.query != query]
    return touches


def du(call: Call) -> list[Access]:
    """``du -a``: all names below; without ``-a`` it counts what is in folders."""
    options = call.options("BdtX", ("block-size", "max-depth", "threshold", "exclude", "exclude-from"))
    places = (options.operands or [Argument(".")]) if options.has("a", "all") else []
    touches = [touch for place in places for touch in call.listing(place, Query())]
    narrowed = options.has("d", "max-depth", "t", "threshold", "X", "exclude", "exclude-from", "s")
    return [*call.blur(), *(blurred(touches) if narrowed else touches)]


def find(call: Call) -> list[Access]:
    """Return the names below, limited by ``-maxdepth 1``, and by ``-name`` if each alternative (``-o``) has one that is not
    negated; other tests are ignored, which covers more."""
    words = call.arguments
    start = next((n for n, word in enumerate(words) if word.known and word.text[:1] in ("-", "(", "!")), len(words))
    places, tests = words[:start] or [Argument(".")], words[start:]
    names, exact, recursive = [], True, True
    negated, bounded, alternatives = False, True, [False]
    files, deletes = True, False
    run: list[Argument] = []
    rest = iter(tests)
    for test in rest:
        if test.text in ("-name", "-iname"):
            name = next(rest, None)
            plain = name is not None and name.known and test.text == "-name"
            exact = exact and plain
            if name is not None and plain and not negated:
                names.append(name.text)
                alternatives[-1] = True
        elif test.text == "-maxdepth":
            depth = next(rest, None)
            recursive = recursive and not (depth is not None and depth.text == "1")
        elif test.text == "-type":
            kind = next(rest, None)
            files = files and not (kind is not None and kind.text == "d")
        elif test.text in ("-exec", "-execdir"):
            run = list(rest)
        elif test.text == "-delete":
            run, deletes = [Argument("rm")], True
        elif test.text in ("-ok", "-okdir", "-fprint", "-fprintf", "-fls"):
            call.unknown.append(call.source)
            break
        elif test.text in ("-o", "-or"):
            alternatives.append(False)
        elif test.text == "," or (test.text == "(" and negated):
            exact = bounded = False
        elif test.text not in ("-print", "-print0", "(", ")"):
            exact = False
        negated = test.text in ("!", "-not")
    wanted = list(dict.fromkeys(names)) if bounded and all(alternatives) else [""]
    queries = [Query(any_depth(name) if recursive else name, recursive=recursive) for name in wanted]
    listed = [
        touch._replace(exact=touch.exact and (exact or touch.missing))
        for place in places
        for query in queries
        for touch in call.listing(place, query)
    ]
    end = next((n for n, word in enumerate(run) if word.text in (";", "+")), len(run))
    shown = each(call, run[:end], [touch for touch in listed if not touch.missing]) if run else []
    if shown is None or run[end + 1 :]:
        call.unknown.append(call.source)
    shown = shown or []
    return [*listed, *(shown if (exact and files) or not deletes else possible(shown))]


def fd(call: Call) -> list[Access]:
    """``fd PATTERN PLACE...``: its filters are many, so all names below, coarse, or those of an ending that it names."""
    words = call.arguments
    end = next((n for n, word in enumerate(words) if word.text in FD_RUNS), len(words))
    call.arguments, run = words[:end], words[end + 1 :]
    options = call.options("edEtSocj", ("extension", "max-depth", "exclude", "type"))
    pattern = options.operands[0] if options.operands else Argument("")
    endings = options.values("e", "extension") or _ending(pattern)
    names = [f"**/*.{ending.text.lstrip('.')}" for ending in endings if ending.known]
    if options.has("g", "glob") and pattern.known and not options.has("e", "extension", "p", "full-path"):
        names = [any_depth(pattern.text)]
    queries = list(map(Query, names)) if len(names) >= len(endings) and names else [Query()]
    places = options.operands[1:] or [Argument(".")]
    listed = blurred(touch for place in places for query in queries for touch in call.listing(place, query))
    shown = each(call, run, [touch for touch in listed if not touch.missing]) if run else []
    return [*listed, *(call.untold() if shown is None else possible(shown))]


FD_RUNS = ("-x", "-X", "--exec", "--exec-batch")


def _ending(pattern: Argument) -> list[Argument]:
    """Return the ending that a regular expression like ``\\.py$`` asks for."""
    text = pattern.text
    plain = text.startswith("\\.") and text.endswith("$") and text[2:-1].isalnum()
    return [Argument(text[2:-1])] if pattern.known and plain else []


def xargs(call: Call) -> list[Access]:
    """Return what a command that prints files shows of those whose names are piped in."""
    apart = "\n" if any(word.text[:2] in ("-0", "-d") or word.text == "--null" for word in call.arguments) else None
    names = [Argument(name) for name in call.text.replace("\\0", "\n").split(apart) if name]
    command, *words = [*passed_on(call), Argument("")]
    handler = PRINTING.get(command.text)
    if names and handler and not any("{}" in word.text for word in words):
        inner = Call(command.text, [*words[:-1], *names], directory=call.directory, source=call.source)
        return [*call.blur(), *blurred(handler(inner))]
    shown = each(call, passed_on(call), [touch for touch in call.fed or [] if touch.act != PRESENCE])
    return call.untold() if shown is None else [*call.blur(), *shown]


def passed_on(call: Call) -> list[Argument]:
    """Return the command that xargs runs."""
    words = list(call.arguments)
    while words and words[0].text.startswith("-"):
        del words[: 2 if words[0].text in ("-I", "-n", "-P", "-L", "-d", "-s", "-E") else 1]
    return words


def each(call: Call, words: list[Argument], names: list[Access]) -> list[Access] | None:
    """Return what ``words`` shows, searches, or may write, of each file that a listing names or a search finds; ``None``: it does
    not. A search of what a search has found is one of all that that has searched."""
    command = words[0].text if words else ""
    handler = PRINTING.get(command) or EDITING.get(command) or SEARCHES.get(command)
    listed = [touch for touch in names if touch.query is not None and touch.act in (LISTING, MATCH)]
    if handler is None or len(listed) < len(names):
        return None
    shown: list[Access] = []
    for touch in listed:
        for pattern in patterns(touch):
            name = Argument(f"{touch.path}/{pattern}" if touch.path else pattern, glob=True)
            options = [word for word in words[1:] if "{}" not in word.text]
            inner = Call(command, [*options, name], directory="", source=call.source)
            inner.shown = None if call.directory else call.shown  # it prints names as seen from there
            made = handler(inner)
            made = [one for one in made if one.act in (WRITE, MATCH) or (one.act == READ and touch.act == LISTING)]
            made = possible(made) if touch.act == MATCH else made
            shown += made if touch.exact else blurred(made)
            call.unknown += inner.unknown
    return shown if any(touch.act == LISTING for touch in listed) or shown else None


NAMING: dict[str, Handler] = {
    **dict.fromkeys(("ls", "tree", "dir", "ll"), ls),
    **dict.fromkeys(("find", "gfind"), find),
    **dict.fromkeys(("fd", "fdfind"), fd),
    "du": du,
    "xargs": xargs,
}
