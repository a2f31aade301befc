/// <reference path="./class-transformer-storage.d.ts" />
import { defaultMetadataStorage as cjs } from 'class-transformer/cjs/storage';
import { defaultMetadataStorage as esm5 } from 'class-transformer/esm5/storage';

/**
 * Reads class-transformer's decorators. Only its storage is used, which is small; our own code walks the data. A bundler may use either build of
 * class-transformer, each with its own storage, so both are read.
 */
const storages = () => [cjs, esm5];

export type Direction = 'toPlain' | 'toClass';

/** As in class-transformer's TransformationType. */
const TYPES = { toClass: 0, toPlain: 1 } as const;

/** How class-transformer's decorators change a class on its way to or from plain objects. */
export interface TransformerRules {
  /** Which of these properties are shown, and others that are exposed. */
  select(properties: readonly string[]): string[];
  /** Whether a decorator of class-transformer is on the property. */
  isDecorated(property: string): boolean;
  /** The name of a property in plain objects. */
  nameOf(property: string): string | undefined;
  transform(property: string, value: unknown, source: object): unknown;
  /** The class that `@Type` names for a property. */
  typeOf(property: string): (new () => object) | undefined;
}

const rules = {
  toPlain: new WeakMap<object, TransformerRules | null>(),
  toClass: new WeakMap<object, TransformerRules | null>(),
};

/** Undefined for a class without class-transformer's decorators. */
export function transformerRules(type: object, direction: Direction): TransformerRules | undefined {
  let found = rules[direction].get(type);
  if (found === undefined) {
    found = makeRules(type, direction) ?? null;
    rules[direction].set(type, found);
  }
  return found ?? undefined;
}

function makeRules(type: object, direction: Direction): TransformerRules | undefined {
  const storage = storages().find(candidate => isDecorated(candidate, type));
  if (!storage) return undefined;
  const transformation = TYPES[direction];
  const excluded = new Set(storage.getExcludedProperties(type, transformation));
  const exposed = storage
    .getExposedProperties(type, transformation)
    .filter(property => !storage.findExposeMetadata(type, property)?.options?.groups?.length);
  const inGroups = (property: string) => (storage.findExposeMetadata(type, property)?.options?.groups?.length ?? 0) > 0;
  const excludesAll = storage.getStrategy(type) === 'excludeAll';
  return {
    select: properties =>
      [...new Set([...(excludesAll ? [] : properties), ...exposed])].filter(
        property => !excluded.has(property) && !inGroups(property),
      ),
    isDecorated: property =>
      storage.findExposeMetadata(type, property) !== undefined ||
      storage.findTypeMetadata(type, property) !== undefined ||
      storage.findTransformMetadatas(type, property, transformation).length > 0,
    nameOf: property => storage.findExposeMetadata(type, property)?.options?.name,
    transform: (property, value, source) =>
      storage
        .findTransformMetadatas(type, property, transformation)
        .reduce(
          (result, { transformFn }) =>
            transformFn({ value: result, key: property, obj: source, type: transformation, options: {} }),
          value,
        ),
    typeOf: property => storage.findTypeMetadata(type, property)?.typeFunction?.({ property }),
  };
}

function isDecorated(storage: typeof cjs, type: object): boolean {
  const maps = [
    storage._exposeMetadatas,
    storage._excludeMetadatas,
    storage._transformMetadatas,
    storage._typeMetadatas,
  ];
  for (let owner: object | null = type; owner && owner !== Function.prototype; owner = Object.getPrototypeOf(owner)) {
    if (maps.some(map => map.has(owner))) return true;
  }
  return false;
}
