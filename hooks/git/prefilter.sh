# coordgit: decides whether git's hook needs coordgit at all. Sourced by the hook, which sets coordgit_common.
# Git calls the hook two to twenty times a command, so only shell builtins run until a branch gets a new value.

case $#:${1-} in
1:prepared) ;;
0:) set -- pre-receive ;;
2:*) set -- pre-push -- "$@" ;; # the remote's name and URL
*) exit 0 ;;
esac

newline='
'
tab='	'

wanted=yes
if [ "$1" = prepared ]; then
    lines='' wanted='' left=64 head='' branch='' stash='' stop=''
    while [ "$left" -gt 0 ] && IFS=' ' read -r old new ref; do
        lines=$lines$old\ $new\ $ref$newline
        left=$((left - 1))
        # Judged: a branch (or a probe of `coordgit doctor`) that is neither deleted nor stays.
        case $ref in
        HEAD) head=$old\ $new ;;
        refs/stash) stash=$new ;;
        AUTO_MERGE) stop=$new ;;
        REBASE_HEAD) [ ! -d "${GIT_DIR:-.git}/rebase-apply" ] || stop=$new ;;
        ORIG_HEAD) # by git am as it begins: it writes "next" last; by a merge, as a squash that goes forward leaves nothing else
            [ ! -f "${GIT_DIR:-.git}/rebase-apply/applying" ] || [ -f "${GIT_DIR:-.git}/rebase-apply/next" ] || stop=$new
            case ${GIT_REFLOG_ACTION-} in merge* | pull*) [ -f "${GIT_DIR:-.git}/SQUASH_MSG" ] || stop=$new ;; esac
            ;;
        refs/heads/*.stgit) ;; # StGit before 1.0 logs there what it does with the patches of a branch
        refs/heads/* | refs/coordgit/probe-*)
            branch=yes
            case $new in
            "$old") ;;
            *[!0]*) wanted=yes ;;
            esac
            ;;
        esac
    done
    if [ "$left" -eq 0 ]; then
        # dash reads byte by byte: a long transaction is read at once, and looked at only as far as grep can.
        rest=$(cat)
        lines=$lines${rest:+$rest$newline}
        [ -n "$wanted" ] || ! printf '%s\n' "$rest" | grep -q -e ' refs/heads/' -e ' refs/coordgit/probe-' || wanted=yes
    fi
    [ -z "$wanted" ] || exec <<END
${lines%"$newline"}
END
fi

if [ -n "$wanted" ]; then
    if [ ! -f "$coordgit_common/coordgit/shim" ]; then
        store=$(CDPATH='' cd -- "$coordgit_common/coordgit" && pwd -P)
        leave=$(printf '%s\n' "$store/uninit" | sed "s/'/'\\\\''/g")
        echo "coordgit: not checked, $store/shim is gone; coordgit init, or to take coordgit out of here: sh '$leave'" >&2
        exit 0
    fi
    if [ "$1" != pre-push ]; then
        set -- gate "$1" "$PPID"
    fi
    . "$coordgit_common/coordgit/shim" # it ends the process
fi

# A shell parses a file no further than it runs it, so what few hooks need comes last: most have nothing to note.
[ -n "$head" ] || case $stash$stop in *[!0]*) ;; *) exit 0 ;; esac

# A commit on a detached HEAD moves no branch. What made it is noted in the store's journal, one line a move: git directory, old
# and new commit, state, the commits it was made from, 1 if git commit made it, GIT_REFLOG_ACTION, processes (pid:start), and the
# variables that name the session, each after a tab.
note_head() {
    case $1$2 in '' | *[!0-9a-f]*) return ;; esac
    case $1 in "$2") return ;; *[!0]*) ;; *) return ;; esac
    dir=${GIT_DIR:-.git} state='' from=''
    case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
    if [ -f "$dir/CHERRY_PICK_HEAD" ]; then
        state=pick
        read -r from <"$dir/CHERRY_PICK_HEAD"
    elif [ -d "$dir/reftable" ] && [ ! -d "$dir/rebase-merge" ] && from=$(git rev-parse -q --verify CHERRY_PICK_HEAD); then
        state=pick # with reftable, only git can tell
    elif [ -f "$dir/MERGE_HEAD" ]; then
        state=merge
    elif [ -f "$dir/REVERT_HEAD" ]; then
        state=revert
    elif [ -f "$dir/rebase-merge/stopped-sha" ]; then
        state=rebase
        read -r from <"$dir/rebase-merge/stopped-sha"
        # what it has stopped after, as it has made it; a fixup that conflicts is not in that yet
        [ -f "$dir/rebase-merge/current-fixups" ] || { read -r made <"$dir/rebase-merge/amend" && from=$made; }
    elif [ -f "$dir/rebase-merge/done" ]; then
        state=rebase
        while read -r verb first second _; do
            case $verb in exec) from='' ;; *) case $first in -*) from=$second ;; *) from=$first ;; esac ;; esac
        done <"$dir/rebase-merge/done"
    elif [ -f "$dir/rebase-apply/applying" ]; then
        state=am
        read -r from <"$dir/rebase-apply/next"
        while [ ${#from} -lt 4 ]; do from=0$from; done
        read -r _ from _ <"$dir/rebase-apply/$from"
    elif [ -f "$dir/rebase-apply/original-commit" ]; then
        state=rebase
        [ ! -f "$dir/rebase-apply/orig-head" ] || state=stopped
        read -r from <"$dir/rebase-apply/original-commit"
    elif [ -f "$dir/SQUASH_MSG" ]; then
        state=squash
        while [ ${#from} -lt 9000 ] && read -r verb first _; do
            [ "$verb" != commit ] || from="$from $first"
        done <"$dir/SQUASH_MSG"
    elif [ -f "$dir/MERGE_MSG" ]; then
        state=revert
    fi
    onto=''
    read -r onto <"$dir/rebase-merge/onto" || read -r onto <"$dir/rebase-apply/onto"
    [ "$onto" != "$2" ] || return # a rebase starts
    name_session
    line=$dir$tab$1$tab$2$tab$state$tab$from$tab${GIT_AUTHOR_DATE:+1}$tab${GIT_REFLOG_ACTION-}$tab$processes$who
    case $line in *"$newline"*) return ;; esac
    trap '' XFSZ
    ulimit -f 2048 # so that a repository in which no branch ever moves keeps no more than a megabyte
    printf '%s\n' "$line" >>"$coordgit_common/coordgit/journal"
} 2>/dev/null

# Whose process this is: the variables that name the session, each after a tab, or else processes (pid:start).
name_session() {
    who='' processes='' client='' named=''
    for name in CLAUDE_CODE_SESSION_ID CODEX_SESSION_ID CODEX_THREAD_ID GEMINI_SESSION_ID QWEN_CODE_SESSION_ID \
        COPILOT_AGENT_SESSION_ID GEMINI_CLI OPENCODE_PID COORDGIT_SESSION USER LOGNAME; do
        case $name in
        COORDGIT_SESSION)
            [ "$client" != several ] || who=$(innermost)
            case $who in *_ID=*) named=yes ;; esac # by a client; those of GEMINI_CLI and OPENCODE_PID name no session
            ;;
        USER) [ -z "$named${COORDGIT_SESSION-}" ] || break ;;
        esac
        eval "value=\${$name-}"
        [ -n "$value" ] || continue
        who=$who$tab$name=$value
        case $client in '' | "${name%%_*}") client=${name%%_*} ;; *) client=several ;; esac
    done
    [ -z "$named" ] || return
    # A process above may be a client's. The shell reads /proc byte by byte, so only three.
    at=$PPID
    for _ in git shell client; do
        to_parent || break
        processes="$processes $process:$start"
    done
} 2>/dev/null

to_parent() {
    IFS= read -r stat <"/proc/$at/stat" || return
    process=$at stat=${stat##*) }
    IFS=' ' read -r _ at _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ <<END
$stat
END
}

# Of the variables of several clients, those of the innermost: the nearest process above that lacks one is its client. All if that
# is unknown. Said now, as the client may be gone when this is read.
innermost() (
    IFS=$tab at=$PPID client=''
    set -f
    while [ -z "$client" ] && had=$(tr '\0' '\n' <"/proc/$at/environ"); do
        for field in $who; do
            case $newline$had$newline in *"$newline$field$newline"*) ;; *) client=${field%%_*} && break ;; esac
        done
        to_parent || break
    done
    for field in $who; do
        case $field in "${client:-${field%%_*}}"_*) printf %s "$tab$field" ;; esac
    done
)

# A file of the store for each worktree, so that it stays small.
of_worktree() {
    dir=${GIT_DIR:-.git}
    case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
    file=$coordgit_common/coordgit/$1
    [ ! -f "$dir/commondir" ] || file=$file-${dir##*/}
}

# The newest switches of a work tree to another branch, the newest first, one line each: the branch, what HEAD named, processes,
# and variables, each after a tab.
note_switch() {
    from='' kept='' left=7
    of_worktree switched
    read -r from <"$dir/HEAD"
    name_session
    line=$1$tab$from$tab$processes$who
    case $line in *"$newline"*) return ;; esac
    while [ "$left" -gt 0 ] && IFS= read -r older; do
        kept=$kept$newline$older
        left=$((left - 1))
    done <"$file"
    printf '%s\n' "$line$kept" >"$file"
} 2>/dev/null

# Whose merge, rebase or the like has stopped at a conflict: the tree that git put into the work tree (AUTO_MERGE) or, for a
# rebase with --apply, the commit that did not apply (REBASE_HEAD), for git am and git merge where it began (ORIG_HEAD),
# processes, and variables, each after a tab.
note_stop() {
    case $1 in '' | *[!0-9a-f]*) return ;; *[!0]*) ;; *) return ;; esac
    of_worktree stopped
    name_session
    line=$1$tab$processes$who
    case $line in *"$newline"*) return ;; esac
    printf '%s\n' "$line" >"$file"
} 2>/dev/null

# An entry of the stash, which all worktrees share and which names nobody: git directory, commit, processes and variables.
note_stash() {
    case $1 in '' | *[!0-9a-f]*) return ;; *[!0]*) ;; *) return ;; esac
    dir=${GIT_DIR:-.git}
    case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
    name_session
    line=$dir$tab$1$tab$processes$who
    case $line in *"$newline"*) return ;; esac
    trap '' XFSZ
    ulimit -f 2048
    printf '%s\n' "$line" >>"$coordgit_common/coordgit/stashes"
} 2>/dev/null

[ ! -g "$coordgit_common/coordgit" ] || umask g+rw # core.sharedRepository: other members add to the notes too
[ -z "$stash" ] || note_stash "$stash"
[ -z "$stop" ] || note_stop "$stop"
[ -z "$head" ] || [ -n "$branch" ] || [ "$left" -eq 0 ] || case ${head#* } in
ref:refs/heads/*) note_switch "${head#* ref:}" ;;
*)
    of_worktree stopped
    # A commit by hand is asked, as one on a branch is, and so is what rebase --continue commits, but no pick: another's uncommitted
    # edit may be in it or, where a rebase has stopped, the rebase may be another session's. (git am, which goes on with a
    # rebase --apply, does not name the author.)
    by=${GIT_AUTHOR_DATE:+${GIT_REFLOG_ACTION:-hand}}
    if [ -f "$coordgit_common/coordgit/shim" ] && { [ "$by" = hand ] || [ "$by" = 'rebase (continue)' ] ||
        { [ -f "$file" ] && { [ -f "$dir/rebase-apply/patch-merge-index" ] || { [ -n "${GIT_AUTHOR_DATE-}" ] &&
            { [ -f "$dir/AUTO_MERGE" ] || [ -d "$dir/reftable" ]; }; }; }; }; }; then
        (
            set -- gate prepared "$PPID"
            . "$coordgit_common/coordgit/shim"
        ) <<END || exit 1
$head HEAD
END
    fi
    note_head "${head% *}" "${head#* }"
    ;;
esac
exit 0
