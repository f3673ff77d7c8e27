-- What a session has to be told at the next answer that its client puts before the model.

ALTER TABLE sessions ADD COLUMN left_branch TEXT NOT NULL DEFAULT '';  -- others switched its work tree from here: full ref name
