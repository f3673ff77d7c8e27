"""Which files a shell command reads and writes."""
