-- A team's store and its clones: the same tables on both sides. There a session is named CLONE/SESSION; here those of other clones
-- are, and a clone's own keep the name they have. Times are the clock of the store that holds them.

ALTER TABLE sessions ADD COLUMN clone TEXT NOT NULL DEFAULT '';          -- where it runs; '' in a clone: here

CREATE TABLE origins (           -- rows that came from a clone, by their number there: what arrives twice is taken once
  what        TEXT NOT NULL CHECK (what IN ('task', 'report', 'verdict', 'landing')),
  clone       TEXT NOT NULL,
  number      INTEGER NOT NULL,  -- of the row in the clone's store
  row_id      INTEGER NOT NULL,  -- of the row here
  PRIMARY KEY (what, clone, number)
) {CLUSTERED};
