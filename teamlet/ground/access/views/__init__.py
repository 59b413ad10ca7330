"""Pages of access: ``sign_in`` (coming in), ``lock`` (being away and coming back), ``own`` (one's own PIN)."""
