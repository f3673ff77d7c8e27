# The value of hook.coordgit.command, for git 2.54 and newer: it finds the common directory and sources the prefilter.
# Git appends "$@" to it when the hook has arguments. A repository without coordgit's folder passes.
if test "${1-prepared}" != prepared; then exit 0; fi; coordgit_common=${GIT_DIR:-.git}; if test -f "$coordgit_common/commondir"; then IFS= read -r linked <"$coordgit_common/commondir"; case $linked in /*) coordgit_common=$linked ;; *) coordgit_common=$coordgit_common/$linked ;; esac; fi; test ! -f "$coordgit_common/coordgit/prefilter" || . "$coordgit_common/coordgit/prefilter"
