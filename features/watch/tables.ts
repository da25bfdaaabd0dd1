interface WatchTable {
  id: string;
  code_hash: Buffer;
  created_at: Date;
  ends_at: Date;
  told_at: Date | null;
}

interface WatchKeyTable {
  watch_id: string;
  key_hash: Buffer;
  indicator_id: string | null;
  listed_at: Date | null;
}

declare module '@khien/platform/db' {
  interface Database {
    watch: WatchTable;
    watch_key: WatchKeyTable;
  }
}
