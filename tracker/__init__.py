"""The site: settings, root URLs and what happens at start."""
