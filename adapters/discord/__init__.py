"""Discord: the studio as a bot, on discord.py; imported only when a token is set."""
