import { type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import {
  AnswerInput,
  CodeInput,
  FileReceipt,
  PublicReport,
  ReportInput,
  ReportReceipt,
  Transfer,
  TransferInput,
} from './schema.ts';
import { type ReportsDeps, readTransfer, submitReport } from './service.ts';
import { answerQuestion, reportStatus } from './status.ts';
import { maxFileBytes, takeFile, type UploadDeps } from './uploads.ts';

const attempt = {
  kind: 'attempt',
  text: 'Có người gọi từ số 0900 000 128 báo trúng quà tri ân, đòi chuyển phí giao hàng 450.000 đ.',
  idempotencyKey: 'example-0123456789',
};

/** The public routes of reporting; none needs an account. */
export function reportRoutes(app: KhienApp, deps: ReportsDeps & UploadDeps): void {
  route(app, {
    method: 'POST',
    url: '/v1/reports',
    summary: 'Report a scam; answers with the tracking code, whom to call and, after a loss, a letter to the bank',
    tag: 'reports',
    permission: 'public',
    limit: 'report',
    body: ReportInput,
    response: { 201: ReportReceipt, 200: ReportReceipt },
    examples: [{ body: attempt, ok: 201 }],
    async handler({ body, locale, reply }) {
      const { receipt, created } = await submitReport(deps, body, locale);
      reply.code(created ? 201 : 200);
      return receipt;
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/reports/parse-transfer',
    summary: "Read a bank's message about a transfer; what is not certain is left out",
    tag: 'reports',
    permission: 'public',
    limit: 'check',
    body: TransferInput,
    response: { 200: Transfer },
    examples: [
      {
        body: { text: 'TK 0001234567890 GD: -2,000,000VND 21/11/2026 14:05 SD: 1,234,567VND ND: phi giao hang' },
        ok: 200,
      },
    ],
    handler: async ({ body }) => readTransfer(deps, body.text),
  });

  route(app, {
    method: 'POST',
    url: '/v1/reports/status',
    summary: 'How far a report has come, by its tracking code',
    tag: 'reports',
    permission: 'public',
    limit: 'code',
    body: CodeInput,
    response: { 200: PublicReport },
    handler: ({ body, locale }) => reportStatus(deps, body.code, locale),
  });

  route(app, {
    method: 'GET',
    url: '/v1/reports/:code',
    summary: 'The same by address, for the QR code',
    tag: 'reports',
    permission: 'public',
    limit: 'code',
    params: z.object({ code: z.string().max(24) }),
    response: { 200: PublicReport },
    handler: ({ params, locale }) => reportStatus(deps, params.code, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/reports/answer',
    summary: "Answer the officer's question",
    tag: 'reports',
    permission: 'public',
    limit: 'code',
    body: AnswerInput,
    response: { 200: PublicReport },
    handler: ({ body, locale }) => answerQuestion(deps, body.code, body.text, locale),
  });

  route(app, {
    method: 'POST',
    url: '/v1/files',
    summary: 'Send a picture or PDF to go with a report; answers with a token',
    tag: 'reports',
    permission: 'public',
    limit: 'report',
    upload: { maxBytes: maxFileBytes },
    response: { 201: FileReceipt },
    async handler({ upload, reply }) {
      if (!upload) throw problem('input.file-missing');
      reply.code(201);
      return takeFile(deps, upload.bytes);
    },
  });
}
