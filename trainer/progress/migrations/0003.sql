-- What a parametric question drew, by name, so that exactly the same question can be shown again.
ALTER TABLE answer           ADD COLUMN drawn TEXT CHECK (drawn IS NULL OR json_valid(drawn));
ALTER TABLE session_question ADD COLUMN drawn TEXT CHECK (drawn IS NULL OR json_valid(drawn));
