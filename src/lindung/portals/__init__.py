"""Public, member, employer, staff and partner pages: forms and templates only."""
