const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const scales = [
  [1_000_000_000, 'tỷ'],
  [1_000_000, 'triệu'],
  [1000, 'nghìn'],
] as const;

/**
 * An amount in Vietnamese words, as letters to banks carry it: 1250000 → `một triệu hai trăm năm mươi nghìn đồng`.
 * @param amount whole đồng
 */
export function amountInWords(amount: number): string {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError('amount must be a whole number of đồng');
  return amount === 0 ? 'không đồng' : `${spell(amount, false)} đồng`;
}

/** Splits at the largest scale that fits; the billions may themselves be thousands (một nghìn hai trăm tỷ). */
function spell(amount: number, full: boolean): string {
  const scale = scales.find(([size]) => amount >= size);
  if (!scale) return threeDigits(amount, full);
  const [size, name] = scale;
  const rest = amount % size;
  const head = `${spell(Math.floor(amount / size), full)} ${name}`;
  return rest === 0 ? head : `${head} ${spell(rest, true)}`;
}

/** `full`: not the leading group, so its hundreds are spoken even when zero (1.005 → một nghìn không trăm linh năm). */
function threeDigits(group: number, full: boolean): string {
  const [hundreds, tens, units] = [Math.floor(group / 100), Math.floor(group / 10) % 10, group % 10];
  const words: string[] = [];
  if (hundreds > 0 || full) words.push(digits[hundreds as 0], 'trăm');
  if (tens === 0 && units > 0 && words.length > 0) words.push('linh');
  if (tens === 1) words.push('mười');
  if (tens > 1) words.push(digits[tens as 0], 'mươi');
  if (units === 0) return words.join(' ');
  if (units === 1 && tens > 1) words.push('mốt');
  else if (units === 5 && tens > 0) words.push('lăm');
  else words.push(digits[units as 0]);
  return words.join(' ');
}
