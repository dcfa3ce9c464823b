"""Claims made up in the shape of real ones, as many as are wanted."""
