"""What pages show: pure functions from the snapshot to frozen values, one module a page."""
