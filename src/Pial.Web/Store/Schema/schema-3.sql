CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (name),
  scan TEXT NOT NULL,
  contrast TEXT NOT NULL,
  surfaces INTEGER NOT NULL,
  file TEXT NOT NULL,
  stored TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  said TEXT NOT NULL,
  stages TEXT NOT NULL,
  tries INTEGER NOT NULL,
  received TEXT NOT NULL,
  ended TEXT
);

CREATE INDEX jobs_of_state ON jobs (state, id);

CREATE UNIQUE INDEX jobs_open ON jobs (scan) WHERE state IN ('waiting', 'running');
