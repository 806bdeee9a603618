-- readable_from: 2
-- The studio: who works here, what was asked, what was made, who decided, what was posted.

CREATE TABLE teams (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  next_number BIGINT NOT NULL DEFAULT 1,
  created DOUBLE PRECISION NOT NULL
);

CREATE TABLE installations (
  platform TEXT NOT NULL,
  key TEXT NOT NULL,
  team TEXT NOT NULL REFERENCES teams(id),
  created DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (platform, key)
);

CREATE TABLE members (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  name TEXT NOT NULL,
  rights TEXT NOT NULL,
  practice BIGINT NOT NULL DEFAULT 0,
  created DOUBLE PRECISION NOT NULL,
  left_at DOUBLE PRECISION
);
CREATE INDEX members_team ON members (team, created);

CREATE TABLE identities (
  platform TEXT NOT NULL,
  installation TEXT NOT NULL,
  account TEXT NOT NULL,
  member TEXT NOT NULL REFERENCES members(id),
  PRIMARY KEY (platform, installation, account)
);

CREATE TABLE policies (
  team TEXT NOT NULL REFERENCES teams(id),
  revision BIGINT NOT NULL,
  body TEXT NOT NULL,
  member TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (team, revision)
);

CREATE TABLE campaigns (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  name TEXT NOT NULL,
  slug TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL,
  UNIQUE (team, slug)
);

CREATE TABLE uploads (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  member TEXT NOT NULL REFERENCES members(id),
  file TEXT NOT NULL,
  facts TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL
);

CREATE TABLE drafts (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  member TEXT NOT NULL REFERENCES members(id),
  venue TEXT NOT NULL,
  fields TEXT NOT NULL,
  photos TEXT NOT NULL,
  brief TEXT NOT NULL,
  quote TEXT NOT NULL,
  session TEXT,
  created DOUBLE PRECISION NOT NULL
);
CREATE INDEX drafts_age ON drafts (created);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  number BIGINT NOT NULL,
  title TEXT NOT NULL,
  brief TEXT NOT NULL,
  maker TEXT NOT NULL REFERENCES members(id),
  campaign TEXT NOT NULL REFERENCES campaigns(id),
  private BIGINT NOT NULL,
  platform TEXT NOT NULL,
  installation TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT NOT NULL,
  next_version BIGINT NOT NULL DEFAULT 1,
  state TEXT NOT NULL,
  picture TEXT,
  created DOUBLE PRECISION NOT NULL,
  touched DOUBLE PRECISION NOT NULL,
  UNIQUE (team, number)
);
CREATE INDEX sessions_recent ON sessions (team, touched);
CREATE INDEX sessions_maker ON sessions (team, maker, touched);
CREATE INDEX sessions_state ON sessions (team, state, touched);
CREATE INDEX sessions_thread ON sessions (platform, installation, thread);

CREATE TABLE words (
  team TEXT NOT NULL,
  word TEXT NOT NULL,
  session TEXT NOT NULL REFERENCES sessions(id),
  PRIMARY KEY (team, word, session)
);
CREATE INDEX words_session ON words (session, word);

CREATE TABLE versions (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES sessions(id),
  team TEXT NOT NULL,
  number BIGINT NOT NULL,
  maker TEXT NOT NULL REFERENCES members(id),
  instruction TEXT NOT NULL,
  change TEXT NOT NULL DEFAULT '',
  format TEXT NOT NULL,
  parent TEXT,
  parent_moved BIGINT NOT NULL DEFAULT 0,
  references_json TEXT NOT NULL,
  quote TEXT NOT NULL,
  quality TEXT NOT NULL,
  thinking TEXT NOT NULL,
  state TEXT NOT NULL,
  ordered_at DOUBLE PRECISION NOT NULL,
  started_at DOUBLE PRECISION,
  finished_at DOUBLE PRECISION,
  spent BIGINT,
  balance_after BIGINT,
  problem TEXT NOT NULL DEFAULT '',
  problem_fields TEXT NOT NULL DEFAULT '[]',
  prompt TEXT NOT NULL,
  reference TEXT NOT NULL,
  stopping BIGINT NOT NULL DEFAULT 0,
  said TEXT NOT NULL DEFAULT '',
  UNIQUE (session, number)
);
CREATE INDEX versions_waiting ON versions (team, state, ordered_at);
CREATE INDEX versions_said ON versions (said);

CREATE TABLE parts (
  order_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  file TEXT,
  made TEXT,
  usage TEXT,
  PRIMARY KEY (order_id, n)
);

CREATE TABLE pictures (
  id TEXT NOT NULL PRIMARY KEY,
  version TEXT NOT NULL REFERENCES versions(id),
  session TEXT NOT NULL,
  letter TEXT NOT NULL,
  file TEXT NOT NULL,
  preview TEXT NOT NULL,
  mime TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  layers TEXT NOT NULL,
  alt TEXT NOT NULL,
  notes TEXT NOT NULL,
  picked_at DOUBLE PRECISION,
  discarded_at DOUBLE PRECISION,
  created DOUBLE PRECISION NOT NULL
);
CREATE INDEX pictures_version ON pictures (version, letter);

CREATE TABLE reviews (
  id TEXT NOT NULL PRIMARY KEY,
  picture TEXT NOT NULL UNIQUE REFERENCES pictures(id),
  session TEXT NOT NULL,
  team TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  policy TEXT NOT NULL,
  opened DOUBLE PRECISION NOT NULL,
  opened_by TEXT NOT NULL,
  locks_at DOUBLE PRECISION,
  seal TEXT NOT NULL DEFAULT ''
);
CREATE INDEX reviews_open ON reviews (team, state, opened);
CREATE INDEX reviews_session ON reviews (session, opened);

CREATE TABLE ballots (
  origin TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  picture TEXT NOT NULL,
  member TEXT NOT NULL,
  act TEXT NOT NULL,
  standing TEXT NOT NULL,
  choice TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_reaction BIGINT NOT NULL,
  at DOUBLE PRECISION NOT NULL
);
CREATE UNIQUE INDEX ballots_picture ON ballots (picture, seq);

CREATE TABLE likes (
  picture TEXT NOT NULL,
  member TEXT NOT NULL,
  emoji TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (picture, member, emoji)
);

CREATE TABLE said (
  id TEXT NOT NULL PRIMARY KEY,
  session TEXT,
  platform TEXT NOT NULL,
  installation TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT NOT NULL,
  member TEXT NOT NULL REFERENCES members(id),
  text TEXT NOT NULL,
  kind TEXT NOT NULL,
  version TEXT,
  parent TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  at DOUBLE PRECISION NOT NULL
);
CREATE INDEX said_session ON said (session, at);
CREATE INDEX said_version ON said (version, at);

CREATE TABLE posts (
  id TEXT NOT NULL PRIMARY KEY,
  session TEXT NOT NULL REFERENCES sessions(id),
  subject TEXT NOT NULL,
  post_window TEXT NOT NULL,
  kind TEXT NOT NULL,
  platform TEXT NOT NULL,
  installation TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT NOT NULL,
  audience TEXT NOT NULL,
  picture TEXT,
  card_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  ref TEXT NOT NULL DEFAULT '',
  state_word TEXT NOT NULL DEFAULT '',
  created DOUBLE PRECISION NOT NULL,
  edited DOUBLE PRECISION,
  UNIQUE (subject, post_window, kind)
);
CREATE INDEX posts_session ON posts (session, created);
CREATE INDEX posts_ref ON posts (platform, ref);

CREATE TABLE dirty (
  session TEXT NOT NULL PRIMARY KEY,
  since DOUBLE PRECISION NOT NULL
);

CREATE TABLE acts (
  id TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  team TEXT NOT NULL,
  member TEXT NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  undone_by TEXT,
  at DOUBLE PRECISION NOT NULL
);
CREATE INDEX acts_order ON acts (team, seq);
CREATE INDEX acts_subject ON acts (team, subject, seq);
CREATE INDEX acts_member ON acts (team, member, seq);
