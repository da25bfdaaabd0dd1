export { type Actor, createActor, type Grant, type SignInMethod, type UnitTree } from './actor.ts';
export { createDemoIdp, DEMO_PATH, type DemoIdp, type DemoPerson } from './demo-idp.ts';
export { createOidc, type Oidc, type OidcAttempt } from './oidc.ts';
export {
  type AuthenticationResponseJSON,
  createPasskeys,
  type Passkey,
  type Passkeys,
  type RegistrationResponseJSON,
} from './passkeys.ts';
export {
  allPermissions,
  allRoles,
  type Permission,
  permissions,
  type Role,
  roleHas,
  roles,
} from './permissions.ts';
