import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { m } from '#lib/paraglide/messages.js';

/** Calls the API from the browser; a refusal is thrown with the problem's own sentence. */
async function post<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const data: unknown = answer.status === 204 ? undefined : await answer.json();
  if (!answer.ok) throw new Error((data as { title?: string }).title ?? m.desk_offline());
  return data as T;
}

/** Runs a ceremony; answers what to tell the person when it did not succeed, undefined when it did. */
async function ceremony(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    // The person closed the browser's own window, or no passkey fits: the browser does not say which.
    if (name === 'NotAllowedError' || name === 'AbortError') return m.desk_passkey_cancelled();
    if (name === 'InvalidStateError') return m.desk_passkey_known();
    return error instanceof Error && error.message ? error.message : m.desk_offline();
  }
}

export const passkeySignIn = (): Promise<string | undefined> =>
  ceremony(async () => {
    const { options } = await post<{ options: PublicKeyCredentialRequestOptionsJSON }>('auth/passkey/login/options');
    await post('auth/passkey/login/verify', { response: await startAuthentication({ optionsJSON: options }) });
  });

/** Adds a passkey of this device to the person who is signed in. */
export const passkeyRegister = (name: string): Promise<string | undefined> =>
  ceremony(async () => {
    const { options } = await post<{ options: PublicKeyCredentialCreationOptionsJSON }>(
      'auth/passkey/register/options',
    );
    await post('auth/passkey/register/verify', { name, response: await startRegistration({ optionsJSON: options }) });
  });

export const redeemInvite = (code: string): Promise<string | undefined> =>
  ceremony(() => post('auth/invites/redeem', { code }));
