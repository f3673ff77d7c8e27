"""What coordgit would have rejected in a real history."""
