/**
 * The one permission table: what each role may do. Nothing else in the code decides this.
 * A permission holds at the unit of the grant and at every unit below it.
 * `docs/permissions.md` is printed from this table.
 */

export const roles = {
  official: { vi: 'Cán bộ xã', en: 'Commune official' },
  officer: { vi: 'Cán bộ trực, điều tra viên', en: 'Duty officer, investigator' },
  analyst: { vi: 'Chuyên viên phân tích', en: 'Analyst' },
  leader: { vi: 'Lãnh đạo', en: 'Leader' },
  admin: { vi: 'Quản trị viên', en: 'Administrator' },
} as const;

export type Role = keyof typeof roles;

interface PermissionRow {
  /** Completes "may …" in English. */
  en: string;
  /** Completes "được …" in Vietnamese. */
  vi: string;
  roles: readonly Role[];
}

export const permissions = {
  'lead.read': {
    en: 'read the queue and the reports in it, without contact details',
    vi: 'xem hàng chờ và các phản ánh trong đó, không gồm thông tin liên hệ',
    roles: ['official', 'officer', 'analyst', 'leader'],
  },
  'lead.act': {
    en: 'ask the reporter, pass a lead on, merge and split leads',
    vi: 'hỏi thêm người phản ánh, chuyển đơn vị khác, gộp và tách vụ việc',
    roles: ['official', 'officer'],
  },
  'lead.close': {
    en: 'close a lead as not a scam or not enough',
    vi: 'đóng vụ việc vì không phải lừa đảo hoặc chưa đủ căn cứ',
    roles: ['officer'],
  },
  'lead.confirm': {
    en: 'confirm that a lead is a scam, which lists what it names',
    vi: 'xác nhận vụ việc là lừa đảo và đưa các dấu hiệu vào danh sách',
    roles: ['officer'],
  },
  'report.read-contact': {
    en: 'read how to reach a reporter, giving a purpose; each reading is logged',
    vi: 'xem thông tin liên hệ của người phản ánh khi nêu rõ mục đích; mỗi lần xem đều được ghi lại',
    roles: ['officer'],
  },
  'indicator.read': {
    en: 'read the list of indicators and their history',
    vi: 'xem danh sách dấu hiệu và lịch sử của chúng',
    roles: ['officer', 'analyst', 'leader'],
  },
  'indicator.confirm': {
    en: "sign another person's proposal to list a phone number or a bank account",
    vi: 'ký xác nhận đề nghị của người khác đưa số điện thoại hoặc tài khoản vào danh sách',
    roles: ['officer'],
  },
  'indicator.unlist': {
    en: 'take an indicator off the list, with the reason made public',
    vi: 'gỡ một dấu hiệu khỏi danh sách và công khai lý do',
    roles: ['officer'],
  },
  'appeal.read': { en: 'read appeals', vi: 'xem các khiếu nại', roles: ['officer'] },
  'appeal.decide': { en: 'decide appeals', vi: 'quyết định các khiếu nại', roles: ['officer'] },
  'feed.import': {
    en: 'import lists from other sources',
    vi: 'nhập danh sách từ nguồn khác',
    roles: ['analyst', 'admin'],
  },
  'feed.read-restricted': {
    en: 'read lists that are not for the public',
    vi: 'xem các danh sách không công khai',
    roles: ['analyst'],
  },
  'feedback.label': {
    en: 'read messages that people gave to improve the check, and say what they really are; each reading is logged',
    vi: 'xem các tin nhắn người dân gửi để cải tiến việc kiểm tra và ghi rõ đó là gì; mỗi lần xem đều được ghi lại',
    roles: ['officer', 'analyst'],
  },
  'stats.read': { en: 'read the figures', vi: 'xem số liệu', roles: ['analyst', 'leader'] },
  'user.manage': {
    en: 'invite people, grant and withdraw roles',
    vi: 'mời người dùng, giao và thu hồi vai trò',
    roles: ['admin'],
  },
  'audit.read': { en: 'read the audit log', vi: 'xem nhật ký kiểm toán', roles: ['admin'] },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof permissions;

export const allRoles = Object.keys(roles) as Role[];
export const allPermissions = Object.keys(permissions) as Permission[];

/** Whether the table gives `permission` to `role`. */
export function roleHas(role: Role, permission: Permission): boolean {
  return (permissions[permission].roles as readonly Role[]).includes(role);
}
