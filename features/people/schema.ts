import { allRoles, type Role } from '@khien/platform/auth';
import { says } from '@khien/platform/http';
import { z } from 'zod';

/** What the API takes and gives about people. */

const role = z.enum(allRoles as [Role, ...Role[]]);
const unitId = z.string().min(1).max(20);
export const grant = z.object({ role, unitId });

export const unit = z.object({
  id: z.string(),
  parent: z.string().nullable(),
  kind: z.enum(['province', 'commune', 'ward', 'agency']),
  vi: z.string(),
  en: z.string(),
  retired: z.boolean(),
});
export type Unit = z.infer<typeof unit>;
export const unitList = z.object({ units: z.array(unit) });

export const sessionAnswer = z.object({
  user: z
    .object({
      id: z.uuid(),
      name: z.string(),
      method: z.enum(['passkey', 'oidc', 'invite']),
      grants: z.array(grant),
      /** What the person may do somewhere: pages show only that. */
      permissions: z.array(z.string()),
    })
    .nullable(),
  signIn: z.object({
    passkey: z.boolean(),
    /** Which OpenID provider people are sent to: this installation's own, the demonstration's, or none. */
    oidc: z.enum(['provider', 'demo']).nullable(),
  }),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(
    (text) => !/\p{Cc}/u.test(text),
    says('Tên có ký tự không dùng được.', 'The name has characters that cannot be used.'),
  );
const subject = z.string().min(1).max(255);

export const newUser = z.strictObject({
  name,
  grants: z.array(z.strictObject({ role, unitId })).max(20).default([]),
  /** The person's name at the OpenID provider, when it is known before the first sign-in. */
  oidcSubject: subject.optional(),
});
export type NewUser = z.infer<typeof newUser>;

export const user = z.object({
  id: z.uuid(),
  name: z.string(),
  grants: z.array(grant),
  passkeys: z.number(),
  oidc: z.boolean(),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
});
export type User = z.infer<typeof user>;
export const userList = z.object({ users: z.array(user) });

export const inviteAnswer = z.object({
  /** Shown once, to be told to the person. */
  code: z.string(),
  expiresAt: z.iso.datetime(),
});
export type InviteAnswer = z.infer<typeof inviteAnswer>;
export const newUserAnswer = z.object({ user, invite: inviteAnswer });

export const grantBody = z.strictObject({ role, unitId });
export const userParams = z.object({ id: z.uuid() });
export const grantParams = z.object({ id: z.uuid(), role, unitId });
export const redeemBody = z.strictObject({ code: z.string().min(1).max(40) });
export const userState = z.strictObject({ disabled: z.boolean() });

const base64url = z
  .string()
  .max(8_000)
  .regex(/^[A-Za-z0-9_-]*$/);

/** A browser's answer to a WebAuthn ceremony (RegistrationResponseJSON, AuthenticationResponseJSON). */
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.object({}).default({}),
};
export const registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']))
      .max(8)
      .optional(),
  }),
});
export const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});
export const registerBody = z.strictObject({ name, response: registration });
export const loginBody = z.strictObject({ response: assertion });

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export const passkeyList = z.object({ passkeys: z.array(passkey) });
export const passkeyParams = z.object({ id: base64url.min(1).max(1_400) });

export const startQuery = z.object({
  /** Where on this site to go afterwards. */
  return: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])[^\s\\]*$/)
    .default('/ban'),
});
/** What a provider sends back; openid-client reads the query string itself. */
export const callbackQuery = z.object({
  code: z.string().max(2_000).optional(),
  state: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
});
/** Options of a ceremony go to the browser's own WebAuthn code as they are. */
export const ceremony = z.object({ options: z.record(z.string(), z.unknown()) });
