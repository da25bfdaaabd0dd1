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
  'input.headers-too-large': {
    status: 431,
    vi: 'Phần đầu của yêu cầu quá lớn.',
    en: 'The header of the request is too large.',
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
  'server.database': {
    status: 503,
    vi: 'Hệ thống tạm thời chưa dùng được. Việc của bạn chưa được ghi nhận; hãy thử lại sau ít giây.',
    en: 'The system cannot be used for a moment. Nothing was recorded; please try again in a few seconds.',
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

  // Reports
  'report.not-found': {
    status: 404,
    vi: 'Không có phản ánh nào mang mã này. Hãy xem lại từng ký tự.',
    en: 'No report has this code. Please look at each symbol again.',
  },
  'report.code-wrong': {
    status: 422,
    vi: 'Mã chưa đúng: có ký tự bị nhầm hoặc thiếu. Mã có dạng XXXX-XXX-XXXX.',
    en: 'The code is not right: a symbol is wrong or missing. It looks like XXXX-XXX-XXXX.',
  },
  'report.no-question': {
    status: 409,
    vi: 'Hiện không có câu hỏi nào đang chờ bạn trả lời.',
    en: 'No question is waiting for your answer now.',
  },
  'report.key-reused': {
    status: 409,
    vi: 'Mã gửi (idempotencyKey) này đã dùng cho một phản ánh có nội dung khác.',
    en: 'This idempotencyKey was already used for a report with other content.',
  },
  'file.not-accepted': {
    status: 415,
    vi: 'Chỉ nhận ảnh JPEG, PNG, WebP hoặc tệp PDF. Tệp này không phải.',
    en: 'JPEG, PNG and WebP pictures and PDF files are taken. This file is none of them.',
  },
  'file.gone': {
    status: 404,
    vi: 'Không tìm thấy tệp này.',
    en: 'This file was not found.',
  },
  'picture.kind': {
    status: 415,
    vi: 'Tệp này không phải ảnh PNG, JPEG hay WebP. Hãy chụp màn hình rồi chọn ảnh vừa chụp.',
    en: 'This file is not a PNG, JPEG or WebP picture. Take a screenshot and choose that.',
  },
  'picture.too-large': {
    status: 413,
    vi: 'Ảnh này lớn quá. Hãy chụp màn hình rồi chọn ảnh vừa chụp.',
    en: 'This picture is too large. Take a screenshot and choose that.',
  },
  'picture.broken': {
    status: 422,
    vi: 'Ảnh này bị hỏng hoặc chưa tải về hết. Hãy chọn ảnh khác.',
    en: 'This picture is damaged or not complete. Choose another one.',
  },
  'picture.slow': {
    status: 422,
    vi: 'Máy đọc ảnh này lâu quá nên đã dừng. Hãy cắt lấy phần có chữ rồi thử lại, hoặc gõ tin nhắn vào ô.',
    en: 'Reading this picture took too long. Crop it to the text and try again, or type the message.',
  },
  'picture.busy': {
    status: 503,
    vi: 'Máy chủ đang đọc nhiều ảnh khác. Hãy thử lại sau ít giây.',
    en: 'The server is reading other pictures. Try again in a few seconds.',
  },

  // The desk
  'lead.not-found': {
    status: 404,
    vi: 'Không có vụ việc này, hoặc vụ việc không thuộc đơn vị của bạn.',
    en: 'There is no such lead, or it does not belong to your unit.',
  },
  'lead.changed': {
    status: 409,
    vi: 'Vụ việc vừa thay đổi ({changes}). Hãy xem lại rồi quyết định.',
    en: 'The lead has just changed ({changes}). Please look again, then decide.',
  },
  'lead.not-now': {
    status: 409,
    vi: 'Việc này không làm được khi vụ việc đang ở trạng thái hiện tại.',
    en: 'This cannot be done in the state the lead is in.',
  },
  'lead.same-person': {
    status: 409,
    vi: 'Người ký thứ hai phải khác người ký thứ nhất.',
    en: 'The second signature must come from a different person.',
  },
  'lead.not-its-report': {
    status: 422,
    vi: 'Có phản ánh được chọn không thuộc vụ việc này.',
    en: 'A report that was chosen does not belong to this lead.',
  },
  'lead.not-its-observable': {
    status: 422,
    vi: 'Có mục được chọn không có trong vụ việc này hoặc không thể đưa vào danh sách.',
    en: 'Something that was chosen is not in this lead or cannot be listed.',
  },
  'lead.unit-unknown': {
    status: 422,
    vi: 'Hãy chọn một đơn vị khác có trong danh sách.',
    en: 'Choose another unit of the list.',
  },
  'lead.scheme-unknown': {
    status: 422,
    vi: 'Không có hình thức lừa đảo này trong danh sách.',
    en: 'There is no such scheme in the list.',
  },
  'lead.not-undoable': {
    status: 409,
    vi: 'Không hoàn tác được nữa: đã quá 10 phút, hoặc đã có thay đổi sau đó.',
    en: 'This can no longer be undone: ten minutes have passed or something has happened since.',
  },
  'report.no-contact': {
    status: 404,
    vi: 'Người phản ánh không để lại cách liên hệ.',
    en: 'The reporter left no way to reach them.',
  },

  // Appeals
  'appeal.not-listed': {
    status: 404,
    vi: 'Giá trị này hiện không nằm trong danh sách cảnh báo nên không có gì để khiếu nại.',
    en: 'This is not on the warning list, so there is nothing to appeal.',
  },
  'appeal.not-found': {
    status: 404,
    vi: 'Không có khiếu nại nào mang mã này. Hãy xem lại từng ký tự.',
    en: 'No appeal has this code. Please look at each symbol again.',
  },
  'appeal.decided': {
    status: 409,
    vi: 'Khiếu nại này đã được quyết định.',
    en: 'This appeal has already been decided.',
  },
  'feedback.not-found': {
    status: 404,
    vi: 'Không có tin nhắn góp ý này, hoặc nó đã được xóa theo thời hạn.',
    en: 'There is no such message, or its time is over and it was deleted.',
  },
  'appeal.own-signature': {
    status: 403,
    vi: 'Bạn đã ký đưa mục này vào danh sách, nên người khác phải xét khiếu nại.',
    en: 'You signed this listing, so somebody else must decide the appeal.',
  },

  // Indicators
  'indicator.not-found': { status: 404, vi: 'Không có dấu hiệu này.', en: 'There is no such indicator.' },
  'indicator.not-of-its-kind': {
    status: 422,
    vi: 'Giá trị này không phải là loại đã chọn.',
    en: 'This value is not of the chosen kind.',
  },
  'indicator.already-listed': {
    status: 409,
    vi: 'Dấu hiệu này đã được đề nghị hoặc đã có trong danh sách.',
    en: 'This has already been proposed or listed.',
  },
  'indicator.not-proposed': {
    status: 409,
    vi: 'Dấu hiệu này không ở trạng thái chờ ký.',
    en: 'This is not waiting for a signature.',
  },
  'indicator.not-listed': {
    status: 409,
    vi: 'Dấu hiệu này hiện không có trong danh sách.',
    en: 'This is not on the list now.',
  },
  'indicator.same-person': {
    status: 409,
    vi: 'Bạn đã ký rồi. Cần một người khác ký.',
    en: 'You have already signed. Somebody else has to sign.',
  },
  'indicator.second-person-needed': {
    status: 409,
    vi: 'Số điện thoại và tài khoản cần hai người khác nhau ký.',
    en: 'Phone numbers and bank accounts need the signatures of two different people.',
  },
  'indicator.not-later': {
    status: 422,
    vi: 'Ngày hết hạn phải muộn hơn ngày hiện có.',
    en: 'The new end must be later than the present one.',
  },
  'indicator.official': {
    status: 422,
    vi: 'Đây là địa chỉ chính thức có trong danh bạ nên không thể đưa vào danh sách lừa đảo.',
    en: 'This is an official address in the directory and cannot be listed as a scam.',
  },
  'indicator.public-suffix': {
    status: 422,
    vi: 'Đây là đuôi tên miền dùng chung; đưa vào danh sách sẽ chặn nhầm nhiều người.',
    en: 'Strangers register under this name; listing it would hit many innocent people.',
  },
  'auth.no-oidc': {
    status: 404,
    vi: 'Hệ thống này chưa nối với dịch vụ đăng nhập nào.',
    en: 'This installation is not connected to a sign-in service.',
  },
  'auth.provider-away': {
    status: 503,
    vi: 'Dịch vụ đăng nhập chưa trả lời. Hãy thử lại sau ít phút.',
    en: 'The sign-in service did not answer. Please try again in a few minutes.',
  },
  'auth.attempt-invalid': {
    status: 400,
    vi: 'Lần đăng nhập này đã hết hạn hoặc không hợp lệ. Hãy đăng nhập lại.',
    en: 'This sign-in has expired or is not valid. Please sign in again.',
  },
  'auth.unknown-person': {
    status: 403,
    vi: 'Tài khoản này chưa được mời vào hệ thống. Hãy liên hệ quản trị viên.',
    en: 'This account has not been invited. Please ask an administrator.',
  },
  'auth.passkey-unknown': {
    status: 403,
    vi: 'Khóa truy cập này chưa được đăng ký ở đây.',
    en: 'This passkey is not registered here.',
  },
  'auth.passkey-refused': {
    status: 403,
    vi: 'Không xác minh được khóa truy cập. Hãy thử lại.',
    en: 'The passkey could not be verified. Please try again.',
  },
  'auth.passkey-last': {
    status: 409,
    vi: 'Đây là cách đăng nhập duy nhất của bạn. Hãy thêm một khóa khác trước khi xóa khóa này.',
    en: 'This is your only way to sign in. Add another passkey before you remove this one.',
  },
  'auth.passkey-taken': {
    status: 409,
    vi: 'Khóa truy cập này đã được đăng ký.',
    en: 'This passkey is registered already.',
  },

  // People
  'unit.unknown': { status: 422, vi: 'Không có đơn vị {unit}.', en: 'There is no unit {unit}.' },
  'user.unknown': { status: 404, vi: 'Không có người dùng này.', en: 'There is no such person.' },
  'user.self': {
    status: 409,
    vi: 'Bạn không thể tự thu hồi quyền hoặc tự khóa tài khoản của mình.',
    en: 'You cannot withdraw your own rights or stop your own account.',
  },
  'user.subject-taken': {
    status: 409,
    vi: 'Tài khoản đăng nhập này đã thuộc về người khác.',
    en: 'This sign-in account belongs to somebody else already.',
  },
  'invite.invalid': {
    status: 403,
    vi: 'Mã mời không đúng, đã dùng hoặc đã hết hạn. Hãy xin mã mới.',
    en: 'The invitation is wrong, used or expired. Please ask for a new one.',
  },
  'passkey.unknown': { status: 404, vi: 'Không có khóa truy cập này.', en: 'There is no such passkey.' },

  // Watches
  'watch.nothing-to-watch': {
    status: 422,
    vi: 'Không thấy số điện thoại, tài khoản, link hay địa chỉ nào để theo dõi.',
    en: 'There is no number, account, link or address here to watch.',
  },
  'watch.already-known': {
    status: 422,
    vi: 'Những gì có trong nội dung này đều đã biết rõ; hãy xem kết quả kiểm tra.',
    en: 'Everything in this text is known already; see the answer of the check.',
  },
  'watch.bad-code': {
    status: 422,
    vi: 'Mã chưa đúng. Hãy xem lại từng ký tự.',
    en: 'The code is not right. Please look at each character again.',
  },
  'watch.not-found': { status: 404, vi: 'Không có mã này.', en: 'There is no such code.' },

  // Private look-ups
  'range.prefix': {
    status: 400,
    vi: 'Phần đầu của mã băm phải gồm đúng {digits} chữ số thập lục phân.',
    en: 'The beginning of the hash must be exactly {digits} hexadecimal digits.',
  },
  'range.no-ntlm': {
    status: 400,
    vi: 'Máy chủ này chưa có danh sách mật khẩu theo mã băm NTLM.',
    en: 'This server holds no list of passwords by NTLM hash.',
  },
  'range.not-ready': {
    status: 503,
    vi: 'Danh sách mật khẩu đang được chuẩn bị. Hãy thử lại sau ít giây.',
    en: 'The list of passwords is being prepared. Try again in a few seconds.',
  },
  'device.not-ready': {
    status: 503,
    vi: 'Danh sách tải về máy đang được chuẩn bị. Hãy thử lại sau ít giây.',
    en: 'The list for devices is being prepared. Try again in a few seconds.',
  },
  'device.version-gone': {
    status: 404,
    vi: 'Không còn giữ phiên bản này của danh sách. Hãy tải phiên bản mới nhất.',
    en: 'This version of the list is no longer kept. Fetch the newest one.',
  },

  // Lists
  'feed.source-not-found': {
    status: 404,
    vi: 'Không có nguồn danh sách này.',
    en: 'There is no such source of lists.',
  },
  'feed.wrong-lines': {
    status: 422,
    vi: 'Danh sách có dòng sai nên chưa nhập gì. Xem từng dòng bên dưới.',
    en: 'The list has wrong lines, so nothing was imported. See each line below.',
  },
  'feed.expires-in-the-past': {
    status: 422,
    vi: 'Ngày hết hạn phải ở tương lai.',
    en: 'The end of validity must be in the future.',
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
