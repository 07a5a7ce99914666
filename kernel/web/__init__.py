"""The web's plumbing: routes with declared access, problems, security headers, languages, page cache."""
