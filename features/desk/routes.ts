import { ContactAnswer } from '@khien/features/reports';
import { type KhienApp, route } from '@khien/platform/http';
import { z } from 'zod';
import { ContactRequest, LeadActionInput, LeadActionResult, LeadDetail, LeadPage, LeadQuery } from './schema.ts';
import type { DeskService } from './service.ts';

const OneLead = z.object({ id: z.uuid() });

export function deskRoutes(app: KhienApp, desk: DeskService): void {
  route(app, {
    method: 'GET',
    url: '/v1/leads',
    summary: 'The queue: leads of your units, gravest first',
    tag: 'leads',
    permission: 'lead.read',
    query: LeadQuery,
    response: { 200: LeadPage },
    examples: [{ query: { state: 'open' }, ok: 200, as: 'officer' }],
    handler: ({ actor, query, locale }) => desk.queue(actor, query, locale),
  });

  route(app, {
    method: 'GET',
    url: '/v1/leads/:id',
    summary: 'Everything known about one lead',
    tag: 'leads',
    permission: 'lead.read',
    params: OneLead,
    response: { 200: LeadDetail },
    handler: ({ actor, params, locale }) => desk.read(actor, params.id, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/leads/:id/actions',
    summary: 'Take, ask, merge, split, pass on, decide, countersign or undo',
    tag: 'leads',
    permission: 'lead.read',
    params: OneLead,
    body: LeadActionInput,
    response: { 200: LeadActionResult },
    handler: ({ actor, params, body, locale }) => desk.act(actor, params.id, body, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/leads/:id/contact',
    summary: 'How to reach a reporter; the purpose is logged',
    tag: 'leads',
    permission: 'report.read-contact',
    params: OneLead,
    body: ContactRequest,
    response: { 200: ContactAnswer },
    handler: async ({ actor, params, body }) => ({
      contact: await desk.contact(actor, params.id, body.reportId, body.purpose),
    }),
  });

  route(app, {
    method: 'GET',
    url: '/v1/leads/:id/files/:fileId',
    summary: 'A file that came with a report; the reading is logged',
    tag: 'leads',
    permission: 'lead.read',
    params: z.object({ id: z.uuid(), fileId: z.uuid() }),
    response: { 200: z.unknown() },
    produces: 'application/octet-stream',
    async handler({ actor, params, reply }) {
      const file = await desk.file(actor, params.id, params.fileId);
      const name = `${file.sha256.slice(0, 12)}.${file.mime.split('/')[1]}`;
      // Pictures may be looked at in the page; a PDF is saved, so that no viewer runs what is in it.
      const shown = file.mime === 'application/pdf' ? 'attachment' : 'inline';
      return reply
        .type(file.mime)
        .header('content-disposition', `${shown}; filename="${name}"`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(file.bytes);
    },
  });
}
