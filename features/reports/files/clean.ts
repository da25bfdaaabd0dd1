import { cleanJpeg } from './jpeg.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

type FileKind = 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf';

export interface CleanFile {
  mime: FileKind;
  bytes: Buffer;
}

/**
 * Says what a file is by its content, and takes out of pictures what tells about the sender: place, time, camera,
 * name. Whatever its name or declared type, a file that is not whole and well formed is refused. Bytes after a
 * picture's end are cut off. A PDF is kept as it is.
 * @returns undefined when it is none of the four kinds
 */
export function cleanFile(bytes: Buffer): CleanFile | undefined {
  const jpeg = cleanJpeg(bytes);
  if (jpeg) return { mime: 'image/jpeg', bytes: jpeg };
  const png = cleanPng(bytes);
  if (png) return { mime: 'image/png', bytes: png };
  const webp = cleanWebp(bytes);
  if (webp) return { mime: 'image/webp', bytes: webp };
  return isPdf(bytes) ? { mime: 'application/pdf', bytes } : undefined;
}

/** Starts with its version and ends with its end mark, give or take the line breaks some writers add. */
function isPdf(bytes: Buffer): boolean {
  return (
    /^%PDF-[12]\.\d/.test(bytes.subarray(0, 8).toString('latin1')) &&
    bytes.subarray(-1024).toString('latin1').includes('%%EOF')
  );
}
