/**
 * Reads pictures on the device: QR codes first, then text. Runs beside the page; the page stops it by ending it. It
 * alone may compile WebAssembly (handler.ts gives its file a policy of its own); the pages' policy stays as strict.
 */
import '../device/older.ts';
import { around, type Box, type MakeCore, openTesseract, type Pixels, readText, toPage } from '@khien/engines/picture';
import { describeQr, sayPicture } from '@khien/features/check/browser';
import { gunzipSync } from 'fflate';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { PictureFile, PictureQuestion, PictureReply } from './talk.ts';

/** Put there by the reader's own script. */
declare const TesseractCore: MakeCore;
declare function importScripts(address: string): void;

const reply = (said: PictureReply) => postMessage(said);

/** The smallest module with an instruction of the SIMD extension: phones before 2023 may lack it. */
const simd = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

addEventListener('message', ({ data }: MessageEvent<PictureQuestion>) => {
  read(data).catch((reason: unknown) => {
    reply({ failed: reason instanceof NotFetched ? 'network' : 'unable' });
  });
});

class NotFetched extends Error {}

async function read({ files, lang, width, height, data }: PictureQuestion): Promise<void> {
  const pixels: Pixels = { width, height, data: new Uint8ClampedArray(data) };
  reply({ step: 'code', percent: 0 });
  const { codes, boxes } = await findCodes(pixels, files.codes);
  const described = codes.map(describeQr);
  if (codes.length > 0) reply({ text: sayPicture(described, '', lang), sure: 100, done: false });

  const { script, wasm } = WebAssembly.validate(simd) ? files.fast : files.plain;
  const all = wasm[1] + files.vie[1];
  let got = 0;
  const more = (bytes: number) => {
    got += bytes;
    reply({ step: 'load', percent: Math.min(100, Math.round((100 * got) / all)) });
  };
  try {
    const [core, vie] = await Promise.all([fetched(wasm, more), fetched(files.vie, more)]);
    importScripts(script);
    const tesseract = await openTesseract(TesseractCore, core, (percent) => reply({ step: 'read', percent }));
    tesseract.learn('vie', gunzipSync(vie));
    reply({ step: 'read', percent: 0 });
    const { text, sure } = await readText(tesseract, toPage(pixels, boxes), async () =>
      tesseract.learn('eng', gunzipSync(await fetched(files.eng, () => undefined))),
    );
    reply({ text: sayPicture(described, text, lang), sure: text ? sure : codes.length > 0 ? 100 : 0, done: true });
  } catch (reason) {
    // A code was found: that is an answer, also where the reader of text could not be fetched.
    if (codes.length === 0) throw reason;
    reply({ text: sayPicture(described, '', lang), sure: 100, done: true });
  }
}

async function findCodes(pixels: Pixels, wasm: PictureFile): Promise<{ codes: string[]; boxes: Box[] }> {
  const wasmBinary = (await fetched(wasm, () => undefined)).buffer as ArrayBuffer;
  prepareZXingModule({ overrides: { wasmBinary } });
  const found = await readBarcodes(pixels as ImageData, { formats: ['QRCode'], maxNumberOfSymbols: 4 });
  const boxes = found.map(({ position }) => around(Object.values(position)));
  return { codes: found.map(({ text }) => text).filter(Boolean), boxes };
}

/** @param more told how many bytes came, as they come */
async function fetched([address]: PictureFile, more: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const answer = await fetch(address);
    if (!answer.ok || !answer.body) throw new NotFetched(address);
    const parts: Uint8Array[] = [];
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      more(part.value.length);
    }
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  } catch (cause) {
    throw new NotFetched(address, { cause });
  }
}
