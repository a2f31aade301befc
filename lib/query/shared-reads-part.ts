import { Part } from '../metadata/brought';
import type { sharedReads } from './shared-reads';

export const SHARED_READS = /* @__PURE__ */ new Part<typeof sharedReads>('reads');
