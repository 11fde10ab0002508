-- All scores of a unit in one piece: float32, little-endian, by pair. Written in the transaction that calls the unit
-- finished, when every pair has a score, and read a hundred times as fast as the rows, which stay the truth.

CREATE TABLE packed_score (
    unit   INTEGER PRIMARY KEY REFERENCES unit(id) ON DELETE CASCADE,
    scores BLOB NOT NULL
) STRICT;

-- Scores never change here; where somebody else changes one, the copy goes.
CREATE TRIGGER score_updated AFTER UPDATE ON score BEGIN
    DELETE FROM packed_score WHERE unit IN (OLD.unit, NEW.unit);
END;
CREATE TRIGGER score_deleted AFTER DELETE ON score BEGIN
    DELETE FROM packed_score WHERE unit = OLD.unit;
END;
