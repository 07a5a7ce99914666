"""The orders' pages: `buying` for buyers, `console` for merchants."""
