"""Who may do what: roles, people with sessions, services with keys, and the guard that every route stands behind."""
