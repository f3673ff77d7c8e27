-- Every table is called by what its rows are.

ALTER TABLE dropped RENAME TO dropped_changes;
ALTER TABLE kept RENAME TO kept_edits;
ALTER TABLE missed RENAME TO missed_reads;
ALTER TABLE untracked RENAME TO untracked_paths;
ALTER TABLE told_remote RENAME TO remote_tellings;
