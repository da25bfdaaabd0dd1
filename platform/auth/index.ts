export { type Actor, createActor, type Grant, type UnitTree } from './actor.ts';
export {
  allPermissions,
  allRoles,
  type Permission,
  permissions,
  type Role,
  roleHas,
  roles,
} from './permissions.ts';
