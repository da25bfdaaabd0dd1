import { CodeInput, ContactAnswer } from '@khien/features/reports';
import { type KhienApp, route } from '@khien/platform/http';
import { z } from 'zod';
import {
  AppealDecisionInput,
  AppealDetail,
  AppealInput,
  AppealPage,
  AppealQuery,
  AppealReceipt,
  ContactPurpose,
  PublicAppeal,
} from './schema.ts';
import type { AppealService } from './service.ts';

const OneAppeal = z.object({ id: z.uuid() });

export function appealRoutes(app: KhienApp, appeals: AppealService): void {
  route(app, {
    method: 'POST',
    url: '/v1/appeals',
    summary: 'Appeal against a listing; answers with a code and the time by which it is decided',
    tag: 'appeals',
    permission: 'public',
    limit: 'report',
    body: AppealInput,
    response: { 201: AppealReceipt, 200: AppealReceipt },
    examples: [
      { body: { value: 'khong-co-trong-danh-sach.example', text: 'Đây là trang của cửa hàng tôi.' }, ok: 404 },
    ],
    async handler({ body, reply }) {
      const { receipt, created } = await appeals.submit(body);
      reply.code(created ? 201 : 200);
      return receipt;
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/appeals/status',
    summary: 'How far an appeal has come, by its code',
    tag: 'appeals',
    permission: 'public',
    limit: 'code',
    body: CodeInput,
    response: { 200: PublicAppeal },
    handler: ({ body }) => appeals.status(body.code),
  });

  route(app, {
    method: 'GET',
    url: '/v1/appeals',
    summary: 'Appeals, those that wait first, by the time left',
    tag: 'appeals',
    permission: 'appeal.read',
    query: AppealQuery,
    response: { 200: AppealPage },
    examples: [{ ok: 200, as: 'officer' }],
    handler: ({ query, locale }) => appeals.list(query, locale),
  });

  route(app, {
    method: 'GET',
    url: '/v1/appeals/:id',
    summary: 'One appeal with the listing it is about',
    tag: 'appeals',
    permission: 'appeal.read',
    params: OneAppeal,
    response: { 200: AppealDetail },
    handler: ({ actor, params, locale }) => appeals.read(actor, params.id, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/appeals/:id/decision',
    summary: 'Decide an appeal: the listing stays, or is taken off in public',
    tag: 'appeals',
    permission: 'appeal.decide',
    params: OneAppeal,
    body: AppealDecisionInput,
    response: { 200: AppealDetail },
    handler: ({ actor, params, body, locale }) => appeals.decide(actor, params.id, body, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/appeals/:id/contact',
    summary: 'How to reach the one who appealed; the purpose is logged',
    tag: 'appeals',
    permission: 'report.read-contact',
    params: OneAppeal,
    body: ContactPurpose,
    response: { 200: ContactAnswer },
    handler: async ({ actor, params, body }) => ({ contact: await appeals.contact(actor, params.id, body.purpose) }),
  });
}
