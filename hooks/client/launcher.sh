# coordgit: starts coordgit for a client's hook. Sourced by the command that `coordgit init` registers, with `hook CLIENT` as
# arguments, and by the shim of a repository, if the coordgit that it names is gone (own_gone). It is the user's own, in
# $XDG_STATE_HOME/coordgit or ~/.local/state/coordgit: no repository can bring one along.
@START@
# Whoever sourced this tries PATH now.
[ -n "${own_gone-}" ] || command -v coordgit >/dev/null 2>&1 || {
    store=$(cd "$(git rev-parse --git-common-dir 2>/dev/null)/coordgit" 2>/dev/null && pwd -P)
    leave="to take coordgit out of here: sh '$store/uninit'"
    [ ! -e "$store/shim" ] ||
        echo "coordgit: nothing recorded, $gone is gone; install coordgit again and run coordgit init; $leave" >&2
}
