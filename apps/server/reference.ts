import type { PackUnit } from '@khien/features/people';
import { hotlines, reference, schemes } from '@khien/packs/vietnam';
import { type KhienApp, route } from '@khien/platform/http';
import { z } from 'zod';
import { createNames } from './names.ts';

export const Reference = z.object({
  units: z.array(z.object({ id: z.string(), kind: z.string(), name: z.string(), parentId: z.string().optional() })),
  banks: z.array(z.object({ bin: z.string(), name: z.string(), shortName: z.string(), phone: z.string().optional() })),
  schemes: z.array(z.object({ id: z.string(), name: z.string() })),
  hotlines: z.array(z.object({ code: z.string(), name: z.string(), phone: z.string() })),
});
export type Reference = z.infer<typeof Reference>;

/** The names that forms need; the same for everybody, so that anybody may keep it for an hour. */
export function referenceRoute(app: KhienApp, units: readonly PackUnit[]): void {
  const names = createNames(units);
  route(app, {
    method: 'GET',
    url: '/v1/reference',
    summary: 'Units, banks, schemes and reporting lines, for forms',
    tag: 'reference',
    permission: 'public',
    response: { 200: Reference },
    examples: [{ ok: 200 }],
    async handler({ locale, reply }) {
      reply.header('cache-control', 'public, max-age=3600').header('vary', 'accept-language, cookie');
      return {
        units: units.map((unit) => ({
          id: unit.id,
          kind: unit.kind,
          name: unit[locale],
          ...(unit.parent && { parentId: unit.parent }),
        })),
        banks: reference.banks.map(({ bin, name, shortName, hotline }) => ({
          bin,
          name,
          shortName,
          ...(hotline && { phone: hotline }),
        })),
        schemes: schemes.schemes.map(({ id }) => ({ id, name: names.schemeName(id, locale) ?? id })),
        hotlines,
      };
    },
  });
}
