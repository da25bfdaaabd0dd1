import type { Oidc, Passkeys } from '@khien/platform/auth';
import type { Vault } from '@khien/platform/crypto';
import type { Tx } from '@khien/platform/db';

/** An OpenID provider that people may sign in at. */
export interface PeopleOidc {
  kind: 'provider' | 'demo';
  client: Oidc;
  /** What accounts are linked to. */
  issuer: string;
}

/** What the rooms of this feature work with. */
export interface PeopleDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  /** The address people type; passkeys and cookies are bound to it. */
  origin: string;
  /** Whether cookies may travel over https only. */
  secure: boolean;
  passkeys: Passkeys;
  /** The OpenID provider people may sign in at, if any. */
  oidc: PeopleOidc | undefined;
}
