-- What somebody wrote about a query of a data set. Not a step of the schema: the table is made with the first note, so
-- that a workspace without notes stays as it is, and programs that know none read one with notes.
CREATE TABLE IF NOT EXISTS note (
    dataset  INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    query    INTEGER NOT NULL, -- position
    text     TEXT NOT NULL,
    at       TEXT NOT NULL, -- ISO 8601, UTC: when it was written last
    PRIMARY KEY (dataset, query)
) STRICT, WITHOUT ROWID;
