"""The demo company, told chapter by chapter; imported only when demo data is loaded."""
