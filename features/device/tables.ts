import type { RangeKind } from '@khien/engines/lookup';

export type ListFile = 'hashes' | 'filter' | RangeKind;

export interface DeviceListTable {
  version: number;
  made_at: Date;
  entries: number;
  digest: string;
  added: Buffer;
  removed: Buffer;
}

interface DeviceFileTable {
  version: number;
  name: ListFile;
  piece: number;
  bytes: Buffer;
}

declare module '@khien/platform/db' {
  interface Database {
    device_list: DeviceListTable;
    device_file: DeviceFileTable;
  }
}
