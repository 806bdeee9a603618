-- readable_from: 2
-- Chat platforms: what a server is called, which of its channels may spend, who manages it, and
-- forms that wait to be opened again.

ALTER TABLE installations ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE installations ADD COLUMN welcomed DOUBLE PRECISION;
ALTER TABLE installations ADD COLUMN left_at DOUBLE PRECISION;

-- 1: the platform says that this account may manage the server.
ALTER TABLE identities ADD COLUMN manages BIGINT NOT NULL DEFAULT 0;

-- A channel in which everybody may spend, up to a daily cap (milli-credits).
CREATE TABLE channels (
  platform TEXT NOT NULL,
  installation TEXT NOT NULL,
  channel TEXT NOT NULL,
  daily_cap BIGINT NOT NULL CHECK (daily_cap >= 0),
  member TEXT NOT NULL REFERENCES members(id),
  at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (platform, installation, channel)
);

-- A form as somebody filled it in, kept a day: on some platforms a form cannot answer a form.
CREATE TABLE forms (
  id TEXT NOT NULL PRIMARY KEY,
  member TEXT NOT NULL REFERENCES members(id),
  command TEXT NOT NULL,
  draft TEXT NOT NULL,
  fields TEXT NOT NULL,
  photos TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL
);
CREATE INDEX forms_age ON forms (created);

CREATE INDEX posts_venue ON posts (platform, installation, thread);

-- The message that a reaction stands on: a look at one message says nothing of the others.
ALTER TABLE ballots ADD COLUMN message TEXT NOT NULL DEFAULT '';
