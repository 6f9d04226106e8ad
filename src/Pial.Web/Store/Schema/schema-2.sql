CREATE TABLE submissions (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES people (name),
  model TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'evaluating', 'done', 'failed')),
  said TEXT NOT NULL,
  received TEXT NOT NULL,
  ended TEXT,
  UNIQUE (task, person, sha256)
);

CREATE INDEX submissions_of_state ON submissions (state, id);

CREATE TABLE uploads (
  submission INTEGER PRIMARY KEY REFERENCES submissions (id),
  content BLOB NOT NULL
);

CREATE TABLE evaluations (
  submission INTEGER PRIMARY KEY REFERENCES submissions (id),
  measure TEXT NOT NULL,
  higher INTEGER NOT NULL,
  value REAL NOT NULL,
  low REAL,
  high REAL,
  metrics TEXT NOT NULL,
  eval TEXT NOT NULL
);

CREATE TABLE keys (
  name TEXT PRIMARY KEY,
  secret BLOB NOT NULL,
  made TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE baselines (
  task TEXT NOT NULL,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  value REAL NOT NULL,
  low REAL,
  high REAL,
  higher INTEGER NOT NULL,
  PRIMARY KEY (task, name)
) WITHOUT ROWID;
