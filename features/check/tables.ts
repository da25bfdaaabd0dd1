interface CheckCountTable {
  /** YYYY-MM-DD in Viet Nam. */
  day: string;
  key: string;
  count: number;
}

interface LookupIdentityTable {
  id: string;
}

declare module '@khien/platform/db' {
  interface Database {
    check_count: CheckCountTable;
    lookup_identity: LookupIdentityTable;
  }
}
