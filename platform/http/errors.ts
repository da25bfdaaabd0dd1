/**
 * The one table of everything the API can answer instead of a result (RFC 9457).
 * A code never changes its meaning; `{name}` is filled from the params of `problem()`.
 * Features add their rows here, under their own heading.
 */
interface Row {
  status: number;
  vi: string;
  en: string;
}

export const problems = {
  // The request itself
  'input.invalid': {
    status: 422,
    vi: 'Có chỗ chưa đúng. Xem từng mục bên dưới.',
    en: 'Something is not right yet. See each item below.',
  },
  'input.not-json': {
    status: 400,
    vi: 'Nội dung gửi lên không phải JSON hợp lệ.',
    en: 'The body is not valid JSON.',
  },
  'input.not-utf8': {
    status: 400,
    vi: 'Nội dung gửi lên không phải văn bản UTF-8.',
    en: 'The body is not UTF-8 text.',
  },
  'input.too-deep': {
    status: 400,
    vi: 'Nội dung lồng nhau quá {max} lớp.',
    en: 'The body is nested more than {max} levels deep.',
  },
  'input.too-large': {
    status: 413,
    vi: 'Nội dung gửi lên quá lớn.',
    en: 'The body is too large.',
  },
  'input.content-type': {
    status: 415,
    vi: 'Kiểu nội dung này không được nhận ở đây. Hãy gửi {accepted}.',
    en: 'This content type is not accepted here. Send {accepted}.',
  },
  'input.malformed': {
    status: 400,
    vi: 'Yêu cầu không đúng định dạng.',
    en: 'The request is malformed.',
  },
  'input.file-missing': {
    status: 422,
    vi: 'Chưa có tệp nào được gửi lên.',
    en: 'No file was sent.',
  },
  'request.timeout': {
    status: 408,
    vi: 'Yêu cầu gửi lên quá chậm nên đã bị ngắt. Hãy thử lại.',
    en: 'The request arrived too slowly and was cut off. Please try again.',
  },
  'route.unknown': { status: 404, vi: 'Không có địa chỉ này.', en: 'There is nothing at this address.' },
  'route.method': {
    status: 405,
    vi: 'Địa chỉ này không nhận phương thức {method}. Được nhận: {allowed}.',
    en: 'This address does not take {method}. It takes {allowed}.',
  },
  'limit.reached': {
    status: 429,
    vi: 'Bạn đã gửi nhiều yêu cầu trong thời gian ngắn. Hãy thử lại sau {seconds} giây.',
    en: 'You have sent many requests in a short time. Please try again in {seconds} seconds.',
  },
  'server.failed': {
    status: 500,
    vi: 'Hệ thống gặp lỗi. Việc của bạn chưa được ghi nhận; hãy thử lại. Mã lỗi: {id}.',
    en: 'The system failed. Nothing was recorded; please try again. Error id: {id}.',
  },
  'server.stopping': {
    status: 503,
    vi: 'Hệ thống đang khởi động lại. Hãy thử lại sau ít giây.',
    en: 'The system is restarting. Please try again in a few seconds.',
  },

  // Who asks
  'auth.sign-in': { status: 401, vi: 'Hãy đăng nhập trước.', en: 'Please sign in first.' },
  'auth.forbidden': {
    status: 403,
    vi: 'Bạn chưa được giao quyền làm việc này.',
    en: 'You have not been given the right to do this.',
  },
  'auth.cross-site': {
    status: 403,
    vi: 'Yêu cầu đến từ một trang khác nên không được thực hiện.',
    en: 'The request came from another site and was not carried out.',
  },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof problems;
export type Locale = 'vi' | 'en';

/** One thing wrong with the input: where, which rule, and a sentence in the reader's language. */
export interface InputIssue {
  /** Dotted path from the part of the request, for example `body.messages.3.text`. */
  path: string;
  code: string;
  message: string;
}

export interface ProblemOptions {
  params?: Record<string, string | number>;
  /** A message for each language, made when the answer is written. */
  issues?: (locale: Locale) => InputIssue[];
  /** Answer headers, for example `retry-after`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** Thrown by any layer; the HTTP edge turns it into problem+json. Its `message` is for logs and holds no personal data. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;
  constructor(code: ProblemCode, options: ProblemOptions) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.options = options;
  }
}

/** `throw problem('report.not-found', {params})`: the only way to answer with an error. */
export function problem(code: ProblemCode, options: ProblemOptions = {}): Problem {
  return new Problem(code, options);
}

/** The sentence of a code in the reader's language, with its parameters filled in. */
export function problemTitle(code: ProblemCode, locale: Locale, params: ProblemOptions['params'] = {}): string {
  return problems[code][locale].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
