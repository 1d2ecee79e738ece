"""Pages of those who pay for people who are not their employees: agreements, money, lists, codes, proposals."""
