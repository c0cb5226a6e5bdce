"""All tables, by noun, with their constraints and indexes."""
