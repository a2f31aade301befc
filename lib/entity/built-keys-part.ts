import { Part } from '../metadata/brought';
import type { builtKeys } from './built-keys';

export const BUILT_KEYS = /* @__PURE__ */ new Part<typeof builtKeys>('builtKeys');
