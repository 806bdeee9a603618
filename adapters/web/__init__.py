"""The local page: one tab of the browser is one place in the team's channel."""
