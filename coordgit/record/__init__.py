"""Walk 1: access → the blobs that are there → stored as reads and writes."""
