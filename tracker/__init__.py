"""The site: settings, root URLs, middleware and checks at start."""
