/**
 * The citizens' pages are whole without this script. It makes them smoother, in a few kilobytes:
 * answers without a reload, drafts that survive a lost connection, copying, printing, a page for when there is no network.
 */
import { startDevice } from '../device/page.ts';
import { startPicture } from '../picture/page.ts';
import { startBoost } from './boost.ts';
import { startDrafts } from './drafts.ts';
import { startTools } from './tools.ts';

document.documentElement.dataset.js = 'on';
startDrafts();
startBoost();
startTools();
startDevice();
startPicture();
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
}
