export { type Locale, Problem, type ProblemCode, problem, problems, problemTitle } from './errors.ts';
export { says } from './issues.ts';
export { type LimitName, limits } from './limits.ts';
export { mount } from './mount.ts';
export { openapiRoute } from './openapi-route.ts';
export type { AnswerQuickly, QuickAnswer } from './quick.ts';
export { route } from './route.ts';
export { createHttp, type HttpDeps } from './server.ts';
export type { AnyRoute, Ctx, KhienApp, RouteDef, RouteExample, SignedInCtx, Upload } from './types.ts';
