import { isWhole, sniffPicture } from '@khien/engines/picture';
import { type KhienApp, problem, route } from '@khien/platform/http';
import { render } from '../render.ts';
import type { CheckService } from '../service.ts';
import { describeQr, sayPicture } from './say.ts';
import type { PictureReader } from './reader.ts';
import { PictureAnswer } from './schema.ts';

/** Largest file taken, in bytes. */
const maxPictureBytes = 8 << 20;
/** A phone's camera makes 12 to 16 million pixels; each takes several bytes while it is read. */
const MOST_PIXELS = 17_000_000;
const MOST_TEXT = 20_000;

/** @throws `picture.kind`, `picture.too-large`, `picture.broken`, before anything is decoded */
function refuse(bytes: Uint8Array): void {
  const { kind, width, height } = sniffPicture(bytes);
  if (kind !== 'png' && kind !== 'jpeg' && kind !== 'webp') throw problem('picture.kind');
  if (width === 0 || height === 0 || !isWhole(kind, bytes)) throw problem('picture.broken');
  if (width * height > MOST_PIXELS || Math.max(width, height) > 30_000) throw problem('picture.too-large');
}

export function pictureRoutes(app: KhienApp, service: CheckService, reader: PictureReader): void {
  route(app, {
    method: 'POST',
    url: '/v1/checks/picture',
    summary:
      'Read the QR codes and the text of a screenshot (PNG, JPEG or WebP) and check them; the picture is not kept',
    tag: 'check',
    permission: 'public',
    limit: 'picture',
    upload: { maxBytes: maxPictureBytes },
    response: { 200: PictureAnswer },
    handler: async ({ upload, actor, locale }) => {
      const bytes = upload?.bytes ?? Buffer.alloc(0);
      refuse(bytes);
      const { codes, text: written, sure } = await reader.read(bytes);
      const qr = codes.map(describeQr);
      const text = sayPicture(qr, written, locale).slice(0, MOST_TEXT);
      const answer: PictureAnswer = { text, qr, sure: Math.round(sure) };
      if (text === '') return answer;
      const all = actor?.can('feed.read-restricted') ?? false;
      return { ...answer, verdict: render(service.told({ text }, all), locale) };
    },
  });
}
