/**
 * Folds case and Vietnamese marks unit by unit, so that an index in the answer is an index in the (NFC) input:
 * `Số dư Đ` → `so du d`.
 */
export function foldSame(nfc: string): string {
  let out = '';
  for (let i = 0; i < nfc.length; i++) {
    const unit = nfc[i] as string;
    const code = nfc.charCodeAt(i);
    if (code < 128) out += unit.toLowerCase();
    else if (unit === 'đ' || unit === 'Đ') out += 'd';
    else if (unit === '−' || unit === '–' || unit === '—') out += '-';
    else if (unit === '\u00a0' || unit === '\u202f') out += ' ';
    else {
      const base = unit.normalize('NFD')[0]?.toLowerCase() ?? unit;
      out += base.length === 1 ? base : unit;
    }
  }
  return out;
}

/**
 * A sum of money in folded text: sign, digits with one kind of separator throughout (`2,500,000`, `2.500.000`,
 * `2 500 000`) or none, perhaps `.00`, perhaps a currency. Mixed separators do not match: they are not sure.
 */
export const reMoney =
  /(?<![\w.,/*-])([+-]?) ?(\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?:\.\d{3}){1,4}|\d{1,3}(?: \d{3}){1,4}|\d{4,13})(?:[.,]00)?(?![\d*]|[.,/:]\d)\s?((?:vnd|dong|d)(?![a-z0-9]))?/g;
