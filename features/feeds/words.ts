import type { Refusal } from '@khien/features/indicators';
import type { LineProblem } from './parse/row.ts';

/** What is wrong with a line, in the reader's language; the command line and the API print the same words. */
export const lineWords: Record<LineProblem | Refusal, { vi: string; en: string }> = {
  'too-long': { vi: 'dòng quá dài', en: 'the line is too long' },
  'not-utf8': { vi: 'không phải chữ UTF-8', en: 'not UTF-8 text' },
  'not-a-host': { vi: 'không phải tên miền hay địa chỉ IP', en: 'not a host name or address' },
  'not-an-address': { vi: 'không phải đường link, tên miền hay địa chỉ IP', en: 'not a URL, host name or address' },
  'unknown-kind': { vi: 'không có loại này', en: 'there is no such kind' },
  'unknown-scheme': { vi: 'không có hình thức lừa đảo này', en: 'there is no such scheme' },
  'not-of-its-kind': { vi: 'giá trị không thuộc loại đã ghi', en: 'the value is not of its kind' },
  'bad-date': { vi: 'ngày không đúng (cần dạng 2026-11-21)', en: 'not a date such as 2026-11-21' },
  'bad-columns': {
    vi: 'dòng đầu phải có cột value, và cột kind nếu không chọn loại cho cả tệp',
    en: 'the first line must name a column value, and kind where it is not given for the whole file',
  },
  'bad-quotes': { vi: 'dấu ngoặc kép không đúng', en: 'the quotes are not right' },
  official: { vi: 'là địa chỉ chính thức', en: 'is an official address' },
  'public-suffix': { vi: 'là đuôi tên miền dùng chung', en: 'strangers register under this name' },
};
