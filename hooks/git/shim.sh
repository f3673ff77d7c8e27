#!/bin/sh
# coordgit: runs the coordgit that ran last in this repository: `shim gate …` for git, `shim VERB …` for a user without PATH.
# Every run of coordgit points this file at itself. Executed, or sourced by the prefilter, which sets coordgit_common.
@START@

# That installation is gone, or does not start: any other will do. First the one that clients run, which the next run of coordgit
# in any repository renews. The file that names it is the user's own, in no repository.
case ${XDG_STATE_HOME-} in /*) launcher=$XDG_STATE_HOME ;; *) launcher=${HOME-}/.local/state ;; esac
launcher=$launcher/coordgit/launcher own=$python own_gone=$gone
case $launcher in /*) [ ! -f "$launcher" ] || . "$launcher" ;; esac # it ends the process if it starts
gone=$own_gone python=$own
program=$(command -v coordgit)
case $program in
/*) # no program of the current folder, which a PATH with . finds
    "$program" "$@"
    code=$?
    case $code in
    125 | 126 | 127) ;; # it could not be started
    *) exit "$code" ;;
    esac
    ;;
esac

if [ -n "${coordgit_common-}" ]; then store=$coordgit_common/coordgit; else store=${0%/*}; fi
store=$(CDPATH='' cd -- "$store" && pwd -P)
case $python in
*/py_env-*) again='run pre-commit run coordgit, which builds it again' ;; # its cache was cleaned
*/hooks/python-*) again='run prek run coordgit, which builds it again' ;;
*) again='install coordgit again and run coordgit init' ;;
esac
leave=$(printf '%s\n' "$store/uninit" | sed "s/'/'\\\\''/g")
leave="to take coordgit out of here: sh '$leave'"
note() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$store/log"; } 2>/dev/null

if [ "$1" = hook ]; then # recording fails open
    echo "coordgit: nothing recorded, $gone is gone; $again; $leave" >&2
    note "hook: nothing recorded, $gone is gone"
    exit 0
fi

if [ "$1" != gate ] && [ "$1" != pre-push ]; then # a command of a user's
    echo "coordgit: cannot run, $gone is gone; $again; $leave" >&2
    exit 3
fi

lines=$(cat)
# git tells of a push: local ref, local commit, remote ref, remote commit.
[ "$1" = gate ] || lines=$(printf '%s\n' "$lines" | LC_ALL=C sed 's/^\(.*\) \([^ ]*\) \([^ ]*\) \([^ ]*\)$/\4 \2 \3 \1/')

# Is nothing here that could be stale? A branch goes, stays, goes back to one of its own commits, or begins at a known one: of a
# push, one that the remote had when it was fetched last. Uncommitted edits are not for others.
harmless() { # the shim's arguments
    while read -r old new ref from; do
        case $from in refs/coordgit/kept/*) return 1 ;; esac
        case $ref in
        refs/heads/*) ;;
        refs/coordgit/probe-*) return 1 ;;
        *) continue ;;
        esac
        case $new in
        "$old" | ref:*) continue ;;
        *[!0]*) ;;
        *) continue ;;
        esac
        if [ "$1" = gate ]; then
            known=--all
            now=$(git rev-parse -q --verify "$ref^{commit}" 2>/dev/null)
        else
            known=--remotes=$3
            case $old in *[!0]*) now=$old ;; *) now='' ;; esac
        fi
        if [ -n "$now" ]; then
            git merge-base --is-ancestor "$new" "$now" 2>/dev/null || return 1
        else
            unknown=$(git rev-list -1 "$new" --not "$known" 2>/dev/null) && [ -z "$unknown" ] || return 1
        fi
    done <<END
$lines
END
}
if harmless "$@"; then
    note "$1: passed, $gone is gone, but nothing new came to a branch"
    exit 0
fi

why=${COORDGIT_BYPASS:-$(git config --get coordgit.bypass)}
if [ -n "$why" ]; then
    while read -r old new ref _; do note "$1: bypassed, $ref $old $new: $why"; done <<END
$lines
END
    exit 0
fi
if [ "$(git config --get coordgit.onError)" = allow ]; then
    echo "coordgit: not checked, $gone is gone; coordgit.onError lets it pass; $leave" >&2
    note "$1: passed unchecked, $gone is gone and coordgit.onError is allow"
    exit 0
fi
unchecked='git -c coordgit.bypass=WHY ...' # git passes this on to no other repository, a network no variable
[ "$2" != pre-receive ] || unchecked='COORDGIT_BYPASS=WHY git push ..., or there: git config coordgit.onError allow'
echo "coordgit: cannot check, $gone is gone; $again; to land it unchecked: $unchecked; $leave" >&2
exit 1
