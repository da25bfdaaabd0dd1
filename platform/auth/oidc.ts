import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret?: string | undefined;
  redirectUri: string;
  /** How to reach the provider when it runs in this process: no way out and back through a proxy. */
  fetch?: CustomFetch;
}

/** What must be remembered between sending a person away and their return. */
export interface OidcAttempt {
  state: string;
  nonce: string;
  verifier: string;
}

export type Oidc = ReturnType<typeof createOidc>;

/**
 * OpenID Connect relying party: authorization code with PKCE (RFC 7636), state and nonce.
 * The provider is asked for its metadata at the first sign-in, so that its absence does not stop the server.
 */
export function createOidc(settings: OidcSettings) {
  let found: Promise<Configuration> | undefined;
  const configuration = (): Promise<Configuration> => {
    found ??= discover(settings).catch((error: unknown) => {
      found = undefined; // the next person tries again
      throw error;
    });
    return found;
  };
  return {
    issuer: settings.issuer,
    /** Where to send the person, and what to remember until they are back. */
    async begin(): Promise<{ url: string; attempt: OidcAttempt }> {
      const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: 'openid profile',
        // Offices share computers: who signed out must not be signed in again by the next click.
        prompt: 'login',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, attempt };
    },
    /** @throws when anything about the answer does not fit the attempt */
    async finish(query: string, attempt: OidcAttempt): Promise<{ issuer: string; subject: string; name?: string }> {
      const url = new URL(settings.redirectUri);
      url.search = query;
      const tokens = await authorizationCodeGrant(await configuration(), url, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      return {
        issuer: claims.iss,
        subject: claims.sub,
        ...(typeof claims.name === 'string' ? { name: claims.name } : {}),
      };
    },
  };
}

async function discover(settings: OidcSettings): Promise<Configuration> {
  const auth: ClientAuth = settings.clientSecret === undefined ? None() : ClientSecretPost(settings.clientSecret);
  const issuer = new URL(settings.issuer);
  return discovery(issuer, settings.clientId, undefined, auth, {
    ...(settings.fetch || isLoopback(issuer.hostname) ? { execute: [allowInsecureRequests] } : {}),
    ...(settings.fetch ? { [customFetch]: settings.fetch } : {}),
    timeout: 10,
  });
}

/** Plain http is taken from this machine, or within this process, only. */
const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
