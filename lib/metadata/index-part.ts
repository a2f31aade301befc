import { Part } from './brought';
import type { indexesOf } from './index-metadata';

/** What only classes with `@Index` need. */
export const INDEXES = /* @__PURE__ */ new Part<{ readonly indexesOf: typeof indexesOf }>('indexes');
