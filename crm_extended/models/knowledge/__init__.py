"""What we know: articles, versions, audience, search, votes."""
