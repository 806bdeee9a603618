"""What every server that speaks OpenAI's image API has in common: client, inputs, answers."""
