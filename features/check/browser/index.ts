/** What browsers use of this room: no route, no database, nothing of Node.js behind it. */
export { describeQr, sayPicture } from '../picture/say.ts';
export { render } from '../render.ts';
export type { CheckAnswer } from '../schema.ts';
