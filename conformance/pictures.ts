import type { Browser } from 'playwright-core';
import vi from '../apps/web/messages/vi.json' with { type: 'json' };
import { type Bar, atLeast, atMost, notMeasured } from '../bench/report.ts';
import { noBrowser, openBrowser, person } from '../e2e/browser.ts';
import { startRecorder } from '../e2e/recorder.ts';
import { startServer } from '../e2e/server.ts';
import { type BadFile, badFiles } from './pictures/bad.ts';
import { photos } from './pictures/codes.ts';
import { type Device, hand, openDevice } from './pictures/device.ts';
import { codePhotos, distance, type Screenshot, screenshots } from './pictures/draw.ts';

const PHOTOS = 40;

/** Screenshots and photos of codes, read on the device; by the server for who has no JavaScript. */
export async function run(): Promise<Bar[]> {
  const browser = await openBrowser();
  if (!browser) {
    return [
      notMeasured('pictures.cer', '≤ 5', '%', noBrowser),
      notMeasured('pictures.qr', '≥ 95', '%', noBrowser),
      notMeasured('pictures.ways', '= 1', '', noBrowser),
      notMeasured('pictures.sent-bytes', '= 0', 'bytes', noBrowser),
      notMeasured('pictures.without-js', '= 1', '', noBrowser),
      notMeasured('pictures.bad', '= 1', '', noBrowser),
      notMeasured('pictures.offline', '= 1', '', noBrowser),
    ];
  }
  const server = await startServer();
  const { origin } = server;
  const recorder = await startRecorder(new URL(origin));
  try {
    const shots = await screenshots(browser);
    const wanted = photos(PHOTOS);
    const taken = await codePhotos(browser, wanted);
    const bad = badFiles(shots[0]?.png ?? Buffer.alloc(0), taken[0] ?? Buffer.alloc(0));
    const device = await openDevice(browser, recorder);
    return [
      await letters(device, shots),
      await codes(
        device,
        taken,
        wanted.map(({ expect }) => expect),
      ),
      await holds('pictures.ways', () => otherWays(device, shots[2] as Screenshot)),
      await holds('pictures.bad', () => refused(device, origin, bad)),
      await sentBytes(device, shots, bad.length),
      await holds('pictures.offline', () => inFlight(device, shots[1] as Screenshot, taken[0] as Buffer)),
      await holds('pictures.without-js', () => withoutJavaScript(browser, origin, shots[0] as Screenshot)),
    ];
  } finally {
    await browser.close();
    await recorder.stop();
    await server.stop();
  }
}

/** What went out while the device read; then one picture is sent on purpose, which the same count must see. */
async function sentBytes(device: Device, shots: readonly Screenshot[], bad: number): Promise<Bar> {
  const sent = device.sent();
  const decoy = shots[0]?.png ?? Buffer.alloc(0);
  await device.page.evaluate(`(async () => {
    const form = new FormData();
    const bytes = Uint8Array.from(atob('${decoy.toString('base64')}'), (letter) => letter.charCodeAt(0));
    form.append('file', new File([bytes], 'decoy.png', { type: 'image/png' }));
    await fetch('/v1/checks/picture', { method: 'POST', body: form });
  })()`);
  const seen = device.sent() - sent;
  const bar = atMost(
    'pictures.sent-bytes',
    sent,
    0,
    'bytes',
    `bodies and queries on the wire while the device read ${shots.length} screenshots, ${PHOTOS} photos and ${bad} bad files; of a picture of ${decoy.length} bytes then sent on purpose the same count sees ${seen}`,
  );
  return seen >= decoy.length && decoy.length > 0 ? bar : { ...bar, ok: false };
}

/** Character error rate of what stands in the text box against what stood on the screen. */
async function letters(device: Device, shots: readonly Screenshot[]): Promise<Bar> {
  const wrong = { light: 0, dark: 0, chat: 0 };
  const all = { light: 0, dark: 0, chat: 0 };
  for (const { look, png, written } of shots) {
    const { text } = await device.choose('screenshot.png', png);
    wrong[look] += distance(text, written);
    all[look] += [...written].length;
  }
  const rate = (look: keyof typeof all) => `${look} ${((100 * wrong[look]) / all[look]).toFixed(2)} %`;
  const sum = (of: typeof all) => of.light + of.dark + of.chat;
  const how = `${shots.length} messages on phone screens of 1080 × 2220, read in the browser: ${rate('light')}, ${rate('dark')}, ${rate('chat')} (a typeface with one-storey a)`;
  return atMost('pictures.cer', (100 * sum(wrong)) / sum(all), 5, '%', how);
}

async function codes(device: Device, taken: readonly Buffer[], expected: readonly string[]): Promise<Bar> {
  let right = 0;
  for (const [i, photo] of taken.entries()) {
    const text = await device.firstText('photo.jpg', photo);
    if (text.includes(expected[i] as string)) right++;
  }
  const how = `${right} of ${taken.length} photos of codes, turned up to 30°, tilted up to 12°, blurred up to 1.6 px, down to a third of the light; account or link in the text box`;
  return atLeast('pictures.qr', (100 * right) / taken.length, 95, '%', how);
}

/** Pasted, dropped, and stopped by the person. */
async function otherWays({ page }: Device, { png, written }: Screenshot): Promise<string> {
  const progress = page.locator('[data-picture-progress]');
  for (const how of ['paste', 'drop'] as const) {
    await page.fill('#text', 'Ai biết tin này không?');
    await hand(page, how, png);
    await page.locator('[data-picture-note]:not([hidden])').waitFor();
    const text = await page.inputValue('#text');
    if (!text.startsWith('Ai biết')) throw new Error(`${how}: what was typed is gone: “${text}”`);
    if (distance(text.slice(24), written) > 0.2 * written.length) throw new Error(`${how}: “${text}”`);
  }
  await page.fill('#text', '');
  await hand(page, 'drop', png);
  await progress.locator('button').click();
  await progress.waitFor({ state: 'hidden' });
  // As long as reading it took before, at least.
  await page.waitForTimeout(4_000);
  if ((await page.inputValue('#text')) !== '') throw new Error('it was read on after Stop');
  return 'pasted, dropped and stopped; what was typed before stays above';
}

/** Each is refused with its sentence: on the device, by the API, and on the page without JavaScript. */
async function refused(device: Device, origin: string, files: readonly BadFile[]): Promise<string> {
  for (const { name, mime, bytes, code, said } of files) {
    const { note, text } = await device.choose(name, bytes, mime);
    if (note !== vi[said] || text !== '') throw new Error(`${name} on the device: “${note}” ${text}`);
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(bytes)], { type: mime }), name);
    const answer = await fetch(`${origin}/v1/checks/picture`, { method: 'POST', body });
    const problem = (await answer.json()) as { code: string };
    if (problem.code !== code) throw new Error(`${name} by the API: ${answer.status} ${problem.code}`);
  }
  return `${files.map(({ name }) => name).join(', ')}: a sentence each, on the device and by the API`;
}

/** Once used, it works without network: the reader is on the device. */
async function inFlight(
  { context, page, ...device }: Device,
  { png, written }: Screenshot,
  photo: Buffer,
): Promise<string> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await page.reload({ waitUntil: 'networkidle' });
  // Fetched through the service worker from now on.
  await device.choose('screenshot.png', png);
  await context.setOffline(true);
  await page.reload();
  const { text, note } = await device.choose('screenshot.png', png);
  const errors = distance(text, written) / written.length;
  if (errors > 0.05) throw new Error(`read “${text}” (${note})`);
  const code = await device.firstText('photo.jpg', photo);
  if (code === '') throw new Error('the code was not found');
  await page.locator('.on-device .answer-lead').waitFor();
  return 'used once, then no network and a new page: a screenshot and a code are read and answered';
}

/** The form with a file, answered by the server: its text in the box, the verdict above. */
async function withoutJavaScript(browser: Browser, origin: string, { png, written }: Screenshot): Promise<string> {
  const context = await person(browser, origin, { javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    const send = async (name: string, buffer: Buffer) => {
      await page.goto('/');
      await page.locator('#picture').setInputFiles({ name, mimeType: 'image/png', buffer });
      await page.locator('button[form=picture-form]').click();
    };
    await send('screenshot.png', png);
    await page.locator('.grade-very-suspicious, .grade-confirmed-scam').waitFor();
    const errors = distance(await page.inputValue('#text'), written) / written.length;
    if (errors > 0.05) throw new Error(`read “${await page.inputValue('#text')}”`);
    const [code] = await codePhotos(browser, photos(1));
    await send('photo.jpg', code as Buffer);
    await page.locator('.answer').waitFor();
    if (!(await page.inputValue('#text')).includes('Vietcombank')) throw new Error('the code was not read');
    await send('renamed.png', Buffer.from('chữ'));
    const fault = await page.locator('#picture-fault').innerText();
    if (!fault.includes('PNG, JPEG')) throw new Error(`a text renamed: “${fault}”`);
    return 'a screenshot is answered with its text in the box and the verdict, a payment code with its account, a renamed text with a sentence';
  } finally {
    await context.close();
  }
}

/** 1 when it came to its end. */
async function holds(bar: string, go: () => Promise<string>): Promise<Bar> {
  const passed = { bar, unit: '', limit: '= 1' };
  try {
    return { ...passed, value: 1, ok: true, how: await go() };
  } catch (error) {
    return { ...passed, value: 0, ok: false, how: `failed: ${error instanceof Error ? error.message : error}` };
  }
}
