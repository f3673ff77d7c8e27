# coordgit: starts coordgit for a client's hook. Sourced by the command that `coordgit init` registers, with `hook CLIENT` as
# arguments, and by the shim of a repository, if the coordgit that it names is gone (own_gone). It is the user's own, in
# $XDG_STATE_HOME/coordgit or ~/.local/state/coordgit: no repository can bring one along.
@START@
# Whoever sourced this tries PATH now. Is there no coordgit either, a repository that this user set up is told what helps.
[ -n "${own_gone-}" ] || command -v coordgit >/dev/null 2>&1 || {
    common='' ours='' here=''
    case $(command -v git) in /*) common=$(cd "$(git rev-parse --git-common-dir 2>/dev/null)" 2>/dev/null && pwd -P) ;; esac
    case $(command -v stat) in # as GNU and as macOS have it: a repository that was moved is known by its inode
    /*) [ -z "$common" ] || here=$(stat -c '%d %i' "$common" 2>/dev/null || stat -f '%d %i' "$common" 2>/dev/null) ;;
    esac
    [ ! -f "${s-}/coordgit/repositories" ] || while IFS=' ' read -r device inode at; do
        [ "$at" != "$common" ] && [ "$device $inode" != "$here" ] || ours=$common
    done <"$s/coordgit/repositories"
    [ -z "$ours" ] || [ ! -e "$ours/coordgit/shim" ] || {
        leave=$(printf '%s\n' "$ours/coordgit/uninit" | sed "s/'/'\\\\''/g")
        echo "coordgit: nothing recorded, $gone is gone; install coordgit again and run coordgit init;" \
            "to take coordgit out of here: sh '$leave'" >&2
    }
}
