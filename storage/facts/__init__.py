"""What a decision may know, loaded and locked: one loader for each kind of facts."""
