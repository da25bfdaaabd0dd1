import { isWhole, sniffPicture } from '@khien/engines/picture';
import type { PictureFiles, PictureQuestion, PictureReply } from './talk.ts';

/** Sentences that the page carries (`data-words`). */
type Words = Record<
  'code' | 'load' | 'read' | 'done' | 'unsure' | 'nothing' | 'kind' | 'large' | 'broken' | 'network' | 'unable',
  string
>;

/** More pixels than any phone's screen or usual photo; a file can claim far more than it could fill. */
const MOST_PIXELS = 64_000_000;
/** No photo of a phone is as long; it is all taken into memory. */
const MOST_BYTES = 40 << 20;
/** Photos are made smaller than this before they are read: letters stay large enough. */
const READ_PIXELS = 8_000_000;
/** Below this the person is told to look twice. */
const UNSURE = 80;

let worker: Worker | undefined;
/** What this script last put into the text box. */
let written = '';

const place = () => document.querySelector<HTMLElement>('[data-picture]');
const part = (name: string) => document.querySelector<HTMLElement>(`[data-picture-${name}]`);

/** Reads pictures that are chosen, dropped or pasted on the check page. They never leave the device. */
export function startPicture(): void {
  if (!('Worker' in window) || !('WebAssembly' in window)) return;
  document.addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    const file = input.id === 'picture' && input.files?.[0];
    if (!file) return;
    // No form ever holds it, so no form can send it.
    input.value = '';
    void take(file);
  });
  document.addEventListener('submit', (event) => {
    if ((event.target as HTMLElement).id === 'picture-form') event.preventDefault();
  });
  document.addEventListener('dragover', (event) => {
    if (place() && event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => take(pictureOf(event.dataTransfer), event));
  document.addEventListener('paste', (event) => {
    // Copied from a document both come along: the text is what was meant.
    if (!event.clipboardData?.types.includes('text/plain')) void take(pictureOf(event.clipboardData), event);
  });
  document.addEventListener('click', (event) => {
    if ((event.target as HTMLElement).closest('[data-picture-stop]')) stop('');
  });
}

const pictureOf = (moved: DataTransfer | null) => moved?.files[0];

async function take(file: File | undefined, event?: Event): Promise<void> {
  const here = place();
  if (!file || !here) return;
  event?.preventDefault();
  const words = JSON.parse(here.dataset.words ?? '{}') as Words;
  stop('');
  const pixels = await pixelsOf(file).catch(() => 'broken' as const);
  if (typeof pixels === 'string') return stop(words[pixels]);
  progress(words.code, 0);
  const files = JSON.parse(here.dataset.picture ?? '{}') as PictureFiles;
  const mine = new Worker(files.worker);
  worker = mine;
  mine.addEventListener('message', ({ data }: MessageEvent<PictureReply>) => {
    if (worker !== mine) return;
    if ('step' in data) return progress(words[data.step], data.percent);
    if ('failed' in data) return stop(words[data.failed]);
    if (data.text) write(data.text);
    if (data.done) stop(words[data.text === '' ? 'nothing' : data.sure < UNSURE ? 'unsure' : 'done']);
  });
  mine.addEventListener('error', () => worker === mine && stop(words[navigator.onLine ? 'unable' : 'network']));
  const { width, height, data } = pixels;
  const lang = document.documentElement.lang === 'en' ? 'en' : 'vi';
  mine.postMessage({ files, lang, width, height, data: data.buffer } satisfies PictureQuestion, [data.buffer]);
}

/** Looks what it is and how large before anything is decoded; then the browser's own decoder does it. */
async function pixelsOf(file: File): Promise<ImageData | 'kind' | 'large' | 'broken'> {
  if (file.size > MOST_BYTES) return 'large';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { kind, width, height } = sniffPicture(bytes);
  if (kind === 'svg' || kind === 'pdf' || kind === 'other') return 'kind';
  if (width * height > MOST_PIXELS) return 'large';
  if (!isWhole(kind, bytes)) return 'broken';
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    // Safari shows HEIC, others do not.
    const decoded = await image.decode().then(
      () => true,
      () => false,
    );
    if (!decoded) return kind === 'heic' || kind === 'avif' ? 'kind' : 'broken';
    const size = image.naturalWidth * image.naturalHeight;
    if (size === 0) return 'broken';
    if (size > MOST_PIXELS) return 'large';
    const scale = Math.min(1, Math.sqrt(READ_PIXELS / size));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const context = canvas.getContext('2d');
    if (!context) return 'broken';
    // What is transparent would be black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Into the text box, after what somebody typed there; then it is checked like a pasted text. */
function write(text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('#text');
  if (!field) return;
  const kept = field.value.replace(written, '').trim();
  written = text;
  field.value = kept ? `${kept}\n\n${text}` : text;
  // Letters are about ten pixels wide.
  const wide = Math.max(20, field.clientWidth / 10);
  const rows = field.value.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / wide), 0);
  field.rows = Math.min(14, Math.max(4, rows));
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
}

function progress(text: string, percent: number): void {
  const shown = part('progress');
  if (!shown) return;
  shown.hidden = false;
  const [line, bar] = [shown.querySelector('p'), shown.querySelector('progress')];
  if (line && line.textContent !== text) line.textContent = text;
  if (bar) bar.value = percent;
}

/** @param note what to say of the end; '' when somebody stopped it, or a new picture comes */
function stop(note: string): void {
  worker?.terminate();
  worker = undefined;
  const [shown, line] = [part('progress'), part('note')];
  if (shown) shown.hidden = true;
  if (!line) return;
  line.textContent = note;
  line.hidden = note === '';
}
