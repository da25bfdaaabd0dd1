import { type KhienApp, route } from '@khien/platform/http';
import { z } from 'zod';
import {
  Example,
  ExamplePage,
  ExampleQuery,
  FeedbackInput,
  FeedbackReceipt,
  LabelInput,
  Quality,
  QualityQuery,
} from './schema.ts';
import type { FeedbackService } from './service.ts';

const nobody = '00000000-0000-7000-8000-000000000000';

export function feedbackRoutes(app: KhienApp, service: FeedbackService): void {
  route(app, {
    method: 'POST',
    url: '/v1/feedback',
    summary: 'Say whether a verdict was right; the message is kept only with `keep`',
    tag: 'feedback',
    permission: 'public',
    limit: 'report',
    bodyLimit: 131_072,
    body: FeedbackInput,
    response: { 201: FeedbackReceipt },
    examples: [
      { body: { keep: false, actual: 'honest', grade: 'very-suspicious' }, ok: 201 },
      { body: { keep: true, actual: 'scam', text: 'Chị ơi nạp trước 200k để nhận quà nhé' }, ok: 201 },
      { body: { keep: true, actual: 'scam', text: ' ' }, ok: 422 },
    ],
    handler: ({ body }) => service.submit(body),
  });

  route(app, {
    method: 'GET',
    url: '/v1/feedback/examples',
    summary: 'Messages that people gave to improve the check; each reading is logged',
    tag: 'feedback',
    permission: 'feedback.label',
    query: ExampleQuery,
    response: { 200: ExamplePage },
    examples: [{ ok: 200, as: 'analyst' }],
    handler: ({ actor, query, locale }) => service.examples(actor, query, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/feedback/examples/:id/label',
    summary: 'Say what a message really was; null takes it back',
    tag: 'feedback',
    permission: 'feedback.label',
    params: z.object({ id: z.uuid() }),
    body: LabelInput,
    response: { 200: Example },
    examples: [{ params: { id: nobody }, body: { label: 'honest' }, ok: 404, as: 'analyst' }],
    handler: ({ actor, params, body, locale }) => service.label(actor, params.id, body.label, locale),
  });

  route(app, {
    method: 'GET',
    url: '/v1/feedback/labelled.tsv',
    summary: 'Labelled messages for `npm run train -- --add`, with other digits',
    tag: 'feedback',
    permission: 'feedback.label',
    produces: 'text/tab-separated-values; charset=utf-8',
    response: { 200: z.string() },
    examples: [{ ok: 200, as: 'analyst' }],
    handler: ({ actor }) => service.exportLabelled(actor),
  });

  route(app, {
    method: 'GET',
    url: '/v1/feedback/quality',
    summary: 'How often the verdicts were right, by week and by scheme',
    tag: 'feedback',
    permission: 'stats.read',
    query: QualityQuery,
    response: { 200: Quality },
    examples: [{ ok: 200, as: 'leader' }],
    handler: ({ query, locale }) => service.quality(query.weeks, locale),
  });
}
