import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
  official: m.desk_role_official,
  officer: m.desk_role_officer,
  analyst: m.desk_role_analyst,
  leader: m.desk_role_leader,
  admin: m.desk_role_admin,
};

export const roleName = (role: string): string => names[role]?.() ?? role;

export const roleIds = Object.keys(names);

/** `Cán bộ xã, Xã Thanh Nưa`. */
export function grantName(grant: { role: string; unitId: string }, units: { id: string; name: string }[]): string {
  const unit = units.find(({ id }) => id === grant.unitId)?.name ?? grant.unitId;
  return `${roleName(grant.role)}, ${unit}`;
}
