"""What ``khaacho bench`` measures, one noun a file; each has ``run()`` that returns its rows."""
