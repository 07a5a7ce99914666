"""The things that are sold, each drawn around its own origin so that scenes and pictures share them."""
