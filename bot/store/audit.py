"""Are the books right? Every invariant of the ledger as one query that finds who breaks it.

Empty answer = right. Run by `verify`, by the crash audit and after every step of the ledger's
property test.
"""

from __future__ import annotations

from bot.store.transaction import Transaction

# Each query returns (who, is, should) for every row that breaks the sentence.
CHECKS: tuple[tuple[str, str], ...] = (
    (
        "{who}: a purse holds between nothing and its balance (held {is}, balance {should})",
        """SELECT team || '/' || purse AS who, held AS found, balance AS should FROM accounts
        WHERE held < 0 OR balance < held""",
    ),
    (
        "{who}: the balance {is} is not the sum of its lots, {should}",
        """SELECT who, found, should FROM (
          SELECT a.team || '/' || a.purse AS who, a.balance AS found,
            (SELECT CAST(COALESCE(sum(l.remaining), 0) AS BIGINT) FROM lots l
             WHERE l.team = a.team AND l.purse = a.purse) AS should
          FROM accounts a) AS t WHERE found <> should""",
    ),
    (
        "{who}: {is} is reserved, but its open holds are {should}",
        """SELECT who, found, should FROM (
          SELECT a.team || '/' || a.purse AS who, a.held AS found,
            (SELECT CAST(COALESCE(sum(h.amount), 0) AS BIGINT) FROM holds h
             WHERE h.team = a.team AND h.purse = a.purse AND h.state = 'held') AS should
          FROM accounts a) AS t WHERE found <> should""",
    ),
    (
        "hold {who} is of {is} and its purse does not exist",
        """SELECT h.key AS who, h.amount AS found, 0 AS should FROM holds h
        WHERE h.amount > 0 AND NOT EXISTS (
          SELECT 1 FROM accounts a WHERE a.team = h.team AND a.purse = h.purse)""",
    ),
    (
        "lot {who}: reserved {is} of {should}",
        """SELECT id AS who, held AS found, remaining AS should FROM lots
        WHERE held < 0 OR remaining < held""",
    ),
    (
        "lot {who}: granted {is}, but what is left, spent, lapsed, taken and moved is {should}",
        """SELECT who, found, should FROM (
          SELECT l.id AS who, l.amount AS found,
            l.remaining + l.lapsed + l.taken + l.moved + COALESCE(p.spent, 0) AS should
          FROM lots l LEFT JOIN (
            SELECT lot, CAST(sum(
              CASE WHEN before >= charged THEN 0
              WHEN before + amount >= charged THEN charged - before ELSE amount END
            ) AS BIGINT) AS spent
            FROM (
              SELECT r.lot, r.amount, h.charged, CAST(COALESCE(sum(r.amount) OVER (
                PARTITION BY r.hold_key ORDER BY r.place
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT) AS before
              FROM hold_lots r JOIN holds h ON h.key = r.hold_key WHERE h.charged > 0
            ) AS parts GROUP BY lot
          ) AS p ON p.lot = l.id) AS t WHERE found <> should""",
    ),
    (
        "lot {who}: {is} is reserved, but its open holds are {should}",
        """SELECT who, found, should FROM (
          SELECT l.id AS who, l.held AS found, COALESCE(p.held, 0) AS should
          FROM lots l LEFT JOIN (
            SELECT r.lot, CAST(sum(r.amount) AS BIGINT) AS held
            FROM hold_lots r JOIN holds h ON h.key = r.hold_key
            WHERE h.state = 'held' GROUP BY r.lot
          ) AS p ON p.lot = l.id) AS t WHERE found <> should""",
    ),
    (
        "hold {who}: reserved {is}, from its lots {should}",
        """SELECT who, found, should FROM (
          SELECT h.key AS who, h.amount AS found,
            (SELECT CAST(COALESCE(sum(p.amount), 0) AS BIGINT) FROM hold_lots p
             WHERE p.hold_key = h.key) AS should
          FROM holds h) AS t WHERE found <> should""",
    ),
    (
        "hold {who}: charged {is}, in the ledger {should}",
        """SELECT who, found, should FROM (
          SELECT h.key AS who, h.charged AS found,
            (SELECT CAST(COALESCE(-sum(e.amount), 0) AS BIGINT) FROM entries e
             WHERE e.cause = h.key AND e.kind = 'spend') AS should
          FROM holds h) AS t WHERE found <> should""",
    ),
    (
        "refund {who} of {is} is not the charge that it gives back, {should}",
        """SELECT who, found, should FROM (
          SELECT e.id AS who, e.amount AS found, COALESCE(h.charged, 0) AS should
          FROM entries e LEFT JOIN holds h ON h.key = e.cause
          WHERE e.kind = 'refund') AS t WHERE found <> should""",
    ),
    (
        "hold {who} is not settled and yet charged {is} of {should}",
        """SELECT key AS who, charged AS found, amount AS should FROM holds
        WHERE charged < 0 OR charged > amount OR (state <> 'settled' AND charged <> 0)""",
    ),
    (
        "spend {who} of {is} belongs to no hold",
        """SELECT e.id AS who, e.amount AS found, 0 AS should FROM entries e
        WHERE e.kind = 'spend' AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.key = e.cause)""",
    ),
    (
        "hold {who} of {is} credits has no price row",
        """SELECT key AS who, amount AS found, 0 AS should FROM holds
        WHERE amount > 0 AND price_row = ''""",
    ),
    (
        "cap {who}: counted {is}, its holds are {should}",
        """SELECT who, found, should FROM (
          SELECT c.team || '/' || c.purse || '/' || c.day || '/' || c.scope || '/' || c.who AS who,
            c.used AS found, COALESCE(h.used, 0) AS should
          FROM caps c LEFT JOIN (
            SELECT c.team, c.purse, c.day, 'member' AS scope, c.member AS who, CAST(
              sum(CASE WHEN c.state = 'held' THEN c.amount
              ELSE c.charged - COALESCE(b.amount, 0) END) AS BIGINT) AS used
            FROM holds c LEFT JOIN entries b ON b.cause = c.key AND b.kind = 'refund'
            GROUP BY c.team, c.purse, c.day, c.member
            UNION ALL
            SELECT c.team, c.purse, c.day, 'venue' AS scope, c.venue AS who, CAST(
              sum(CASE WHEN c.state = 'held' THEN c.amount
              ELSE c.charged - COALESCE(b.amount, 0) END) AS BIGINT) AS used
            FROM holds c LEFT JOIN entries b ON b.cause = c.key AND b.kind = 'refund'
            GROUP BY c.team, c.purse, c.day, c.venue
          ) AS h ON h.team = c.team AND h.purse = c.purse AND h.day = c.day
            AND h.scope = c.scope AND h.who = c.who) AS t WHERE found <> should""",
    ),
    (
        "practice of {who} is over and {is} of its credits are still free",
        """SELECT team AS who, balance - held AS found, 0 AS should FROM accounts
        WHERE closed = 1 AND balance <> held""",
    ),
    (
        "credits of {who}: {is} left their lots for new ones that hold {should}",
        """SELECT who, found, should FROM (
          SELECT a.team || '/' || a.purse AS who,
            (SELECT CAST(COALESCE(sum(l.moved), 0) AS BIGINT) FROM lots l
             WHERE l.team = a.team AND l.purse = a.purse) AS found,
            (SELECT CAST(COALESCE(sum(l.amount), 0) AS BIGINT) FROM lots l
             WHERE l.team = a.team AND l.purse = a.purse AND l.id LIKE 'refund/%') AS should
          FROM accounts a) AS t WHERE found <> should""",
    ),
)
LINES = """SELECT team, purse, seq, id, amount, balance_after FROM entries
ORDER BY team, purse, seq"""
ACCOUNTS = "SELECT team, purse, balance, entries FROM accounts ORDER BY team, purse"


def audit(tx: Transaction) -> tuple[str, ...]:
    """Sentences of what is broken; empty = the books are right."""
    broken = [
        sentence.format_map(
            {"who": row.text("who"), "is": row.int("found"), "should": row.int("should")}
        )
        for sentence, query in CHECKS
        for row in tx.all(query)
    ]
    return tuple(broken) + _replayed(tx)


def _replayed(tx: Transaction) -> tuple[str, ...]:
    """Replaying the lines rebuilds every balance, line by line, without a gap."""
    broken: list[str] = []
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in tx.all(LINES):
        purse = (row.text("team"), row.text("purse"))
        count, total = found.get(purse, (0, 0))
        count, total = count + 1, total + row.int("amount")
        if (row.int("seq"), row.int("balance_after")) != (count, total):
            broken.append(
                f"entry {row.text('id')} is line {row.int('seq')} with a balance of"
                f" {row.int('balance_after')}; replayed: line {count}, {total}"
            )
        found[purse] = count, total
    for row in tx.all(ACCOUNTS):
        purse = (row.text("team"), row.text("purse"))
        stored = row.int("entries"), row.int("balance")
        if stored != found.get(purse, (0, 0)):
            broken.append(f"{'/'.join(purse)}: {stored} stored, {found.get(purse)} replayed")
    return tuple(broken)
