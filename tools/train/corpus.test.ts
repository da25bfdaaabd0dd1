import { rules, schemes } from '@khien/packs/vietnam';
import { describe, expect, it } from 'vitest';
import { augment, stripAccents } from './augment.ts';
import { digestOf, expand, pickSender, readCorpus, readTemplates } from './corpus.ts';
import { createRandom } from './random.ts';

const folder = new URL('../../packs/vietnam/corpus/', import.meta.url).pathname;
const one = (text: string) => readTemplates('t.txt', `@ham work | number 2, none\n${text}`)[0] as never;

describe('corpus', () => {
  it('reads sections and their templates', () => {
    const [template] = readTemplates('t.txt', '# note\n@scam khoa-sim | number 3, brandname\n\nAlo [anh|chị]\n');
    expect(template).toEqual({
      file: 't.txt',
      line: 4,
      label: 'scam',
      topic: 'khoa-sim',
      senders: [
        { kind: 'number', weight: 3 },
        { kind: 'brandname', weight: 1 },
      ],
      text: 'Alo [anh|chị]',
    });
  });

  it.each([
    ['no header', 'Alo', 't.txt:1: a template before any header'],
    ['a misspelt header', '@hamm work | none', 't.txt:1: not a header'],
    ['an unknown sender', '@ham work | pigeon', 't.txt:1: no kind of sender "pigeon"'],
    ['an open bracket', '@ham work | none\nAlo [anh', 't.txt:2: "[" without "]"'],
    ['a stray bar', '@ham work | none\nAlo | anh', 't.txt:2: "|" outside of brackets'],
  ])('refuses %s with its line', (_, content, message) => {
    expect(() => readTemplates('t.txt', content)).toThrow(message);
  });

  it('makes the same message of the same chance, another of another', () => {
    const template = one('[a|b|c|d|e] [[x|y] z|w] {phone}');
    expect(expand(template, createRandom('1'))).toBe(expand(template, createRandom('1')));
    expect(new Set(Array.from({ length: 20 }, (_, i) => expand(template, createRandom(`${i}`)))).size).toBeGreaterThan(
      9,
    );
  });

  it('keeps tags, names and the lack of accents through a message', () => {
    const text = expand(one('[TB] {bank} thong bao: {bank} khong goi, ngay {date} tai {province}'), createRandom('x'));
    expect(text).toMatch(/^\[TB\] (.+) thong bao: \1 khong goi/);
    expect(stripAccents(text)).toBe(text);
  });

  it('names the line of a slot that does not exist', () => {
    expect(() => expand(one('{nonsense}'), createRandom(''))).toThrow('t.txt:2: no slot {nonsense}');
  });

  it('picks senders by their weights', () => {
    const random = createRandom('senders');
    const kinds = Array.from({ length: 3_000 }, () => pickSender(one('x'), random));
    expect(kinds.filter((kind) => kind === 'number').length / kinds.length).toBeCloseTo(2 / 3, 1);
  });

  it('is the one the shipped model was trained on: else run `npm run train`', () => {
    expect(rules.textModel?.corpus).toBe(digestOf(folder));
    expect(rules.textModel?.rulesVersion).toBe(schemes.version);
  });

  it('can expand every template of the pack', () => {
    const templates = readCorpus(folder);
    expect(templates.length).toBeGreaterThan(1_000);
    for (const template of templates) {
      const text = expand(template, createRandom(template.text));
      expect(text, `${template.file}:${template.line}`).toMatch(/\p{L}/u);
      expect(text.replace(/\[[A-Z]{2,5}\]/g, ''), `${template.file}:${template.line}`).not.toMatch(/[[\]{}]/);
    }
  });

  it('leaves links and numbers alone when it disguises words', () => {
    const random = createRandom('disguise');
    for (let i = 0; i < 200; i++) {
      const text = augment('Vào ngay https://abc-xyz.top/Km gọi 0912345678 nhận quà', 'illegal', random);
      expect(text.toLowerCase()).toContain('https://abc-xyz.top/km');
      expect(text).toContain('0912345678');
    }
  });

  it('strips the marks of Vietnamese', () => {
    expect(stripAccents('Đặng Thị Ngượng đã về')).toBe('Dang Thi Nguong da ve');
  });
});
