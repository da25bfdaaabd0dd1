/** What a payment QR says: who is paid, how much, and for what. */
export interface VietQr {
  /** NAPAS number of the bank, when the QR is a bank transfer. */
  bank?: string;
  account?: string;
  /** Merchant QR of another scheme (VNPay, …): its GUID and merchant number. */
  merchant?: string;
  /** Đồng. */
  amount?: number;
  note?: string;
  name?: string;
  /** How many UTF-16 units of the input belong to the payload. */
  length: number;
}

export type VietQrProblem = 'not-a-vietqr' | 'bad-checksum';

const NAPAS_GUID = 'A000000727';

/**
 * Reads an EMVCo merchant-presented payload as VietQR uses it: two-digit tag, two-digit length, value; tag 38 holds
 * the NAPAS account, tag 63 the CRC. Source: EMVCo QRCPS-MPM 1.1, NAPAS VietQR format 1.5.2.
 */
export function parseVietQr(payload: string): { ok: true; qr: VietQr } | { ok: false; problem: VietQrProblem } {
  const qr: VietQr = { length: 0 };
  let at = 0;
  while (at + 4 <= payload.length) {
    const size = twoDigits(payload, at + 2);
    const tag = twoDigits(payload, at);
    const from = at + 4;
    if (tag < 0 || size < 0 || from + size > payload.length || (at === 0 && payload.slice(0, 6) !== '000201')) break;
    const value = payload.slice(from, from + size);
    at = from + size;
    if (tag === 63) {
      qr.length = at;
      if (size !== 4) break;
      const good = crc16(payload, from) === Number.parseInt(value, 16) && /^[0-9A-Fa-f]{4}$/.test(value);
      return good ? { ok: true, qr } : { ok: false, problem: 'bad-checksum' };
    }
    if (tag >= 26 && tag <= 51) readAccount(value, qr);
    else if (tag === 54 && /^\d{1,13}(?:\.\d{0,2})?$/.test(value)) qr.amount = Number(value);
    else if (tag === 59) qr.name = value;
    else if (tag === 62) {
      const note = field(value, 8);
      if (note !== undefined) qr.note = note;
    }
  }
  return { ok: false, problem: 'not-a-vietqr' };
}

/** Tags 26-51: GUID in 00; for NAPAS 01 holds BIN (00) and account (01). */
function readAccount(value: string, qr: VietQr): void {
  const guid = field(value, 0);
  const inner = field(value, 1);
  if (guid === undefined || inner === undefined) return;
  if (guid !== NAPAS_GUID) {
    qr.merchant ??= `${guid}:${inner}`;
    return;
  }
  const bank = field(inner, 0);
  const account = field(inner, 1);
  if (bank !== undefined && /^\d{6}$/.test(bank) && account !== undefined && /^[0-9A-Za-z]{1,19}$/.test(account)) {
    qr.bank = bank;
    qr.account = account.toUpperCase();
  }
}

function field(tlv: string, wanted: number): string | undefined {
  for (let at = 0; at + 4 <= tlv.length; ) {
    const size = twoDigits(tlv, at + 2);
    if (size < 0 || at + 4 + size > tlv.length) return undefined;
    if (twoDigits(tlv, at) === wanted) return tlv.slice(at + 4, at + 4 + size);
    at += 4 + size;
  }
  return undefined;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** CRC-16/CCITT-FALSE over the first `length` units, as UTF-8 bytes (EMVCo QRCPS-MPM 4.7.3). */
export function crc16(text: string, length = text.length): number {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text.slice(0, length))) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
