export { type PictureKind, sniffPicture } from './kinds.ts';
export { type Box, type Pixels, toPage } from './page.ts';
export { type MakeCore, openTesseract, type Tesseract } from './tesseract.ts';
export { type Reading, tidy } from './tidy.ts';
