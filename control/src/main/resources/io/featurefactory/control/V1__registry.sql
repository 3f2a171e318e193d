-- The layout is specified in docs/spec/registry.md. Portable SQL: SQLite and PostgreSQL read it alike.
-- Instants are microseconds since 1970, UTC; truth values are 0 and 1.

-- One row for each apply or retire; the newest is the revision of the registry.
CREATE TABLE revisions (
  revision BIGINT NOT NULL PRIMARY KEY,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  summary TEXT NOT NULL
);

CREATE TABLE definitions (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  owner TEXT NOT NULL,
  description TEXT NOT NULL,
  document TEXT NOT NULL,
  meaning_hash TEXT NOT NULL,
  meta_hash TEXT NOT NULL,
  tile_hash TEXT,
  lookup_schema TEXT NOT NULL,
  tiles_table TEXT,
  log_table TEXT,
  state_table TEXT,
  applied_at BIGINT NOT NULL,
  applied_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  first_published_at BIGINT,
  PRIMARY KEY (kind, name, version)
);

CREATE INDEX definitions_by_name ON definitions (name);

CREATE TABLE definition_uses (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  used_kind TEXT NOT NULL,
  used_name TEXT NOT NULL,
  used_version INTEGER NOT NULL,
  PRIMARY KEY (kind, name, version, position)
);

CREATE INDEX definition_uses_by_name ON definition_uses (name);
CREATE INDEX definition_uses_by_used ON definition_uses (used_kind, used_name, used_version);

-- Edges between columns; kind, name and version are those of the definition that the edge ends at.
CREATE TABLE lineage (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  from_kind TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_version INTEGER NOT NULL,
  from_column TEXT NOT NULL,
  PRIMARY KEY (kind, name, version, position)
);

CREATE INDEX lineage_by_name ON lineage (name);

-- A row stays after the release, for its epoch.
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  host TEXT NOT NULL,
  pid BIGINT NOT NULL,
  acquired_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  released_at BIGINT
);

CREATE TABLE run_numbers (
  view_name TEXT NOT NULL,
  view_version INTEGER NOT NULL,
  last_number BIGINT NOT NULL,
  PRIMARY KEY (view_name, view_version)
);

CREATE TABLE runs (
  view_name TEXT NOT NULL,
  view_version INTEGER NOT NULL,
  run_number BIGINT NOT NULL,
  run_kind TEXT NOT NULL,
  first_boundary BIGINT NOT NULL,
  boundary BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  step TEXT NOT NULL,
  PRIMARY KEY (view_name, view_version, run_number)
);

CREATE INDEX runs_by_start ON runs (started_at, view_name, view_version, run_number);

CREATE TABLE run_steps (
  view_name TEXT NOT NULL,
  view_version INTEGER NOT NULL,
  run_number BIGINT NOT NULL,
  step TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  rows_read BIGINT NOT NULL,
  keys_computed BIGINT NOT NULL,
  rows_logged BIGINT NOT NULL,
  bytes_written BIGINT NOT NULL,
  message TEXT,
  PRIMARY KEY (view_name, view_version, run_number, step)
);

CREATE TABLE run_checks (
  view_name TEXT NOT NULL,
  view_version INTEGER NOT NULL,
  run_number BIGINT NOT NULL,
  position INTEGER NOT NULL,
  check_text TEXT NOT NULL,
  passed INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (view_name, view_version, run_number, position)
);

CREATE TABLE feature_statistics (
  view_name TEXT NOT NULL,
  view_version INTEGER NOT NULL,
  boundary BIGINT NOT NULL,
  position INTEGER NOT NULL,
  feature TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  null_rate DOUBLE PRECISION NOT NULL,
  mean DOUBLE PRECISION,
  minimum TEXT,
  maximum TEXT,
  quantiles TEXT NOT NULL,
  PRIMARY KEY (view_name, view_version, boundary, position)
);

CREATE INDEX feature_statistics_by_feature
  ON feature_statistics (view_name, view_version, feature, boundary);
