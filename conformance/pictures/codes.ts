import { encode } from 'uqr';
import { createRandom } from '../../tools/train/random.ts';

/** A QR code as somebody photographs it: turned, tilted, out of focus, in bad light. */
export interface Photo {
  payload: string;
  /** What the text box must hold of it. */
  expect: string;
  turn: number;
  tilt: [number, number];
  blur: number;
  light: number;
  contrast: number;
  width: number;
}

const banks = [
  ['970436', 'Vietcombank'],
  ['970422', 'MB Bank'],
  ['970407', 'Techcombank'],
  ['970418', 'BIDV'],
  ['970405', 'Agribank'],
] as const;

/** The same photos at every run. */
export function photos(count: number): Photo[] {
  const { next } = createRandom('photos');
  return Array.from({ length: count }, (_unused, i) => {
    const account = String(Math.floor(1e9 + next() * 8.9e9));
    const amount = i % 2 === 0 ? undefined : 1000 * Math.floor(20 + next() * 5000);
    const [bin] = banks[i % banks.length] as (typeof banks)[number];
    const link = `https://nhan-qua-${i}.example/xac-nhan?ma=${account}`;
    return {
      payload: i % 4 === 3 ? link : vietQr(bin, account, amount),
      expect: i % 4 === 3 ? link : (account.match(/\d{1,4}/g) ?? []).join(' '),
      turn: (next() - 0.5) * (i % 3 === 0 ? 60 : 16),
      tilt: [(next() - 0.5) * 24, (next() - 0.5) * 24],
      blur: next() * 1.6,
      light: 0.35 + next() * 0.65,
      contrast: 0.55 + next() * 0.45,
      width: 240 + next() * 240,
    };
  });
}

const field = (tag: string, value: string) => `${tag}${String(value.length).padStart(2, '0')}${value}`;

/** A transfer as banks' applications draw it (NAPAS VietQR 1.5.2). */
function vietQr(bank: string, account: string, amount?: number): string {
  const receiver = field('00', bank) + field('01', account);
  const fields = [
    field('00', '01'),
    field('01', amount === undefined ? '11' : '12'),
    field('38', field('00', 'A000000727') + field('01', receiver) + field('02', 'QRIBFTTA')),
    field('53', '704'),
    amount === undefined ? '' : field('54', String(amount)),
    field('58', 'VN'),
    amount === undefined ? '' : field('62', field('08', 'thanh toan don hang')),
    '6304',
  ].join('');
  return fields + checksum(fields).toString(16).toUpperCase().padStart(4, '0');
}

/** CRC-16/CCITT-FALSE; on its own, so that a fault in the product's cannot hide itself. */
function checksum(text: string): number {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

function drawn(payload: string): string {
  const { data, size } = encode(payload, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return `<svg viewBox="0 0 ${size} ${size}" width="100%" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
}

/** The photo's page: a paper with the code, seen through a poor camera. */
export function codePage({ payload, turn, tilt, blur, light, contrast, width }: Photo): string {
  const seen = `filter: blur(${blur}px) brightness(${light}) contrast(${contrast})`;
  const held = `transform: perspective(900px) rotateX(${tilt[0]}deg) rotateY(${tilt[1]}deg) rotate(${turn}deg)`;
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#888;height:100vh">
    <div style="${seen};height:100%;display:grid;place-items:center;background:linear-gradient(120deg,#eee,#999)">
      <div style="${held};width:${width}px;background:#fff;padding:12px;font:16px sans-serif">VietQR ${drawn(payload)}</div>
    </div>`;
}
