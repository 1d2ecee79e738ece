"""Codes that a payer gives his bank: of bills and of orders, sixteen digits, never mixed up.

Year and month, ten digits of the number, two check digits (98 minus the remainder of the number times 100 by 97, ISO
7064 MOD 97-10), so that one wrong or two swapped digits never name another bill. The month of an order is written 20
higher (21 to 32), which no month is: a code says by itself what it is of.
"""

from datetime import date

ORDER = 20
"""What the month of an order's code is written higher by."""


def code_sql(month: str, number: str, shift: int = 0) -> str:
    """SQL of the code for SQL of a month and a number; `shift` is ORDER for orders."""
    more = f" + {shift} * 10000000000::bigint" if shift else ""
    whole = f"(to_char({month}, 'YYMM')::bigint * 10000000000 + {number}{more})"
    return f"lpad({whole}::text, 14, '0') || lpad((98 - {whole} * 100 %% 97)::text, 2, '0')"


def make_code(month: date, number: int, shift: int = 0) -> str:
    """The same in Python."""
    whole = (month.year % 100 * 100 + month.month + shift) * 10_000_000_000 + number
    return f"{whole:014d}{98 - whole * 100 % 97:02d}"


def is_code(text: str) -> bool:
    """Whether `text` is sixteen digits with the right check digits."""
    return len(text) == 16 and text.isascii() and text.isdigit() and int(text) % 97 == 1


def is_order_code(text: str) -> bool:
    """Whether `text` is the code of an order rather than of a bill."""
    return is_code(text) and ORDER < int(text[2:4]) <= ORDER + 12


ORDER_CODE_SQL = "[0-9]{2}(2[1-9]|3[0-2])[0-9]{12}"
"""How the code of an order looks, for a regular expression of PostgreSQL; the check digits are not looked at."""
