-- The answer log. Times are whole seconds since 1970-01-01 UTC; lists are JSON.
-- `answer` and `undo` are the truth and only ever grow; `n` numbers both in one sequence.
-- `drawn` is what a parametric question drew, by name; null where nothing was.

CREATE TABLE answer (
    n        INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    question TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    deck     TEXT    NOT NULL,
    domain   TEXT    NOT NULL,
    mode     TEXT    NOT NULL CHECK (mode IN ('study', 'exam', 'preview')),
    shown    TEXT    NOT NULL CHECK (json_valid(shown)),
    chosen   TEXT    NOT NULL CHECK (json_valid(chosen)),
    correct  INTEGER NOT NULL CHECK (correct IN (0, 1)),
    sure     INTEGER NOT NULL CHECK (sure IN (0, 1)),
    seconds  REAL    NOT NULL CHECK (seconds >= 0),
    grade    INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
    drawn    TEXT             CHECK (drawn IS NULL OR json_valid(drawn))
) STRICT;

CREATE INDEX answer_of_question ON answer (question, n);

CREATE TABLE undo (
    n  INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    of INTEGER NOT NULL UNIQUE REFERENCES answer (n)
) STRICT;

CREATE TRIGGER answer_stays BEFORE DELETE ON answer BEGIN SELECT raise(ABORT, 'answers are never deleted'); END;
CREATE TRIGGER answer_is_kept BEFORE UPDATE ON answer BEGIN SELECT raise(ABORT, 'answers are never changed'); END;
CREATE TRIGGER undo_stays BEFORE DELETE ON undo BEGIN SELECT raise(ABORT, 'undos are never deleted'); END;
CREATE TRIGGER undo_is_kept BEFORE UPDATE ON undo BEGIN SELECT raise(ABORT, 'undos are never changed'); END;

-- Derived from the answers that are not undone, and rebuilt from them at will.
CREATE TABLE card (
    question    TEXT    PRIMARY KEY,
    revision    INTEGER NOT NULL,
    domain      TEXT    NOT NULL,
    phase       TEXT    NOT NULL CHECK (phase IN ('learning', 'review', 'relearning')),
    step        INTEGER,
    stability   REAL    NOT NULL,
    difficulty  REAL    NOT NULL,
    reviewed_at INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    suspended   INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    fresh_right INTEGER NOT NULL DEFAULT 0 CHECK (fresh_right IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX card_due ON card (due) WHERE suspended = 0;

-- What the student said about a question.
CREATE TABLE mark       (question TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE suspension (question TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE note       (question TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE report (
    n        INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    question TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    text     TEXT    NOT NULL
) STRICT;

-- A session's questions and the order of their options, so that it goes on where it was left.
CREATE TABLE session (
    id     INTEGER PRIMARY KEY,
    choice TEXT    NOT NULL CHECK (json_valid(choice)),
    begun  INTEGER NOT NULL
) STRICT;

CREATE TABLE session_question (
    session   INTEGER NOT NULL REFERENCES session (id),
    position  INTEGER NOT NULL,
    question  TEXT    NOT NULL,
    shown     TEXT    NOT NULL CHECK (json_valid(shown)),
    answer    INTEGER REFERENCES answer (n),
    suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
    drawn     TEXT             CHECK (drawn IS NULL OR json_valid(drawn)),
    PRIMARY KEY (session, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_question_answer ON session_question (answer) WHERE answer IS NOT NULL;
