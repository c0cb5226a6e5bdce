"""What must always hold, by noun, each with the query that finds what breaks it."""
