import { classicScript } from '../device/vite-plugin.ts';

/** The password page's own script; no other page loads it. */
export const passwordScript = (targets: string[]) =>
  classicScript(
    { name: 'password-page', entry: new URL('page.ts', import.meta.url), constant: '__PASSWORD_SCRIPT__' },
    targets,
  );

/** What judges passwords, with its lists; loaded when somebody touches the field. */
export const passwordWorker = (targets: string[]) =>
  classicScript(
    { name: 'password', entry: new URL('worker.ts', import.meta.url), constant: '__PASSWORD_WORKER__' },
    targets,
  );
