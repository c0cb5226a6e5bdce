"""What we keep: the only place that knows SQL."""
