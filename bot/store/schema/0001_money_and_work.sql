-- readable_from: 1
-- Money, work and what came in. Runs unchanged on SQLite and PostgreSQL: TEXT ids made by us,
-- BIGINT milli-credits, DOUBLE PRECISION epoch seconds, BIGINT 0/1 for yes and no.

-- One purse of a team. balance = what its lots still hold, held = what is reserved of it.
-- entries counts the lines of its ledger: the number of the next line, without gaps.
CREATE TABLE accounts (
  team TEXT NOT NULL,
  purse TEXT NOT NULL CHECK (purse IN ('real', 'practice')),
  balance BIGINT NOT NULL,
  held BIGINT NOT NULL DEFAULT 0,
  entries BIGINT NOT NULL DEFAULT 0,
  closed BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
  PRIMARY KEY (team, purse),
  CHECK (held >= 0),
  CHECK (balance >= held)
);

-- One grant of credits. amount = remaining + spent + lapsed + taken + moved; spent is what the
-- charges of its holds took, see hold_lots.
CREATE TABLE lots (
  id TEXT NOT NULL PRIMARY KEY,
  grant_key TEXT NOT NULL UNIQUE,
  team TEXT NOT NULL,
  purse TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  remaining BIGINT NOT NULL,
  held BIGINT NOT NULL DEFAULT 0,
  lapsed BIGINT NOT NULL DEFAULT 0 CHECK (lapsed >= 0),
  taken BIGINT NOT NULL DEFAULT 0 CHECK (taken >= 0),
  moved BIGINT NOT NULL DEFAULT 0 CHECK (moved >= 0),
  expires DOUBLE PRECISION NOT NULL,
  granted_by TEXT NOT NULL,
  note TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL,
  FOREIGN KEY (team, purse) REFERENCES accounts (team, purse),
  CHECK (held >= 0),
  CHECK (remaining >= held)
);
-- Only columns that never change: reserving and spending leave both indexes alone.
CREATE INDEX lots_live ON lots (team, purse, expires, id);
CREATE INDEX lots_ending ON lots (expires);

CREATE TABLE holds (
  key TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL,
  purse TEXT NOT NULL,
  member TEXT NOT NULL,
  venue TEXT NOT NULL,
  session TEXT NOT NULL,
  name TEXT NOT NULL,
  model TEXT NOT NULL,
  price_row TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  charged BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('held', 'settled', 'released')),
  day TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL,
  resolved DOUBLE PRECISION,
  CHECK (charged >= 0 AND charged <= amount)
);
CREATE INDEX holds_open ON holds (team, purse) WHERE state = 'held';

-- Which lots a hold reserves, soonest-expiring first. A charge spends them in this order, so what
-- was spent of each follows from holds.charged and is not stored twice.
CREATE TABLE hold_lots (
  hold_key TEXT NOT NULL REFERENCES holds (key),
  place BIGINT NOT NULL,
  lot TEXT NOT NULL REFERENCES lots (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  PRIMARY KEY (hold_key, place)
);

-- Append-only. cause = the hold, the grant, or the act that made the line.
CREATE TABLE entries (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL,
  purse TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('grant', 'spend', 'refund', 'lapse', 'adjust')),
  amount BIGINT NOT NULL,
  balance_after BIGINT NOT NULL,
  cause TEXT NOT NULL,
  lot TEXT,
  member TEXT NOT NULL,
  name TEXT NOT NULL,
  session TEXT NOT NULL,
  model TEXT NOT NULL,
  note TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL,
  UNIQUE (cause, kind),
  UNIQUE (team, purse, seq),
  FOREIGN KEY (team, purse) REFERENCES accounts (team, purse)
);

-- Pending + posted - given back, of the day a hold was MADE (a string in the team's time zone).
CREATE TABLE caps (
  team TEXT NOT NULL,
  purse TEXT NOT NULL,
  day TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('member', 'venue')),
  who TEXT NOT NULL,
  used BIGINT NOT NULL CHECK (used >= 0),
  PRIMARY KEY (team, purse, day, scope, who)
);

-- What a vendor billed and the team was not charged.
CREATE TABLE house (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  order_id TEXT NOT NULL,
  milli BIGINT NOT NULL CHECK (milli >= 0),
  reason TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL
);
CREATE INDEX house_team ON house (team, created);

-- Work. Every index below leaves finished rows out: they never slow a claim.
CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  queue TEXT NOT NULL,
  lane TEXT NOT NULL,
  seq BIGINT NOT NULL,
  provider TEXT NOT NULL,
  team TEXT NOT NULL,
  member TEXT NOT NULL,
  repeatable BIGINT NOT NULL CHECK (repeatable IN (0, 1)),
  args TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('queued', 'parked', 'running', 'uncertain', 'done', 'failed', 'cancelled')
  ),
  attempt BIGINT NOT NULL DEFAULT 0,
  run_at DOUBLE PRECISION NOT NULL,
  owner TEXT NOT NULL DEFAULT '',
  lease DOUBLE PRECISION,
  stop_wanted BIGINT NOT NULL DEFAULT 0 CHECK (stop_wanted IN (0, 1)),
  result TEXT NOT NULL DEFAULT '',
  created DOUBLE PRECISION NOT NULL,
  finished DOUBLE PRECISION
);
CREATE INDEX jobs_queued ON jobs (provider, run_at, created, id) WHERE state = 'queued';
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (provider) WHERE state = 'running';
CREATE INDEX jobs_uncertain ON jobs (created) WHERE state = 'uncertain';
CREATE INDEX jobs_lane ON jobs (lane, seq, id)
  WHERE state IN ('queued', 'parked', 'running', 'uncertain');
CREATE INDEX jobs_member ON jobs (member)
  WHERE state IN ('queued', 'parked', 'running', 'uncertain');

-- One row per provider. Touching it is the lock under which its running jobs are counted.
CREATE TABLE providers (
  name TEXT NOT NULL PRIMARY KEY,
  claims BIGINT NOT NULL DEFAULT 0,
  paused_until DOUBLE PRECISION NOT NULL DEFAULT 0
);

-- Accepted means committed: one row per act of the far end.
CREATE TABLE inbox (
  origin TEXT NOT NULL PRIMARY KEY,
  lane TEXT NOT NULL,
  seq BIGINT NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'handled')),
  answer TEXT NOT NULL DEFAULT '',
  received DOUBLE PRECISION NOT NULL,
  handled DOUBLE PRECISION
);
CREATE INDEX inbox_lane ON inbox (lane, seq);
CREATE INDEX inbox_new ON inbox (received) WHERE state = 'new';
CREATE INDEX inbox_handled ON inbox (handled) WHERE state = 'handled';

CREATE TABLE aliases (
  alias TEXT NOT NULL PRIMARY KEY,
  origin TEXT NOT NULL REFERENCES inbox (origin) ON DELETE CASCADE
);
CREATE INDEX aliases_origin ON aliases (origin);
