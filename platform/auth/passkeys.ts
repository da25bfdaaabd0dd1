import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';

export type { AuthenticationResponseJSON, RegistrationResponseJSON };

/** A passkey as we keep it. */
export interface Passkey {
  /** Credential id, base64url. */
  id: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  backedUp: boolean;
}

/** EdDSA, ES256, RS256 (IANA COSE numbers): what every authenticator in use can do and Node does not call experimental. */
const algorithms = [-8, -7, -257];

export type Passkeys = ReturnType<typeof createPasskeys>;

/**
 * WebAuthn level 3 ceremonies, bound to the address that people type: a passkey made for another site never fits.
 * The person is always verified (PIN, finger, face), and found by the passkey itself: no user name is typed.
 */
export function createPasskeys({ origin }: { origin: string }) {
  const rpID = new URL(origin).hostname;
  return {
    registerOptions: (user: { id: string; name: string }, existing: readonly Passkey[]) =>
      generateRegistrationOptions({
        rpName: 'Khiên',
        rpID,
        userName: user.name,
        userDisplayName: user.name,
        userID: new TextEncoder().encode(user.id),
        attestationType: 'none',
        supportedAlgorithmIDs: algorithms,
        excludeCredentials: existing.map(({ id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      }),

    /** @returns the passkey to keep, or undefined when the answer does not fit the challenge. */
    async verifyRegistration(response: RegistrationResponseJSON, challenge: string): Promise<Passkey | undefined> {
      const result = await verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        supportedAlgorithmIDs: algorithms,
      }).catch(notFitting);
      if (!result?.verified) return undefined;
      const { credential, credentialBackedUp } = result.registrationInfo;
      return {
        id: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: response.response.transports ?? [],
        backedUp: credentialBackedUp,
      };
    },

    loginOptions: () => generateAuthenticationOptions({ rpID, userVerification: 'required' }),

    /** @returns the passkey's new counter, or undefined when the answer does not fit. */
    async verifyLogin(
      response: AuthenticationResponseJSON,
      challenge: string,
      passkey: Passkey,
    ): Promise<{ counter: number; backedUp: boolean } | undefined> {
      const result = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        credential: passkey,
      }).catch(notFitting);
      if (!result?.verified) return undefined;
      return { counter: result.authenticationInfo.newCounter, backedUp: result.authenticationInfo.credentialBackedUp };
    },
  };
}

/** The library throws on whatever does not fit; for us that is an answer, not a failure. */
const notFitting = (): undefined => undefined;
