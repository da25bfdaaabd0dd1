import type { Permission } from '@khien/platform/auth';
import { newId } from '@khien/platform/db';
import type { Caller, Place, World } from './world.ts';
import { unitOf } from './world.ts';

/** What is sent to a route about a thing in a unit. */
interface Sent {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
}

/** One thing that can be asked of a route, and the right it takes; written from the promises, not from the code. */
export interface Probe {
  /** `METHOD /v1/path` as registered. */
  route: string;
  /** What is asked, when a route takes several things. */
  what?: string;
  permission: Permission;
  /** Makes the thing it is about, in the caller's unit or elsewhere; left out when the thing belongs to no unit. */
  about?: (world: World, place: Place, caller: Caller) => Promise<Sent>;
  /** For things that belong to no unit. */
  sent?: Sent;
  /** For lists: the caller must see what is theirs and nothing else. Gives the ids of both. */
  list?: (world: World) => Promise<{ own: string; other: string }>;
}

type Lead = Awaited<ReturnType<World['lead']>>;
const onLead =
  (body?: (lead: Lead) => object) =>
  async (world: World, place: Place): Promise<Sent> => {
    const lead = await world.lead(place);
    return { params: { id: lead.id }, ...(body ? { body: { version: lead.version, ...body(lead) } } : {}) };
  };
const onUser =
  (body?: (place: Place) => object, params: (place: Place) => Record<string, string> = () => ({})) =>
  async (world: World, place: Place): Promise<Sent> => ({
    params: { id: await world.user(place), ...params(place) },
    ...(body ? { body: body(place) } : {}),
  });

const act = (what: string, permission: Permission, body: (lead: Lead) => object): Probe => ({
  route: 'POST /v1/leads/:id/actions',
  what,
  permission,
  about: onLead((lead) => ({ type: what, ...body(lead) })),
});

const unknown = { id: '00000000-0000-7000-8000-000000000000' };

/** Routes whose rights depend on the unit of a thing, or on what is asked; every other route is asked as it stands. */
export const probes: Probe[] = [
  {
    route: 'GET /v1/leads',
    permission: 'lead.read',
    list: async (world) => ({ own: (await world.lead('own')).id, other: (await world.lead('other')).id }),
  },
  { route: 'GET /v1/leads/:id', permission: 'lead.read', about: onLead() },
  act('take', 'lead.act', () => ({})),
  {
    route: 'POST /v1/leads/:id/actions',
    what: 'release',
    permission: 'lead.act',
    // Only who has taken a lead can let go of it.
    about: async (world, place, caller) => {
      const lead = await world.lead(place);
      await world.take(lead.id, caller);
      return { params: { id: lead.id }, body: { type: 'release', version: lead.version } };
    },
  },
  act('note', 'lead.act', () => ({ note: 'Đã gọi lại.' })),
  act('ask', 'lead.act', () => ({ question: 'Bạn còn giữ tin nhắn không?' })),
  act('merge', 'lead.act', () => ({ leadIds: [newId()] })),
  act('split', 'lead.act', (lead) => ({ reportIds: [lead.reportId] })),
  act('pass-on', 'lead.act', () => ({ unitId: '11' })),
  act('undo', 'lead.act', () => ({ actionId: newId() })),
  act('not-scam', 'lead.close', () => ({ message: 'Đây là tin nhắn thật của ngân hàng.' })),
  act('not-enough', 'lead.close', () => ({ message: 'Chưa đủ căn cứ.' })),
  act('confirm', 'lead.confirm', (lead) => ({ keys: [lead.key], evidence: 'Trang giả mạo đã xem.' })),
  act('countersign', 'indicator.confirm', () => ({})),
  act('refuse', 'indicator.confirm', () => ({ note: 'Chưa rõ.' })),
  {
    route: 'POST /v1/leads/:id/contact',
    permission: 'report.read-contact',
    about: onLead((lead) => ({ reportId: lead.reportId, purpose: 'Hỏi thêm về cuộc gọi' })),
  },
  {
    route: 'GET /v1/leads/:id/files/:fileId',
    permission: 'lead.read',
    about: async (world, place) => ({ params: { id: (await world.lead(place)).id, fileId: newId() } }),
  },
  {
    route: 'GET /v1/users',
    permission: 'user.manage',
    list: async (world) => ({ own: await world.user('own'), other: await world.user('other') }),
  },
  { route: 'GET /v1/users/:id', permission: 'user.manage', about: onUser() },
  {
    route: 'POST /v1/users',
    permission: 'user.manage',
    about: async (_world, place) => ({
      body: { name: 'Người mới', grants: [{ role: 'official', unitId: unitOf(place) }] },
    }),
  },
  {
    route: 'POST /v1/users/:id/grants',
    permission: 'user.manage',
    about: onUser((place) => ({ role: 'leader', unitId: unitOf(place) })),
  },
  {
    route: 'DELETE /v1/users/:id/grants/:role/:unitId',
    permission: 'user.manage',
    about: onUser(undefined, (place) => ({ role: 'analyst', unitId: unitOf(place) })),
  },
  { route: 'POST /v1/users/:id/state', permission: 'user.manage', about: onUser(() => ({ disabled: true })) },
  { route: 'POST /v1/users/:id/invites', permission: 'user.manage', about: onUser() },
  {
    route: 'POST /v1/indicators/:id/actions',
    what: 'sign',
    permission: 'indicator.confirm',
    sent: { params: unknown, body: { type: 'sign' } },
  },
  {
    route: 'POST /v1/indicators/:id/actions',
    what: 'unlist',
    permission: 'indicator.unlist',
    sent: { params: unknown, body: { type: 'unlist', publicNote: 'Chủ trang đã xử lý xong.' } },
  },
  {
    route: 'POST /v1/indicators/:id/actions',
    what: 'extend',
    permission: 'indicator.confirm',
    sent: { params: unknown, body: { type: 'extend', until: '2027-06-01T00:00:00Z' } },
  },
  // The list of scams is one for the province: an appeal against it belongs to no commune.
  {
    route: 'POST /v1/appeals/:id/contact',
    permission: 'report.read-contact',
    sent: { params: unknown, body: { purpose: 'Hỏi thêm về khiếu nại' } },
  },
  ...['hosts.txt', 'rpz.zone', 'adguard.txt', 'suricata.rules', 'indicators.csv', 'indicators.json'].map(
    (name): Probe => ({
      route: `GET /v1/feeds/${name}`,
      what: 'personal',
      permission: 'feed.read-restricted',
      sent: { query: { scope: 'personal' } },
    }),
  ),
];

/** Permissions that hold at units: a route that asks for one must be probed in the own and in another unit. */
export const unitPermissions: readonly Permission[] = [
  'lead.read',
  'lead.act',
  'lead.close',
  'lead.confirm',
  'report.read-contact',
  'user.manage',
];
