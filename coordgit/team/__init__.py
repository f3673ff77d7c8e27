"""One project over several clones: where its store is, what it alone decides, and what the clones tell each other."""
