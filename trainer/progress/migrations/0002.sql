-- Readiness by domain counts each question's latest fresh answer.
-- The column is derived like the rest of the table: cards are rebuilt after every migration.
ALTER TABLE card ADD COLUMN fresh_right INTEGER NOT NULL DEFAULT 0 CHECK (fresh_right IN (0, 1));
