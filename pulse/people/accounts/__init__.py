"""Who may log in: inviting them, their roles, closing and opening their accounts; what each does with their own."""
