"""What follows from what is claimed, how sure that is, and why."""
