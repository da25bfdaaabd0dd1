import type { z } from 'zod';
import type { InputIssue, Locale } from './errors.ts';

type Issue = z.core.$ZodIssue;
type Said = Record<Locale, string>;

/** At most this many problems are spelled out; a body of ten thousand wrong items is answered in bounded time. */
const MAX_ISSUES = 100;

/**
 * The options of a rule of ours, for `z.refine` and `ctx.addIssue`, with its sentence in both languages:
 * `z.string().refine(isCode, says('Mã chưa đúng.', 'The code is not right.'))`.
 */
export function says(vi: string, en: string): { params: Said } {
  return { params: { vi, en } };
}

const MISSING = 'missing';

/**
 * Parse options that mark a missing value in the issue's message, which is otherwise never used.
 * (`reportInput` would tell the same, but copies what the person wrote into the issue.)
 */
export const parseOptions = { error: (issue: { input: unknown }) => (issue.input === undefined ? MISSING : 'wrong') };

/** Turns zod's issues into ours, all of them, in the reader's language; zod's own English is never shown. */
export function describeIssues(part: string, issues: readonly Issue[], locale: Locale): InputIssue[] {
  const out: InputIssue[] = [];
  collect([part], issues, locale, out);
  return out;
}

function collect(prefix: readonly PropertyKey[], issues: readonly Issue[], locale: Locale, out: InputIssue[]): void {
  for (const issue of issues) {
    if (out.length >= MAX_ISSUES) return;
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, MAX_ISSUES)) {
        const said = { vi: 'Không có mục này.', en: 'There is no such item.' };
        out.push({ path: pathText([...path, key]), code: issue.code, message: said[locale] });
      }
    } else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      // The alternative that nearly fits is the one the sender meant.
      const nearest = issue.errors.toSorted((a, b) => a.length - b.length || depth(b) - depth(a))[0] ?? [];
      collect(path, nearest, locale, out);
    } else if ((issue.code === 'invalid_key' || issue.code === 'invalid_element') && issue.issues.length > 0) {
      collect(path, issue.issues, locale, out);
    } else {
      out.push({ path: pathText(path), code: issue.code, message: sentence(issue)[locale] });
    }
  }
}

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

/** A key chosen by the sender may be as long as the body: it is cut so that the answer stays small. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'string' && step.length > 80 ? `${step.slice(0, 80)}…` : String(step))).join('.');

const kinds: Record<string, Said> = {
  string: { vi: 'chữ', en: 'text' },
  number: { vi: 'một số', en: 'a number' },
  int: { vi: 'một số nguyên', en: 'a whole number' },
  boolean: { vi: 'đúng hoặc sai (true/false)', en: 'true or false' },
  array: { vi: 'một danh sách', en: 'a list' },
  object: { vi: 'một đối tượng', en: 'an object' },
  record: { vi: 'một đối tượng', en: 'an object' },
  date: { vi: 'ngày giờ', en: 'a date' },
};

const formats: Record<string, Said> = {
  email: { vi: 'địa chỉ thư điện tử, ví dụ ten@example.vn', en: 'an e-mail address, for example name@example.vn' },
  url: { vi: 'đường link đầy đủ, ví dụ https://example.vn', en: 'a full link, for example https://example.vn' },
  uuid: { vi: 'mã định danh UUID', en: 'a UUID' },
  guid: { vi: 'mã định danh UUID', en: 'a UUID' },
  datetime: {
    vi: 'ngày giờ theo ISO 8601, ví dụ 2026-11-21T14:05:00+07:00',
    en: 'an ISO 8601 time, for example 2026-11-21T14:05:00+07:00',
  },
  date: { vi: 'ngày dạng 2026-11-21', en: 'a date such as 2026-11-21' },
  time: { vi: 'giờ dạng 14:05', en: 'a time such as 14:05' },
  base64: { vi: 'chuỗi base64', en: 'base64' },
  base64url: { vi: 'chuỗi base64url', en: 'base64url' },
  ipv4: { vi: 'địa chỉ IPv4', en: 'an IPv4 address' },
  ipv6: { vi: 'địa chỉ IPv6', en: 'an IPv6 address' },
};

function sentence(issue: Issue): Said {
  if (isMissing(issue)) return { vi: 'Mục này cần được điền.', en: 'This is needed.' };
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kinds[issue.expected];
      return kind
        ? { vi: `Cần là ${kind.vi}.`, en: `This must be ${kind.en}.` }
        : { vi: 'Giá trị không đúng kiểu.', en: 'The value has the wrong type.' };
    }
    case 'too_small':
      return bound(issue.origin, issue.minimum, issue.inclusive !== false, issue.exact === true, 'min');
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive !== false, issue.exact === true, 'max');
    case 'invalid_format': {
      const format = formats[issue.format];
      return format
        ? { vi: `Cần là ${format.vi}.`, en: `This must be ${format.en}.` }
        : { vi: 'Viết chưa đúng dạng.', en: 'This is not in the expected form.' };
    }
    case 'not_multiple_of':
      return { vi: `Cần là bội số của ${issue.divisor}.`, en: `This must be a multiple of ${issue.divisor}.` };
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return 'options' in issue && issue.options
        ? oneOf(issue.options)
        : { vi: 'Giá trị không thuộc dạng nào được nhận.', en: 'This matches none of the accepted forms.' };
    case 'custom': {
      const { vi, en } = (issue.params ?? {}) as Partial<Said>;
      return vi && en ? { vi, en } : { vi: 'Giá trị chưa đúng.', en: 'This value is not right.' };
    }
    default:
      return { vi: 'Giá trị chưa đúng.', en: 'This value is not right.' };
  }
}

const isMissing = (issue: Issue): boolean => issue.message === MISSING;

const oneOf = (values: readonly z.core.util.Primitive[]): Said => {
  const list = values.slice(0, 40).map(String).join(', ');
  return values.length === 1
    ? { vi: `Cần là ${list}.`, en: `This must be ${list}.` }
    : { vi: `Cần là một trong: ${list}.`, en: `This must be one of: ${list}.` };
};

function bound(origin: string, limit: number | bigint, inclusive: boolean, exact: boolean, side: 'min' | 'max'): Said {
  const n = { vi: limit.toLocaleString('vi-VN'), en: limit.toLocaleString('en-GB') };
  const words: Said | undefined =
    origin === 'string'
      ? { vi: ' ký tự', en: limit === 1 ? ' character' : ' characters' }
      : origin === 'array' || origin === 'set'
        ? { vi: ' mục', en: limit === 1 ? ' item' : ' items' }
        : undefined;
  if (words) {
    if (side === 'min' && Number(limit) === 1)
      return { vi: 'Mục này không được để trống.', en: 'This must not be empty.' };
    if (exact) return { vi: `Cần đúng ${n.vi}${words.vi}.`, en: `This must have exactly ${n.en}${words.en}.` };
    return side === 'min'
      ? { vi: `Cần ít nhất ${n.vi}${words.vi}.`, en: `This must have at least ${n.en}${words.en}.` }
      : { vi: `Không được quá ${n.vi}${words.vi}.`, en: `This must have at most ${n.en}${words.en}.` };
  }
  if (side === 'min') {
    return inclusive
      ? { vi: `Cần từ ${n.vi} trở lên.`, en: `This must be ${n.en} or more.` }
      : { vi: `Cần lớn hơn ${n.vi}.`, en: `This must be more than ${n.en}.` };
  }
  return inclusive
    ? { vi: `Không được lớn hơn ${n.vi}.`, en: `This must be ${n.en} or less.` }
    : { vi: `Cần nhỏ hơn ${n.vi}.`, en: `This must be less than ${n.en}.` };
}
