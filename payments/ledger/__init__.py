"""The market's books: what is whose, entry by entry, from the first one on.

Every entry is balanced per currency, holds the hash of the one before it, and is never changed; a mistake is
put right by another entry. What is kept of it (`balances`) can be counted again from zero (`replay`).
Knows no orders: who posts says what an entry stands for.
"""
