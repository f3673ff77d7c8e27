"""Work that goes to a remote: pushes, pull requests, and the reads that travel with them."""
