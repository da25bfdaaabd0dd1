import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCef } from './cef.ts';
import { parseLeef } from './leef.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const cef = (line: string) => parseCef(line, context);
const leef = (line: string) => parseLeef(line, context);

describe('CEF', () => {
  test('inside syslog, with the time of the event', () => {
    const line = String.raw`<134>Nov  2 10:20:30 gate-1 CEF:0|Acme\|Co|Wall\\X|1.0|100|a \= b|5|src=203.0.113.9 dpt=443 rt=1772323200123 msg=two words\nand \= a \\ line act=blocked cs1=r 7 cs1Label=Rule Name`;
    expect(cef(line)).toEqual({
      '@timestamp': '2026-03-01T00:00:00.123Z',
      facility: 'local0',
      hostname: 'gate-1',
      deviceVendor: 'Acme|Co',
      deviceProduct: String.raw`Wall\X`,
      deviceVersion: '1.0',
      deviceEventClassId: '100',
      name: String.raw`a \= b`,
      severity: '5',
      src: '203.0.113.9',
      src_ip: '203.0.113.9',
      dpt: '443',
      dst_port: '443',
      rt: '1772323200123',
      msg: 'two words\nand = a \\ line',
      act: 'blocked',
      action: 'blocked',
      cs1: 'r 7',
      cs1Label: 'Rule Name',
      RuleName: 'r 7',
    });
  });
  test('bare, without an extension, and with an URL that was not escaped', () => {
    expect(cef('CEF:0|A|B|1|2|n|High')).toMatchObject({ severity: 'High', name: 'n' });
    expect(cef('CEF:0|A|B|1|2|n|3|request=http://x.vn/?a=b&c=d src=::1')).toMatchObject({
      request: 'http://x.vn/?a=b&c=d',
      'c-uri': 'http://x.vn/?a=b&c=d',
      src_ip: '::1',
    });
    expect(cef('CEF:0|A|B|1|2|n|3|a=b=c d=')).toMatchObject({ a: 'b=c', d: '' });
    expect(cef('CEF:0|A|B|1|2|n|3|rt=Mar 01 2026 00:00:00.500 UTC')).toMatchObject({
      '@timestamp': '2026-03-01T00:00:00.500Z',
    });
  });
  test('the head alone gives the time where the event has none', () => {
    expect(cef('2026-03-01T00:00:00Z h CEF:0|A|B|1|2|n|3|x=y')).toMatchObject({
      '@timestamp': '2026-03-01T00:00:00.000Z',
      hostname: 'h',
    });
  });
  test('hostile keys stay keys', () => {
    const event = cef('CEF:0|A|B|1|2|n|3|__proto__=x constructor=y toString=z');
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(event, '__proto__')?.value).toBe('x');
    expect(event).toMatchObject({ constructor: 'y', toString: 'z' });
  });
  test('fields and labels do not choose the source', () => {
    const event = cef('CEF:0|A|B|1|2|n|3|product=VPN-1 & FireWall-1 service=443 cs1=linux cs1Label=category');
    expect(event).toMatchObject({ ext_product: 'VPN-1 & FireWall-1', ext_service: '443', ext_category: 'linux' });
    for (const name of ['product', 'service', 'category']) expect(event).not.toHaveProperty(name);
    expect(leef('LEEF:1.0|A|B|1|100|service=x')).toMatchObject({ ext_service: 'x' });
  });

  test.each(['', 'CEF:0|a|b', 'xCEF:0|A|B|1|2|n|3|', 'CEF:x|A|B|1|2|n|3|', 'LEEF:1.0|a|b|c|d|'])('not %s', (line) => {
    expect(cef(line)).toBeUndefined();
  });
  test('what is written is read again', () => {
    const text = fc.string({ maxLength: 30 }).filter((one) => one.trim() === one && !/[\0\t]/.test(one));
    const key = fc.stringMatching(/^x[a-zA-Z0-9_]{0,20}$/).filter((one) => !one.endsWith('Label'));
    const head = (one: string): string => one.replaceAll(/[\\|]/g, '\\$&');
    const value = (one: string): string =>
      one.replaceAll(/[\\=]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    fc.assert(
      fc.property(fc.array(text, { minLength: 5, maxLength: 5 }), fc.dictionary(key, text), (names, values) => {
        const extension = Object.entries(values).map(([k, v]) => `${k}=${value(v)}`);
        const event = cef(`CEF:0|${names.map(head).join('|')}|3|${extension.join(' ')}`);
        expect(event).toMatchObject(values);
        expect(event?.['deviceVendor']).toBe(names[0]);
        expect(event?.['name']).toBe(names[4]);
      }),
    );
  });
});

describe('LEEF', () => {
  test('1.0 with tabs, inside syslog', () => {
    expect(leef('<13>Nov  2 10:20:30 h LEEF:1.0|A|B|1|100|src=::1\tusrName=lan anh\turl=http://x/?a=b\t=\tx')).toEqual({
      '@timestamp': '2026-11-02T10:20:30.000Z',
      facility: 'user',
      severity: 'notice',
      hostname: 'h',
      deviceVendor: 'A',
      deviceProduct: 'B',
      deviceVersion: '1',
      deviceEventClassId: '100',
      src: '::1',
      src_ip: '::1',
      usrName: 'lan anh',
      user: 'lan anh',
      url: 'http://x/?a=b',
      'c-uri': 'http://x/?a=b',
    });
  });
  test.each(['^|a=1^b=2 3', 'x5E|a=1^b=2 3', '0x5e|a=1^b=2 3', 'x09|a=1\tb=2 3', '|a=1\tb=2 3', 'a=1\tb=2 3'])(
    '2.0 with the delimiter in %s',
    (rest) => {
      expect(leef(`LEEF:2.0|A|B|1|100|${rest}`)).toMatchObject({ a: '1', b: '2 3', deviceEventClassId: '100' });
    },
  );
  test('the time of the event wins', () => {
    expect(leef('<13>Nov  2 10:20:30 h LEEF:1.0|A|B|1|100|devTime=Mar 01 2026 00:00:00')).toMatchObject({
      '@timestamp': '2026-03-01T00:00:00.000Z',
    });
  });
});

test('no text breaks them', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('CEF:0|', 'LEEF:2.0|', '|', '\\', '=', ' a=', '<13>', 'x5E|'));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      cef(pieces.join(''));
      leef(pieces.join(''));
    }),
  );
});
