"""Who may do what: API tokens, and roles as groups with permissions."""
