import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';
import { choosePage, messagePage } from './demo-page.ts';

/** Somebody who may be chosen at the demonstration provider. */
export interface DemoPerson {
  subject: string;
  name: string;
  /** What the person does, for the page. */
  role: { vi: string; en: string };
  unit: { vi: string; en: string };
}

export interface DemoIdp {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Answers every request below /demo-idp. */
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}

export const DEMO_PATH = '/demo-idp';

/**
 * A real OpenID Connect provider for demonstration and tests: choose a person, no password. Keys, secrets and grants
 * are made at the start and live in memory. It is mounted only with KHIEN_DEMO.
 */
export async function createDemoIdp(options: {
  origin: string;
  redirectUri: string;
  people: readonly DemoPerson[];
}): Promise<DemoIdp> {
  const here = new URL(options.origin);
  const issuer = `${here.origin}${DEMO_PATH}`;
  const clientId = 'khien';
  const clientSecret = randomBytes(32).toString('base64url');
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const provider: Provider = new Provider(issuer, {
    adapter: memory(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256', kid: 'demo' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [options.redirectUri],
        id_token_signed_response_alg: 'ES256',
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `${DEMO_PATH}/interaction/${interaction.uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Session: 600, Grant: 600 },
    findAccount: (_ctx, subject) => {
      const person = options.people.find((one) => one.subject === subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, name: person.name }) };
    },
    // There is one client and it is ours: nothing to ask consent for.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError: (ctx) => {
      messagePage(ctx.res, 400);
      ctx.respond = false;
    },
  });
  provider.proxy = true;
  const answer = provider.callback();

  return {
    issuer,
    clientId,
    clientSecret,
    async handle(req, res) {
      // The provider builds its addresses from these; they come from our settings, never from the client.
      req.headers.host = here.host;
      req.headers['x-forwarded-proto'] = here.protocol.slice(0, -1);
      delete req.headers['x-forwarded-host'];
      const path = (req.url ?? '').slice(DEMO_PATH.length) || '/';
      if (path.startsWith('/interaction/')) {
        await interact(provider, options.people, req, res);
        return;
      }
      Object.assign(req, { originalUrl: req.url });
      req.url = path;
      await answer(req, res);
    },
  };
}

async function interact(
  provider: Provider,
  people: readonly DemoPerson[],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  try {
    const { uid } = await provider.interactionDetails(req, res);
    if (req.method === 'GET') return choosePage(res, req, `${DEMO_PATH}/interaction/${uid}`, people);
    if (req.method !== 'POST') return messagePage(res, 405);
    const subject = new URLSearchParams(await readForm(req)).get('person');
    if (!people.some((person) => person.subject === subject)) return messagePage(res, 400);
    await provider.interactionFinished(req, res, { login: { accountId: subject ?? '', remember: false } });
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    messagePage(res, 400);
  }
}

async function readForm(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > 1_000) break;
  }
  return text;
}

const MAX_ENTRIES = 5_000;

/** Keeps the provider's objects until they expire; the oldest go first when there are too many. */
function memory(): (name: string) => Adapter {
  const store = new Map<string, { payload: AdapterPayload; until: number }>();
  const get = (key: string): AdapterPayload | undefined => {
    const entry = store.get(key);
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  };
  const findBy = (name: string, fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const key of store.keys()) {
      const payload = key.startsWith(`${name}:`) ? get(key) : undefined;
      if (payload && fits(payload)) return payload;
    }
    return undefined;
  };
  return (name) => ({
    async upsert(id, payload, expiresIn) {
      for (const [key, entry] of store) if (entry.until <= Date.now() || store.size >= MAX_ENTRIES) store.delete(key);
      store.set(`${name}:${id}`, { payload, until: Date.now() + (expiresIn ?? 600) * 1000 });
    },
    find: async (id) => get(`${name}:${id}`),
    findByUid: async (uid) => findBy(name, (payload) => payload.uid === uid),
    findByUserCode: async (code) => findBy(name, (payload) => payload.userCode === code),
    async consume(id) {
      const payload = get(`${name}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      store.delete(`${name}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, entry] of store) if (entry.payload.grantId === grantId) store.delete(key);
    },
  });
}
