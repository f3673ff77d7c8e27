"""What saves milliseconds in hooks, each with its measurement."""
