-- A workspace: what was compared, on what data, every score, and what it took. Numbered steps are never edited.
-- Times named *_ns are integer nanoseconds; seconds are counted from the start of the run; NULL means not measured.

CREATE TABLE model (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    path          TEXT NOT NULL,
    backbone      TEXT NOT NULL,
    fingerprint   TEXT NOT NULL UNIQUE, -- changes with any weight, config or tokenizer byte
    parameters    INTEGER NOT NULL,
    layers        INTEGER NOT NULL,
    max_length    INTEGER NOT NULL,
    weights_dtype TEXT NOT NULL,
    weight_bytes  INTEGER NOT NULL,
    untrained     INTEGER NOT NULL
) STRICT;

CREATE TABLE dataset (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL,
    path             TEXT NOT NULL,
    format           TEXT NOT NULL,
    split            TEXT NOT NULL,
    candidate_source TEXT NOT NULL,
    content_hash     TEXT NOT NULL UNIQUE,
    judgments_hash   TEXT NOT NULL,
    candidates_hash  TEXT NOT NULL,
    queries          INTEGER NOT NULL,
    passages         INTEGER NOT NULL,
    candidates       INTEGER NOT NULL,
    judgments        INTEGER NOT NULL
) STRICT;

CREATE TABLE query (
    dataset  INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (dataset, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE passage (
    dataset  INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (dataset, position)
) STRICT, WITHOUT ROWID;

-- One pair to score. Pairs are numbered in query order, then in first-stage order.
CREATE TABLE candidate (
    dataset           INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    pair              INTEGER NOT NULL,
    query             INTEGER NOT NULL,
    passage           INTEGER NOT NULL,
    first_stage_score REAL NOT NULL,
    PRIMARY KEY (dataset, pair)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgment (
    dataset    INTEGER NOT NULL REFERENCES dataset(id) ON DELETE CASCADE,
    query      INTEGER NOT NULL,
    passage_id TEXT NOT NULL, -- need not be in the corpus
    grade      INTEGER NOT NULL,
    PRIMARY KEY (dataset, query, passage_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    uuid       TEXT NOT NULL UNIQUE, -- the same run in another workspace: see merge
    name       TEXT NOT NULL,
    scenario   TEXT NOT NULL CHECK (scenario IN ('batch', 'interactive')),
    key        TEXT NOT NULL, -- identity of the experiment: --resume goes on with the newest run of the same key
    status     TEXT NOT NULL CHECK (status IN ('running', 'finished', 'cancelled', 'failed', 'interrupted')),
    error      TEXT NOT NULL DEFAULT '',
    started_at TEXT NOT NULL,
    ended_at   TEXT NOT NULL DEFAULT '',
    machine    TEXT NOT NULL,
    program    TEXT NOT NULL,
    experiment TEXT NOT NULL
) STRICT;
CREATE INDEX run_by_key ON run(key, id);

-- One start of a run (--resume makes another one) and what its results depend on: docs/workspace.md has the keys.
CREATE TABLE start (
    id         INTEGER PRIMARY KEY,
    run        INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    at         TEXT NOT NULL,
    provenance TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX start_by_run ON start(run);

-- One cell of the matrix: model x cut-off layer x data set x length x quantization.
CREATE TABLE unit (
    id               INTEGER PRIMARY KEY,
    run              INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    model            INTEGER NOT NULL REFERENCES model(id),
    dataset          INTEGER NOT NULL REFERENCES dataset(id),
    name             TEXT NOT NULL, -- of the model in this experiment
    max_length       INTEGER NOT NULL,
    query_max_length INTEGER NOT NULL,
    quantization     TEXT NOT NULL,
    cutoff_layer     INTEGER NOT NULL, -- 0: the model has none
    options          TEXT NOT NULL,    -- JSON: instructions, gelu
    engine           INTEGER NOT NULL, -- version of what computes scores
    status           TEXT NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed', 'incomplete')),
    error            TEXT NOT NULL DEFAULT '',
    pairs            INTEGER NOT NULL,
    truncated        INTEGER NOT NULL, -- pairs whose query or passage was cut
    reused           INTEGER NOT NULL DEFAULT 0 -- pairs whose score was taken from another unit, never timed
) STRICT;
CREATE INDEX unit_by_run ON unit(run);
CREATE INDEX unit_by_model ON unit(model, quantization, cutoff_layer, engine);
CREATE INDEX unit_by_dataset ON unit(dataset);

-- The raw score, a float32 widened. One row a unit and pair, ever.
CREATE TABLE score (
    unit  INTEGER NOT NULL REFERENCES unit(id) ON DELETE CASCADE,
    pair  INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (unit, pair)
) STRICT, WITHOUT ROWID;

-- One life of a worker process.
CREATE TABLE worker (
    id            INTEGER PRIMARY KEY,
    run           INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    lane          INTEGER NOT NULL, -- index in the device list of the run
    device        TEXT NOT NULL,
    name          TEXT NOT NULL,
    build         TEXT NOT NULL,
    libtorch      TEXT NOT NULL,
    driver        TEXT NOT NULL, -- of the GPU, and what the processor has
    features      TEXT NOT NULL,
    threads       INTEGER NOT NULL,
    pid           INTEGER NOT NULL,
    started       REAL NOT NULL,
    ended         REAL,
    end_reason    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX worker_by_run ON worker(run);

-- One call of the model: rows under the token budget. All cut-off layers of a model come from one pass, and so may
-- several lengths: `unit` is the first of them. The time of a batch that served several lengths is of none of them.
CREATE TABLE batch (
    id          INTEGER PRIMARY KEY,
    unit        INTEGER NOT NULL REFERENCES unit(id) ON DELETE CASCADE,
    worker      INTEGER NOT NULL REFERENCES worker(id) ON DELETE CASCADE,
    lengths     INTEGER NOT NULL, -- served at once
    pairs       INTEGER NOT NULL,
    tokens      INTEGER NOT NULL,
    longest     INTEGER NOT NULL,
    started     REAL NOT NULL,
    queue_ns    INTEGER, -- its pairs lay in the worker before it began
    tokenise_ns INTEGER, -- 0: texts are tokenised once, before the run (start.provenance says how long that took)
    assemble_ns INTEGER NOT NULL,
    copy_ns     INTEGER, -- ids to the device; 0 on a processor; NULL: not measured, part of forward_ns
    forward_ns  INTEGER NOT NULL,
    post_ns     INTEGER,
    total_ns    INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    repeat      INTEGER NOT NULL,
    warmup      INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_by_unit ON batch(unit);
CREATE INDEX batch_by_worker ON batch(worker, started);

-- Interactive runs: one query with all its candidates, from the moment it was handed out to the moment its scores were
-- there.
CREATE TABLE request (
    id       INTEGER PRIMARY KEY,
    unit     INTEGER NOT NULL REFERENCES unit(id) ON DELETE CASCADE,
    worker   INTEGER NOT NULL REFERENCES worker(id) ON DELETE CASCADE,
    query    INTEGER NOT NULL,
    pairs    INTEGER NOT NULL,
    tokens   INTEGER NOT NULL,
    started  REAL NOT NULL,
    total_ns INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    repeat   INTEGER NOT NULL,
    warmup   INTEGER NOT NULL
) STRICT;
CREATE INDEX request_by_unit ON request(unit);
CREATE INDEX request_by_worker ON request(worker, started);

CREATE TABLE device_sample (
    id               INTEGER PRIMARY KEY,
    worker           INTEGER NOT NULL REFERENCES worker(id) ON DELETE CASCADE,
    seconds          REAL NOT NULL,
    cpu_percent      REAL,
    machine_percent  REAL, -- all processes of the machine, of one core
    resident_bytes   INTEGER,
    gpu_busy_percent REAL,
    gpu_memory_bytes INTEGER,
    gpu_power_watts  REAL,
    gpu_energy_joules REAL, -- since the driver was loaded
    gpu_clock_mhz    REAL,
    gpu_temperature  REAL,
    gpu_throttle     INTEGER, -- NVML's bits of reasons for a lower clock
    gpu_processes    INTEGER  -- of others on this GPU
) STRICT;
CREATE INDEX device_sample_by_worker ON device_sample(worker, seconds);

CREATE TABLE problem (
    id     INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    unit   INTEGER REFERENCES unit(id) ON DELETE CASCADE,
    pair   INTEGER NOT NULL, -- -1: not about one pair
    what   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX problem_by_run ON problem(run);
CREATE INDEX problem_by_unit ON problem(unit);

-- The interface for pandas and SQL users (docs/workspace.md).
CREATE VIEW v_results AS
SELECT unit.id AS unit, unit.run AS run, run.name AS run_name, unit.name AS model, model.backbone AS backbone,
       model.fingerprint AS model_fingerprint, model.untrained AS untrained, dataset.name AS dataset,
       dataset.content_hash AS dataset_hash, unit.max_length AS max_length, unit.quantization AS quantization,
       unit.cutoff_layer AS cutoff_layer, unit.status AS status, unit.error AS error, unit.pairs AS pairs,
       (SELECT count(*) FROM score WHERE score.unit = unit.id) AS scored, unit.truncated AS truncated,
       unit.reused AS reused, unit.engine AS engine
FROM unit
JOIN run ON run.id = unit.run
JOIN model ON model.id = unit.model
JOIN dataset ON dataset.id = unit.dataset;

CREATE VIEW v_scores AS
SELECT score.unit AS unit, score.pair AS pair, query.id AS query_id, passage.id AS passage_id,
       candidate.first_stage_score AS first_stage_score, score.value AS score, judgment.grade AS grade
FROM score
JOIN unit ON unit.id = score.unit
JOIN candidate ON candidate.dataset = unit.dataset AND candidate.pair = score.pair
JOIN query ON query.dataset = unit.dataset AND query.position = candidate.query
JOIN passage ON passage.dataset = unit.dataset AND passage.position = candidate.passage
LEFT JOIN judgment ON judgment.dataset = unit.dataset AND judgment.query = candidate.query
                  AND judgment.passage_id = passage.id;

CREATE VIEW v_batches AS
SELECT batch.unit AS unit, unit.run AS run, unit.name AS model, unit.quantization AS quantization,
       batch.lengths AS lengths, iif(batch.lengths = 1, unit.max_length, NULL) AS max_length,
       worker.lane AS lane, worker.device AS device, batch.pairs AS pairs,
       batch.tokens AS tokens, batch.longest AS longest, batch.started AS started,
       batch.queue_ns / 1e6 AS queue_ms, batch.tokenise_ns / 1e6 AS tokenise_ms, batch.assemble_ns / 1e6 AS assemble_ms,
       batch.copy_ns / 1e6 AS copy_ms, batch.forward_ns / 1e6 AS forward_ms, batch.post_ns / 1e6 AS post_ms,
       batch.total_ns / 1e6 AS total_ms,
       batch.attempt AS attempt, batch.repeat AS repeat, batch.warmup AS warmup
FROM batch
JOIN unit ON unit.id = batch.unit
JOIN worker ON worker.id = batch.worker;

-- What one length took.
CREATE VIEW v_latency AS
SELECT unit, run, model, max_length, quantization, lane, device, pairs, tokens, longest, started, queue_ms, tokenise_ms,
       assemble_ms, copy_ms, forward_ms, post_ms, total_ms, attempt, repeat, warmup
FROM v_batches
WHERE lengths = 1;

CREATE VIEW v_queries AS
SELECT request.unit AS unit, unit.run AS run, unit.name AS model, unit.max_length AS max_length,
       unit.quantization AS quantization, worker.lane AS lane, worker.device AS device, query.id AS query_id,
       request.pairs AS pairs, request.tokens AS tokens, request.started AS started,
       request.total_ns / 1e6 AS total_ms, request.attempt AS attempt, request.repeat AS repeat,
       request.warmup AS warmup
FROM request
JOIN unit ON unit.id = request.unit
JOIN worker ON worker.id = request.worker
JOIN query ON query.dataset = unit.dataset AND query.position = request.query;

CREATE VIEW v_devices AS
SELECT worker.run AS run, worker.lane AS lane, worker.device AS device, worker.name AS name, worker.pid AS pid,
       device_sample.seconds AS seconds, device_sample.cpu_percent AS cpu_percent,
       device_sample.resident_bytes AS resident_bytes, device_sample.gpu_busy_percent AS gpu_busy_percent,
       device_sample.gpu_memory_bytes AS gpu_memory_bytes, device_sample.gpu_power_watts AS gpu_power_watts,
       device_sample.gpu_clock_mhz AS gpu_clock_mhz, device_sample.gpu_temperature AS gpu_temperature,
       device_sample.machine_percent AS machine_percent,
       device_sample.gpu_energy_joules AS gpu_energy_joules, device_sample.gpu_throttle AS gpu_throttle,
       device_sample.gpu_processes AS gpu_processes
FROM device_sample
JOIN worker ON worker.id = device_sample.worker;
