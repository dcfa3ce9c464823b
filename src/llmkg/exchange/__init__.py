"""What comes in from others and goes out to them, in their forms."""
