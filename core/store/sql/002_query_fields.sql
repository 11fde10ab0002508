-- What a data set says of a query beside its text (topic, language, where the answer stands), as a JSON object; empty:
-- nothing. It is no part of the content hash: no score depends on it.
ALTER TABLE query ADD COLUMN fields TEXT NOT NULL DEFAULT '';

-- Relevant candidates whose answer is at a known place; of these, where the model saw nothing or not all of it, since the
-- passage was cut before. NULL: the data set knows no answers, or the unit is of before this step.
ALTER TABLE unit ADD COLUMN answers INTEGER;
ALTER TABLE unit ADD COLUMN answers_beyond INTEGER;
ALTER TABLE unit ADD COLUMN answers_partly INTEGER;

DROP VIEW v_results;
CREATE VIEW v_results AS
SELECT unit.id AS unit, unit.run AS run, run.name AS run_name, unit.name AS model, model.backbone AS backbone,
       model.fingerprint AS model_fingerprint, model.untrained AS untrained, dataset.name AS dataset,
       dataset.content_hash AS dataset_hash, unit.max_length AS max_length, unit.quantization AS quantization,
       unit.cutoff_layer AS cutoff_layer, unit.status AS status, unit.error AS error, unit.pairs AS pairs,
       (SELECT count(*) FROM score WHERE score.unit = unit.id) AS scored, unit.truncated AS truncated,
       unit.reused AS reused, unit.engine AS engine, unit.answers AS answers, unit.answers_beyond AS answers_beyond,
       unit.answers_partly AS answers_partly
FROM unit
JOIN run ON run.id = unit.run
JOIN model ON model.id = unit.model
JOIN dataset ON dataset.id = unit.dataset;
