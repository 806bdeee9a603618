"""One database: transactions, numbered schema, one module per aggregate. Nothing here awaits inside
an operation, and nothing here knows a platform or a vendor."""
