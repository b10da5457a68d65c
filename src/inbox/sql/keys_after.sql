SELECT seq, keys FROM inbox WHERE seq > ?1 ORDER BY seq
