import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFramer, type Framing } from './frames.ts';

const encode = new TextEncoder();
const decode = new TextDecoder();

function frames(chunks: readonly string[], framing?: Framing, limit?: number): { messages: string[]; skipped: number } {
  const framer = createFramer(framing, limit);
  const messages: string[] = [];
  const take = (message: Uint8Array): void => void messages.push(decode.decode(message));
  for (const chunk of chunks) framer.push(encode.encode(chunk), take);
  framer.end(take);
  return { messages, skipped: framer.skipped };
}

test('newlines, NUL and counts in one stream', () => {
  const stream = '<1>a\n5 <1>bc<1>d\r\n<1>e\0\n7 <1>f\nghi1 lives\nlast';
  expect(frames([stream]).messages).toEqual([
    '<1>a',
    '<1>bc',
    '<1>d',
    '<1>e',
    '<1>f\nghi'.slice(0, 7),
    'i1 lives',
    'last',
  ]);
});

test('each framing alone', () => {
  expect(frames(['a\0b\nc'], 'newline').messages).toEqual(['a\0b', 'c']);
  expect(frames(['a\0b\nc'], 'nul').messages).toEqual(['a', 'b\nc']);
  expect(frames(['3 a\nb\n2 cd5 ab'], 'octets').messages).toEqual(['a\nb', 'cd']);
  expect(frames(['5 <1>ab\n'], 'newline').messages).toEqual(['5 <1>ab']);
});

test('an overlong message is skipped and counted, the stream goes on', () => {
  expect(frames(['ab\n', 'x'.repeat(30), 'y'.repeat(30), '\ncd\n'], 'auto', 10)).toEqual({
    messages: ['ab', 'cd'],
    skipped: 1,
  });
  expect(frames(['60 <', 'x'.repeat(59), '3 <a>'], 'auto', 10)).toEqual({ messages: ['<a>'], skipped: 1 });
  expect(frames([`${'x'.repeat(11)}\nok\n`], 'auto', 10)).toEqual({ messages: ['ok'], skipped: 1 });
  expect(frames([`${'x'.repeat(10)}\r\n`], 'auto', 10)).toEqual({ messages: ['x'.repeat(10)], skipped: 0 });
});

test('wherever the stream is cut, the messages are the same', () => {
  const message = fc.stringMatching(/^<\d{1,3}>[a-z 0-9]{0,20}$/);
  const ways = fc.constantFrom('\n', '\r\n', '\0', 'count', 'count\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(message, ways)), fc.array(fc.nat(60)), (sent, cuts) => {
      const stream = sent
        .map(([text, way]) => (way.startsWith('count') ? `${text.length} ${text}${way.slice(5)}` : text + way))
        .join('');
      const chunks: string[] = [];
      let rest = stream;
      for (const cut of cuts) {
        chunks.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      expect(frames([...chunks, rest])).toEqual({ messages: sent.map(([text]) => text), skipped: 0 });
      expect(frames([...stream])).toEqual({ messages: sent.map(([text]) => text), skipped: 0 });
    }),
  );
});

test('a long message that comes byte by byte costs linear work', () => {
  const framer = createFramer('newline');
  const byte = encode.encode('x');
  const started = process.cpuUsage().user;
  for (let i = 0; i < 500_000; i++) framer.push(byte, () => undefined);
  let length = 0;
  framer.push(encode.encode('\n'), (message) => (length = message.length));
  expect(length).toBe(500_000);
  expect((process.cpuUsage().user - started) / 1_000).toBeLessThan(2_000);
});
