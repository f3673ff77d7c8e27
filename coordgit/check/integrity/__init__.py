"""Work of others that an update would undo, carry along or drop: facts for the rules CG104 and CG2xx, from git and the store."""
