"""What llmkg speaks about, as frozen values; the standard library only."""
