import type { Locale } from '@khien/platform/http';
import type { LeadAction } from './derive.ts';
import type { LeadActionKind } from './schema.ts';

const happened: Record<LeadActionKind, { vi: string; en: string }> = {
  opened: { vi: 'mới mở', en: 'opened' },
  joined: { vi: 'có thêm phản ánh', en: 'another report joined' },
  taken: { vi: 'có người nhận xử lý', en: 'somebody took it' },
  released: { vi: 'người nhận đã trả lại', en: 'it was released' },
  noted: { vi: 'có ghi chú mới', en: 'a note was added' },
  asked: { vi: 'đã hỏi thêm người phản ánh', en: 'the reporter was asked' },
  answered: { vi: 'người phản ánh đã trả lời', en: 'the reporter answered' },
  merged: { vi: 'đã gộp vụ việc khác vào', en: 'another lead was merged in' },
  'merged-into': { vi: 'đã được gộp vào vụ việc khác', en: 'it was merged into another lead' },
  split: { vi: 'đã tách một phần', en: 'a part was split off' },
  'split-from': { vi: 'được tách ra', en: 'it was split off' },
  'passed-on': { vi: 'đã chuyển đơn vị khác', en: 'it was passed on' },
  confirmed: { vi: 'đã có chữ ký xác nhận thứ nhất', en: 'it was signed' },
  countersigned: { vi: 'đã có chữ ký thứ hai', en: 'it was countersigned' },
  refused: { vi: 'người ký thứ hai không đồng ý', en: 'the second person refused' },
  closed: { vi: 'đã đóng', en: 'it was closed' },
  undone: { vi: 'có thao tác được hoàn tác', en: 'an action was undone' },
};

/** What has changed since, in a few words for the 409. */
export function changeWords(since: readonly LeadAction[], locale: Locale): string {
  const kinds = [...new Set(since.map((action) => action.kind))];
  return (
    kinds.map((kind) => happened[kind][locale]).join(', ') || (locale === 'vi' ? 'phiên bản khác' : 'another version')
  );
}
