-- Moves of a branch that dropped commits are few, and are looked for when work on another branch is checked against it.

CREATE INDEX landings_backward ON landings (ref, landing_id) WHERE forward = 0;
