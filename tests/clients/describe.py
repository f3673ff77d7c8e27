"""Say in a line what an adapter made of a payload, for tables."""

from collections.abc import Iterable

from coordgit.clients.base import Event
from coordgit.core.model import Access


def event(made: Event | None) -> str:
    if made is None:
        return "nothing"
    words = " ".join(word for word in (made.name, made.tool, f"by {made.agent}" if made.agent else "") if word)
    told = [words, *accesses(made.accesses)]
    return "; ".join([*told, f"unknown: {made.unknown}"] if made.unknown else told)


def accesses(found: Iterable[Access]) -> list[str]:
    return [access(one) for one in found]


def access(one: Access) -> str:
    words = [one.act, one.path or "."]
    if one.rev:
        words.append(f"at {one.rev}")
    if one.first:
        words.append(f"{one.first}-{one.last}")
    if one.query is not None:
        asked = one.query
        words += [repr(asked.pattern), *(f"in {spec}" for spec in asked.pathspecs)]
        words += [word for word, given in (("below", asked.recursive), ("anycase", asked.ignore_case)) if given]
        words += ["fixed"] if asked.fixed else []
    words += ["whole text"] if one.text is not None and not one.first else []
    words += ["known before"] if one.before is not None else []
    words += [word for word, given in (("missing", one.missing), ("created", one.created), ("if shown", one.matched)) if given]
    return " ".join(words if one.exact else [*words, "coarse"])
