"""Pages of access: ``sign_in`` (coming in), ``lock`` (staying away and coming back), ``own`` (one's own PIN and drafts)."""
