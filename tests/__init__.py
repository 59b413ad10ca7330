"""Tests of the whole product; tests of one room lie beside its code."""
