import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise } from '../../sigma/sources/index.ts';
import { createZeekReader, isZeekTsv } from './tsv.ts';

const head = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tdns',
  '#open\t2026-03-01-00-00-00',
  '#fields\tts\tid.orig_h\tid.orig_p\tquery\tanswers\tTTLs\trejected\tnote',
  '#types\ttime\taddr\tport\tstring\tvector[string]\tvector[interval]\tbool\tstring',
];

function read(lines: readonly string[]) {
  const reader = createZeekReader();
  return lines.map((line) => reader.parse(line)).filter((event) => event !== undefined);
}

describe('Zeek logs as text', () => {
  it('reads fields by their types', () => {
    const row = '1588205199.5\t10.0.1.6\t54243\tvneid.example\ta.example,10.0.0.1\t60.0,3.5\tF\t(empty)';
    const [event] = read([...head, row, '#close\t2026-03-01-01-00-00']);
    expect(event).toEqual({
      _path: 'dns',
      ts: 1588205199.5,
      'id.orig_h': '10.0.1.6',
      'id.orig_p': 54243,
      query: 'vneid.example',
      answers: ['a.example', '10.0.0.1'],
      TTLs: [60, 3.5],
      rejected: false,
      note: '',
    });
    expect(recognise(event ?? {})).toEqual({ product: 'zeek', service: 'dns' });
    expect(isZeekTsv(head.join('\n'))).toBe(true);
  });

  it('leaves unset fields out and keeps empty ones', () => {
    expect(read([...head, '1588205199.5\t-\t-\t-\t(empty)\t-\t-\t-'])).toEqual([
      { _path: 'dns', ts: 1588205199.5, answers: [] },
    ]);
  });

  it('undoes escapes, also of UTF-8', () => {
    const [event] = read([
      ...head,
      String.raw`1588205199.5` + '\t-\t-\t' + String.raw`a\x09b\xc4\x91\x2c` + '\t-\t-\t-\t-',
    ]);
    expect(event?.['query']).toBe('a\tbđ,');
  });

  it('takes other separators, and a second file', () => {
    const piped = head.map((line, i) =>
      i === 0 ? '#separator \\x7c' : line.replaceAll('\t', '|').replace('dns', 'other'),
    );
    const events = read([
      ...piped,
      '1588205199.5|1.1.1.1|-|-|-|-|-|-',
      ...head,
      '1588205199.5\t1.1.1.2\t-\t-\t-\t-\t-\t-',
    ]);
    expect(events.map((event) => [event['_path'], event['id.orig_h']])).toEqual([
      ['other', '1.1.1.1'],
      ['dns', '1.1.1.2'],
    ]);
  });

  it('keeps numbers as text that a double cannot hold', () => {
    const lines = ['#separator \\x09', '#path\tx', '#fields\ta\tb\t__proto__', '#types\tcount\tcount\tstring'];
    const [event] = read([...lines, '18446744073709551615\t12\tx']);
    expect(event).toMatchObject({ a: '18446744073709551615', b: 12 });
    expect(Object.keys(event ?? {})).toContain('__proto__');
  });

  it('takes no row without a header or of another width', () => {
    expect(read(['1\t2', ...head, '1\t2', `${'1\t'.repeat(50)}1`])).toEqual([]);
  });

  it('reads back what Zeek would write', () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !/^(-|\(empty\))$/.test(text));
    const escape = (text: string) =>
      text.replace(/[^ -~]|[\\,#]/gu, (symbol) =>
        [...new TextEncoder().encode(symbol)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
      );
    fc.assert(
      fc.property(plain, fc.array(plain, { minLength: 1 }), fc.boolean(), (text, list, flag) => {
        const lines = ['#separator \\x09', '#path\tx', '#fields\ta\tb\tc', '#types\tstring\tset[string]\tbool'];
        const row = [escape(text), list.map(escape).join(','), flag ? 'T' : 'F'].join('\t');
        expect(read([...lines, row])).toEqual([{ _path: 'x', a: text, b: list, c: flag }]);
      }),
    );
  });

  it('takes any lines without an exception', () => {
    const piece = fc.constantFrom(
      '#fields',
      '#types',
      '#path',
      '#separator ',
      '\t',
      '\\x09',
      '\\x',
      'set[',
      'T',
      '-',
      '__proto__',
    );
    const line = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 }))).map((parts) => parts.join(''));
    fc.assert(fc.property(fc.array(line), (lines) => void read([...head.slice(0, 3), ...lines])));
  });
});
