-- readable_from: 4
-- What people are told, once each: the key of a notice names what happened and whom it is for. A
-- release that does not know these rows would leave their timers undone.

CREATE TABLE notices (
  key TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams(id),
  member TEXT NOT NULL REFERENCES members(id),
  about TEXT NOT NULL,
  session TEXT REFERENCES sessions(id),
  subject TEXT NOT NULL,
  words TEXT NOT NULL,
  created DOUBLE PRECISION NOT NULL,
  due_at DOUBLE PRECISION NOT NULL,
  sent_at DOUBLE PRECISION,
  tries BIGINT NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX notices_waiting ON notices (member, due_at) WHERE sent_at IS NULL;
CREATE INDEX notices_sent ON notices (member, sent_at) WHERE sent_at IS NOT NULL;
