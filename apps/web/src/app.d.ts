import type { Khien } from '../handler.ts';
import type { SessionUser } from '#lib/server/api.ts';

declare global {
  /** Address of the citizens' script, put in by src/enhance/vite-plugin.ts. */
  const __CITIZEN_SCRIPT__: string;
  /** Address of the engine for the device, put in by src/device/vite-plugin.ts. */
  const __DEVICE_WORKER__: string;
  /** Address of the reader of pictures and of what it fetches, put in by src/picture/vite-plugin.ts. */
  const __PICTURE_WORKER__: string;
  const __PICTURE_FILES__: Omit<import('./picture/talk.ts').PictureFiles, 'worker'>;

  /** Addresses of the password page's script and its worker, put in by src/passwords/vite-plugin.ts. */
  const __PASSWORD_SCRIPT__: string;
  const __PASSWORD_WORKER__: string;

  namespace App {
    interface Error {
      status: number;
      message: string;
      /** Number that a person can read to the helpdesk; the log line carries the same. */
      id?: string;
    }
    interface Locals {
      lang: 'vi' | 'en';
      theme: 'auto' | 'light' | 'dark';
      /** Who is signed in. Asked for lazily: citizens' pages never need it. */
      session(): Promise<SessionUser | null>;
    }
    interface Platform {
      req: import('node:http').IncomingMessage & { khien: Khien };
    }
  }
}
