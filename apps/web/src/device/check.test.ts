import { lookupKeys, normalise, compileReference } from '@khien/engines/text';
import { reference } from '@khien/packs/vietnam';
import { describe, expect, it } from 'vitest';
import { type Asked, createDeviceCheck, type Known } from './check.ts';

const compiled = compileReference(reference);
const check = createDeviceCheck(compiled);
const nobody: Asked = new Map();
const none: Known = { mayBeListed: () => false, asOf: undefined, old: false };
const holding = (...keys: string[]): Known => ({
  mayBeListed: (key) => keys.includes(key),
  asOf: '2026-11-21T00:00:00Z',
  old: false,
});
const keyOf = (kind: 'phone' | 'domain', raw: string): string => {
  const read = normalise(kind, raw, compiled);
  if (!read.ok) throw new Error(raw);
  return lookupKeys(read.observable)[0] ?? '';
};
const phone = keyOf('phone', '0912345678');
const ask = (text: string, known: Known, asked: Asked = nobody) => check({ text }, known, asked);

describe('without a list', () => {
  it('says so, and that the server was not asked', () => {
    const { verdict, unsure } = ask('Gọi 0912345678', none);
    expect(verdict.notAsked.slice(0, 2)).toEqual(['server', 'list']);
    expect(verdict.listAge).toBeUndefined();
    expect(unsure).toEqual([]);
  });

  it('finds what the words alone say, as the server does', () => {
    const text =
      'Vietcombank: TK cua quy khach bi khoa. Vao ngay https://vietcombank.vn-ms.top de xac minh trong 2 gio.';
    const { verdict } = ask(text, none);
    expect(verdict.grade).toBe('very-suspicious');
    expect(verdict.reasons.map(({ code }) => code)).toContain('lookalike-subdomain');
  });
});

describe('with a list', () => {
  it('is very suspicious of what may be listed, and never calls it confirmed', () => {
    const { verdict, unsure } = ask('Gọi lại 0912345678 nhé', holding(phone));
    expect(verdict.grade).toBe('very-suspicious');
    expect(verdict.reasons[0]).toMatchObject({ code: 'possibly-listed', quote: { text: '0912345678' }, observable: 0 });
    expect(verdict.observables[0]?.listing).toBeUndefined();
    expect(verdict.advice[0]).toBe('stop');
    expect(verdict.contacts.length).toBeGreaterThan(0);
    expect(verdict.notAsked[0]).toBe('server');
    expect(verdict.listAge).toBe('2026-11-21T00:00:00Z');
    expect(unsure).toEqual([phone]);
  });

  it('calls it confirmed once the server has said so', () => {
    const asked: Asked = new Map([[phone, { kind: 'scam', source: 'Công an', listedAt: '2026-11-20' }]]);
    const { verdict, unsure } = ask('Gọi lại 0912345678 nhé', holding(phone), asked);
    expect(verdict.grade).toBe('confirmed-scam');
    expect(verdict.reasons[0]?.params.source).toBe('Công an');
    expect(unsure).toEqual([]);
  });

  it('takes the hint back once the server knows nothing of it', () => {
    const { verdict, unsure } = ask('Gọi lại 0912345678 nhé', holding(phone), new Map([[phone, undefined]]));
    expect(verdict.grade).toBe(ask('Gọi lại 0912345678 nhé', none).verdict.grade);
    expect(verdict.reasons.map(({ code }) => code)).not.toContain('possibly-listed');
    expect(unsure).toEqual([]);
  });

  it('asks about the name above, but accuses nobody for it', () => {
    const known = holding('listed-above.top');
    const { verdict, unsure } = ask('https://ten.listed-above.top/a', known);
    expect(unsure).toEqual(['listed-above.top']);
    expect(verdict.reasons.map(({ code }) => code)).not.toContain('possibly-listed');
  });

  it('never holds a hint against an official contact point', () => {
    const known = { ...holding(), mayBeListed: () => true };
    expect(ask('https://www.vietcombank.com.vn', known).verdict.grade).toBe('official');
  });

  it('says when it is old or was refused', () => {
    expect(ask('Xin chào', { ...none, refused: true }).verdict.notAsked.slice(0, 3)).toEqual([
      'server',
      'list',
      'list-refused',
    ]);
    expect(ask('Xin chào', { ...none, old: true }).verdict.notAsked.slice(0, 2)).toEqual(['server', 'list-old']);
  });
});
