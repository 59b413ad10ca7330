"""Crashes, power cuts and clocks against the real product."""
