import { setImmediate } from 'node:timers/promises';
import type { Actor } from '@khien/platform/auth';
import { type KhienApp, route } from '@khien/platform/http';
import { render } from './render.ts';
import { BatchAnswer, BatchInput, CheckAnswer, CheckBody, type StoryPart } from './schema.ts';
import type { CheckService } from './service.ts';
import { writeAnswers } from './write.ts';

/** A batch of the longest messages lets other requests in after this time. */
const TURN_MS = 10;

/** Analysts are also told what is not for the public. */
const restricted = (actor: Actor | undefined): boolean => actor?.can('feed.read-restricted') ?? false;

const sample = 'Vietcombank: TK cua quy khach bi khoa. Vao ngay https://vietcombank.vn-ms.top de xac minh trong 2 gio.';

/** The case of the province's own warning: a gift without shipping fee, and a month later the bill. */
const sampleStory: StoryPart[] = [
  {
    text: 'Có người gọi, biết tên và địa chỉ nhà tôi, bảo tặng quà, không mất phí ship.',
    channel: 'call',
    at: '2026-10-12',
  },
  { text: 'Quà về, mở ra toàn đồ rẻ tiền.', channel: 'delivery', at: '2026-10-16' },
  {
    text: 'Lại gọi, báo có hàng khuyến mãi, phải trả phí ship và một phần giá trị đơn hàng.',
    channel: 'call',
    at: '2026-11-15',
  },
];

export function checkRoutes(app: KhienApp, service: CheckService): void {
  route(app, {
    method: 'POST',
    url: '/v1/checks',
    summary: 'Check one message, link, number, account or payment QR, or a story in parts; nothing about it is kept',
    tag: 'check',
    permission: 'public',
    limit: 'check',
    // 20,000 letters of Vietnamese, escaped.
    bodyLimit: 131_072,
    body: CheckBody,
    response: { 200: CheckAnswer },
    examples: [
      { body: { text: sample }, ok: 200 },
      { body: { text: '0912 345 678', sender: { kind: 'number', value: '0912345678' } }, ok: 200 },
      { body: { story: sampleStory }, ok: 200 },
      { body: { text: ' ' }, ok: 422 },
      { body: { story: [] }, ok: 422 },
    ],
    handler: async ({ body: { text = '', sender, story }, actor, locale }) => {
      const all = restricted(actor);
      return render(
        story ? service.story(story, all) : service.told(sender ? { text, sender } : { text }, all),
        locale,
      );
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/checks/batch',
    summary: 'Check up to 100 messages: JSON, or NDJSON with one message a line, answered in kind',
    tag: 'check',
    permission: 'public',
    limit: 'check',
    bodyLimit: 2 << 20,
    ndjson: 'messages',
    body: BatchInput,
    response: { 200: BatchAnswer },
    examples: [{ body: { messages: [{ text: sample }, { text: 'Tối nay ăn cơm ở nhà nhé' }] }, ok: 200 }],
    handler: async ({ body, actor, locale, req, reply }) => {
      const all = restricted(actor);
      // Written here and not through the response schema: a second walk over a hundred answers would cost more than
      // the checks. Rendering names every field that leaves; a test holds its output against the schema.
      const lines = req.headers['content-type']?.startsWith('application/x-ndjson') ?? false;
      const answers = writeAnswers(locale, lines ? 'ndjson' : 'json', body.messages.length);
      let turn = performance.now();
      for (const message of body.messages) {
        if (performance.now() - turn > TURN_MS) {
          await setImmediate();
          turn = performance.now();
        }
        answers.add(service.check(message, all));
      }
      return reply.type(lines ? 'application/x-ndjson' : 'application/json; charset=utf-8').send(answers.end());
    },
  });
}
