import type { Role } from '@khien/platform/auth';
import type { JSONColumnType } from 'kysely';

interface UnitTable {
  id: string;
  parent_id: string | null;
  kind: 'province' | 'commune' | 'ward' | 'agency';
  name_vi: string;
  name_en: string;
  retired_at: Date | null;
}

interface UserTable {
  id: string;
  name: string;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: Date;
  disabled_at: Date | null;
}

interface GrantTable {
  user_id: string;
  role: Role;
  unit_id: string;
  granted_by: string | null;
  granted_at: Date;
}

interface PasskeyTable {
  id: string;
  user_id: string;
  public_key: Uint8Array;
  counter: number;
  transports: string[];
  backed_up: boolean;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}

interface SessionTable {
  token_hash: Uint8Array;
  user_id: string;
  method: 'passkey' | 'oidc' | 'invite';
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
  ends_at: Date;
}

interface InviteTable {
  id: string;
  code_hash: Uint8Array;
  user_id: string;
  created_by: string | null;
  created_at: Date;
  expires_at: Date;
  redeemed_at: Date | null;
}

interface SignInTable {
  id_hash: Uint8Array;
  kind: 'passkey-register' | 'passkey-login' | 'oidc';
  detail: JSONColumnType<Record<string, unknown>>;
  user_id: string | null;
  expires_at: Date;
}

declare module '@khien/platform/db' {
  interface Database {
    unit: UnitTable;
    app_user: UserTable;
    grant_: GrantTable;
    passkey: PasskeyTable;
    session: SessionTable;
    invite: InviteTable;
    sign_in: SignInTable;
  }
}
