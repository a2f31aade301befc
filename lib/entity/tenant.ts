import { Part } from '../metadata/brought';
import type { tenants } from './tenant-check';

/** What `@TenantKey` brings: nothing is checked, and no code for it is there, where a class has none. */
export const TENANTS = /* @__PURE__ */ new Part<typeof tenants>('tenants');
