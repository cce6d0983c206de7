/** Settings of every scratch server: nothing in it has to survive a crash, so nothing waits for the disk. */
export const scratchSettings: Readonly<Record<string, string | number>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  // Rows of a restore in one transaction need no WAL then.
  wal_level: 'minimal',
  max_wal_senders: 0,
  archive_mode: 'off',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  jit: 'off',
  // A restore in one transaction locks every table and large object.
  max_locks_per_transaction: 2048,
};
