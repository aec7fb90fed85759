"""The schema of the store, as numbered steps in one list: step i leads from version i to i + 1.

A step that was released never changes; what comes later is a new step at the end. Times are kept twice: as it
was said, with its zone (ISO 8601), and in UTC milliseconds for order. Lists and objects are JSON.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from os1.errors import StoreError

STEPS: Sequence[str] = (
    # 1: the log of what was said and done, its words, the apps' shelves, and that something was forgotten.
    """
    CREATE TABLE utterance (
        n INTEGER PRIMARY KEY AUTOINCREMENT,  -- in order of arrival; never used twice
        id TEXT NOT NULL UNIQUE,
        speaker TEXT NOT NULL,                -- 'person', 'os1', or a name from an import
        time TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        words INTEGER NOT NULL,               -- how many tokens the index sees in the text
        imported INTEGER NOT NULL DEFAULT 0,
        by TEXT, device TEXT, language TEXT, confidence REAL, prosody TEXT,             -- of what was heard
        reply_to TEXT, interrupted INTEGER, mood TEXT, cites TEXT, done TEXT            -- of what was said
    ) STRICT;
    CREATE INDEX utterance_talk ON utterance(n) WHERE imported = 0;
    CREATE INDEX utterance_at ON utterance(at);

    CREATE VIRTUAL TABLE utterance_text USING fts5(
        text, content = 'utterance', content_rowid = 'n', detail = none,
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    INSERT INTO utterance_text (utterance_text, rank) VALUES ('secure-delete', 1);
    CREATE VIRTUAL TABLE word USING fts5vocab(utterance_text, 'row');
    CREATE TRIGGER utterance_added AFTER INSERT ON utterance BEGIN
        INSERT INTO utterance_text (rowid, text) VALUES (new.n, new.text);
    END;
    CREATE TRIGGER utterance_removed AFTER DELETE ON utterance BEGIN
        INSERT INTO utterance_text (utterance_text, rowid, text) VALUES ('delete', old.n, old.text);
    END;
    CREATE TRIGGER utterance_reworded AFTER UPDATE OF text ON utterance BEGIN
        INSERT INTO utterance_text (utterance_text, rowid, text) VALUES ('delete', old.n, old.text);
        INSERT INTO utterance_text (rowid, text) VALUES (new.n, new.text);
    END;

    CREATE TABLE act (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        tool TEXT NOT NULL,
        args TEXT NOT NULL,
        heard TEXT NOT NULL,                  -- the utterance or nudge that asked for it
        time TEXT NOT NULL,
        at INTEGER NOT NULL,
        ok INTEGER NOT NULL,
        say TEXT NOT NULL,
        data TEXT NOT NULL,
        undo TEXT
    ) STRICT;
    CREATE INDEX act_heard ON act(heard);

    CREATE TABLE shelf (
        owner TEXT NOT NULL,
        key TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (owner, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE forgetting (
        at INTEGER NOT NULL,
        utterances INTEGER NOT NULL,          -- how many; nothing of what they were
        scrubbed INTEGER NOT NULL DEFAULT 0   -- whether the file was written anew since
    ) STRICT;
    """,
    # What is known: claims read from utterances, how far each reader has read, summaries, and promises. All of it
    # hangs on the utterances it comes from, and goes with them.
    """
    CREATE TABLE claim (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        utterance INTEGER NOT NULL REFERENCES utterance(n) ON DELETE CASCADE,
        reader TEXT NOT NULL,                 -- what read it: 'person' where they set it by hand
        subject TEXT NOT NULL,
        relation TEXT NOT NULL,
        value TEXT NOT NULL,
        since TEXT, until TEXT,               -- ISO dates, possibly partial
        certainty TEXT NOT NULL,
        negated INTEGER NOT NULL,
        confirmed INTEGER NOT NULL DEFAULT 0,
        asked INTEGER NOT NULL DEFAULT 0,     -- whether the person was asked to confirm it
        retracted TEXT,                       -- the date on which they said that it is wrong
        retracted_by INTEGER REFERENCES utterance(n) ON DELETE SET NULL
    ) STRICT;
    CREATE INDEX claim_utterance ON claim(utterance);
    CREATE INDEX claim_retracted_by ON claim(retracted_by) WHERE retracted_by IS NOT NULL;

    CREATE TABLE reading (
        reader TEXT NOT NULL PRIMARY KEY,
        n INTEGER NOT NULL                    -- the last utterance it has read
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE episode (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        first INTEGER NOT NULL UNIQUE REFERENCES utterance(n) ON DELETE CASCADE,
        last INTEGER NOT NULL REFERENCES utterance(n) ON DELETE CASCADE,
        summary TEXT NOT NULL,
        mood TEXT NOT NULL,
        sources TEXT NOT NULL                 -- ids of the utterances that the summary rests on
    ) STRICT;
    CREATE INDEX episode_last ON episode(last);

    CREATE TABLE promise (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        utterance INTEGER NOT NULL REFERENCES utterance(n) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        due TEXT
    ) STRICT;
    CREATE INDEX promise_utterance ON promise(utterance);
    CREATE TRIGGER known_removed BEFORE DELETE ON utterance BEGIN
        UPDATE reading SET n = min(n, (SELECT first - 1 FROM episode WHERE first <= old.n AND last >= old.n))
        WHERE reader = 'episodes' AND EXISTS (SELECT 1 FROM episode WHERE first <= old.n AND last >= old.n);
        DELETE FROM episode WHERE first <= old.n AND last >= old.n;
    END;
    """,
    # Forgetting that can be taken back for a while: the rows are gone, and `changes` puts them back.
    """
    CREATE TABLE held (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,                  -- when it was forgotten
        until INTEGER NOT NULL,               -- when it is gone for good
        utterances INTEGER NOT NULL,
        asked TEXT,                           -- the utterance that asked for it; it goes at last
        changes BLOB NOT NULL                 -- an SQLite changeset
    ) STRICT;
    CREATE INDEX utterance_answer ON utterance(reply_to) WHERE reply_to IS NOT NULL;
    CREATE INDEX utterance_leans ON utterance(n) WHERE cites <> '[]' OR done <> '[]';
    """,
    # Recall: what lines mean, as vectors; which lines still want one; and how often lines changed or went away.
    """
    CREATE INDEX utterance_line ON utterance(n, at, words, speaker);
    CREATE TABLE meaning (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- in order of computing
        n INTEGER NOT NULL UNIQUE,              -- the utterance's
        signs BLOB NOT NULL,                    -- 384 bits: which of the numbers are above zero
        vector BLOB NOT NULL                    -- 384 signed bytes
    ) STRICT;
    CREATE INDEX meaning_signs ON meaning(seq, n, signs);
    CREATE TABLE unmeant (n INTEGER PRIMARY KEY) STRICT;
    INSERT INTO unmeant SELECT n FROM utterance;
    CREATE TABLE recall_state (
        changes INTEGER NOT NULL,
        embedder TEXT NOT NULL                  -- whose vectors these are
    ) STRICT;
    INSERT INTO recall_state VALUES (0, '');
    CREATE TABLE piece (                        -- characters and pairs of scripts without spaces
        piece TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (piece, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX piece_line ON piece(n);
    INSERT OR IGNORE INTO piece
        WITH RECURSIVE
            script(chars) AS (SELECT
                '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]'),
            told(n, text) AS (SELECT n, text FROM utterance, script WHERE text GLOB '*' || chars || '*'),
            place(n, text, i) AS (
                SELECT n, text, 1 FROM told
                UNION ALL SELECT n, text, i + 1 FROM place WHERE i < length(text)
            ),
            part(n, piece) AS (
                SELECT n, substr(text, i, 1) FROM place UNION SELECT n, substr(text, i, 2) FROM place
            )
        SELECT piece, n FROM part, script WHERE piece GLOB chars OR piece GLOB chars || chars;
    CREATE TRIGGER meaning_wanted AFTER INSERT ON utterance BEGIN
        INSERT OR IGNORE INTO unmeant (n) VALUES (new.n);
    END;
    CREATE TRIGGER meaning_removed AFTER DELETE ON utterance BEGIN
        DELETE FROM meaning WHERE n = old.n;
        DELETE FROM unmeant WHERE n = old.n;
        DELETE FROM piece WHERE n = old.n;
        UPDATE recall_state SET changes = changes + 1;
    END;
    CREATE TRIGGER meaning_changed AFTER UPDATE OF text, speaker, at, words ON utterance BEGIN
        DELETE FROM meaning WHERE n = old.n;
        DELETE FROM piece WHERE n = old.n;
        INSERT OR IGNORE INTO unmeant (n) VALUES (new.n);
        UPDATE recall_state SET changes = changes + 1;
    END;
    """,
)


def migrate(connection: apsw.Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring the store to the last of `steps`, each in a transaction of its own.

    Raises:
        StoreError: the store was written by a newer OS1.
    """
    while (version := _version(connection)) != len(steps):
        if version > len(steps):
            raise StoreError(
                f"This store was written by a newer OS1 (schema {version}; this one knows {len(steps)}); "
                "update OS1 to open it."
            )
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == version:  # else another process just took this step
                connection.execute(steps[version])
                connection.pragma("user_version", version + 1)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled back already
                connection.execute("ROLLBACK")
            raise


def _version(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))
