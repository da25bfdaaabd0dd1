import path from 'node:path';
import { allPermissions, allRoles, permissions, roleHas, roles } from '@khien/platform/auth';
import type { AnyRoute } from '@khien/platform/http';

export const PERMISSIONS_DOCUMENT = path.resolve(import.meta.dirname, '../../docs/permissions.md');

/** The permission table and what each route asks for, printed from the code that decides it. */
export function permissionsDocument(routes: readonly AnyRoute[]): string {
  const byUrl = routes.toSorted((a, b) =>
    a.url === b.url ? a.method.localeCompare(b.method) : a.url < b.url ? -1 : 1,
  );
  return `# Who may do what

Printed from the code by \`npm run -s conformance -- authz --write\`; a test fails when it is out of date. The same
command without \`--write\` asks every route as every role, in the own and in another unit, and counts what differs.

A grant gives a person a role at a unit. What the role may do holds at that unit and at every unit below it.

## Roles

${table(
  ['Role', 'English', 'Vietnamese'],
  allRoles.map((role) => [`\`${role}\``, roles[role].en, roles[role].vi]),
)}

## Permissions

${table(
  ['May …', 'Permission', ...allRoles],
  allPermissions.map((permission) => [
    permissions[permission].en,
    `\`${permission}\``,
    ...allRoles.map((role) => (roleHas(role, permission) ? 'yes' : '')),
  ]),
)}

## Routes

\`public\`: anybody. \`signed-in\`: anybody with a session. Some routes ask for more inside, by what is asked or by the unit
of the thing it is about; the conformance suite probes those too.

${table(
  ['Route', 'Asks for', 'What it does'],
  byUrl.map((route) => [`\`${route.method} ${route.url}\``, `\`${route.permission}\``, route.summary]),
)}
`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
