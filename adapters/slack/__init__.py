"""Slack: one app by Socket Mode; slack_bolt and slack_sdk are known in this folder alone."""
