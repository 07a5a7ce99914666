"""Moderation: who looked at what, what was decided and why, and how it is taken back.

Knows subjects only by kind and id: what a decision does to a video is the business of whoever hears of it.
"""
