CREATE TABLE people (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('owner', 'rater', 'participant')),
  token BLOB UNIQUE,
  made TEXT NOT NULL,
  revoked TEXT
) WITHOUT ROWID;

CREATE TABLE sessions (
  key BLOB PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (name),
  ends INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE ratings (
  scan TEXT NOT NULL,
  rater TEXT NOT NULL REFERENCES people (name),
  quality INTEGER NOT NULL CHECK (quality BETWEEN 1 AND 4),
  artefacts TEXT NOT NULL,
  comment TEXT NOT NULL,
  seconds REAL NOT NULL,
  made TEXT NOT NULL,
  PRIMARY KEY (scan, rater)
) WITHOUT ROWID;

CREATE TABLE settled (
  scan TEXT PRIMARY KEY,
  quality INTEGER NOT NULL CHECK (quality BETWEEN 1 AND 4),
  person TEXT NOT NULL REFERENCES people (name),
  made TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  made TEXT NOT NULL,
  person TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  address TEXT NOT NULL
);
