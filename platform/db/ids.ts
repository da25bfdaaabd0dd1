import { randomBytes } from 'node:crypto';

/**
 * A new id: UUID version 7 (RFC 9562 §5.7) as text. The first 48 bits are the time in milliseconds, so that new rows
 * lie together in an index; the other 74 are random. Made here because PostgreSQL has `uuidv7()` only from 18 on.
 */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x70;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
