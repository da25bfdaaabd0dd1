import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssues, parseOptions, says } from './issues.ts';

const told = (schema: z.ZodType, value: unknown, locale: 'vi' | 'en' = 'en') => {
  const result = schema.safeParse(value, parseOptions);
  return result.success ? [] : describeIssues('body', result.error.issues, locale);
};

describe('every kind of problem has its sentence', () => {
  it.each<[string, z.ZodType, unknown, string, string]>([
    ['missing', z.object({ a: z.string() }), {}, 'body.a', 'This is needed.'],
    ['missing choice', z.object({ a: z.enum(['x', 'y']) }), {}, 'body.a', 'This is needed.'],
    ['wrong type', z.string(), 1, 'body', 'This must be text.'],
    ['not whole', z.int(), 1.5, 'body', 'This must be a whole number.'],
    ['empty', z.string().min(1), '', 'body', 'This must not be empty.'],
    ['short', z.string().min(3), 'ab', 'body', 'This must have at least 3 characters.'],
    ['long', z.string().max(1_000), 'x'.repeat(1_001), 'body', 'This must have at most 1,000 characters.'],
    ['exact', z.string().length(4), 'abc', 'body', 'This must have exactly 4 characters.'],
    ['too few', z.array(z.int()).min(2), [1], 'body', 'This must have at least 2 items.'],
    ['too low', z.number().gt(5), 5, 'body', 'This must be more than 5.'],
    ['too high', z.number().max(5), 6, 'body', 'This must be 5 or less.'],
    ['multiple', z.number().multipleOf(5), 6, 'body', 'This must be a multiple of 5.'],
    ['format', z.email(), 'x', 'body', 'This must be an e-mail address, for example name@example.vn.'],
    ['pattern', z.string().regex(/^a$/), 'x', 'body', 'This is not in the expected form.'],
    ['choice', z.enum(['x', 'y']), 'z', 'body', 'This must be one of: x, y.'],
    ['constant', z.literal('x'), 'z', 'body', 'This must be x.'],
    ['unknown item', z.strictObject({}), { b: 1 }, 'body.b', 'There is no such item.'],
    [
      'wrong branch',
      z.discriminatedUnion('t', [z.object({ t: z.literal('a') })]),
      { t: 'b' },
      'body.t',
      'This must be a.',
    ],
    [
      'no alternative',
      z.union([z.object({ k: z.number() }), z.string()]),
      { k: 'x' },
      'body.k',
      'This must be a number.',
    ],
    [
      'key of a record',
      z.record(z.string().max(1), z.int()),
      { ab: 1 },
      'body.ab',
      'This must have at most 1 character.',
    ],
    ['rule of ours', z.string().refine(() => false, says('Chưa đúng.', 'Not right.')), 'x', 'body', 'Not right.'],
    ['rule without words', z.string().refine(() => false), 'x', 'body', 'This value is not right.'],
  ])('%s', (_name, schema, value, path, message) => {
    expect(told(schema, value)[0]).toMatchObject({ path, message });
  });
});

it('uses no library words in Vietnamese, whatever is sent', () => {
  const schema = z.object({
    a: z.string().min(2).max(5),
    b: z.union([z.int(), z.boolean(), z.array(z.email())]),
    c: z.record(z.string().max(3), z.iso.datetime()).optional(),
    d: z.discriminatedUnion('t', [z.object({ t: z.literal(1), x: z.url() }), z.object({ t: z.literal(2) })]),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ a: fc.jsonValue(), b: fc.jsonValue(), c: fc.jsonValue(), d: fc.record({ t: fc.nat(3) }) }),
      ),
      (value) => {
        for (const { message } of told(schema, value, 'vi')) expect(message).toMatch(/[^\u0000-\u007f]/);
      },
    ),
  );
});

it('spells out at most a hundred problems, and cuts names that the sender chose', () => {
  expect(told(z.array(z.int()), Array(5_000).fill('x'))).toHaveLength(100);
  expect(told(z.strictObject({}), { ['k'.repeat(9_000)]: 1 })[0]?.path.length).toBeLessThan(100);
});
