import type { Codec } from '../codec/codec';
import type { Field } from '../codec/field';
import { isPlainObject } from '../codec/kinds';
import { type Issue, ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { codecHasRules, membersOf } from '../metadata/rules';
import { all, type Maybe, then } from '../validation/maybe';
import type { RecordValidator, ValidatorContext } from '../validation/record-validator';
import { runSchema } from '../validation/run-schema';
import { copyValues } from './copy-values';
import { withValues } from './with-values';

type Values = Readonly<Record<string, unknown>>;

/**
 * Checks a record by the rules of its attributes and nested classes, then by those of the class, then by the validator. Adds what is wrong to
 * `issues`.
 *
 * @returns the values that schemas transformed, by property
 */
export function checkedRecord(
  metadata: EntityMetadata,
  record: object,
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<Values> {
  return then(checkedByRules(metadata, record as Values, issues), made =>
    then(issuesOf(validator, withValues(record, made), { partial: false }), found => {
      issues.push(...found);
      return made;
    }),
  );
}

/** Runs the validator on a record, if there is one. */
export function issuesOf(
  validator: RecordValidator | undefined,
  record: object,
  context: ValidatorContext,
): Maybe<readonly Issue[]> {
  return validator ? then(validator(record, context), found => found ?? []) : [];
}

function checkedByRules(metadata: EntityMetadata, values: Values, issues: Issue[]): Maybe<Values> {
  if (!metadata.hasRules) return {};
  const { attributes } = metadata;
  const checked = attributes.map(field => checkedField(field, values[field.property], [field.property], issues));
  return then(all(checked), after => {
    const made = changedValues(attributes, values, after);
    return metadata.rule ? checkedWhole(metadata, values, made, issues) : made;
  });
}

/** Computed properties are not replaced. */
function changedValues(fields: readonly Field[], before: Values, after: readonly unknown[]): Values {
  const changed: Record<string, unknown> = {};
  fields.forEach(({ property, computed }, i) => {
    if (!computed && after[i] !== before[property]) changed[property] = after[i];
  });
  return changed;
}

/** Checks the whole record. The schema gets it as a plain object. */
export function checkedWhole(
  metadata: EntityMetadata,
  record: Values,
  changed: Values,
  issues: Issue[],
): Maybe<Values> {
  const plain: Record<string, unknown> = {};
  for (const { property } of metadata.attributes) {
    const value = Object.hasOwn(changed, property) ? changed[property] : record[property];
    if (value !== undefined) plain[property] = value;
  }
  return then(runSchema(metadata.rule!, plain, [], issues), result => {
    if (!metadata.rule!.transform) return changed;
    const made: Record<string, unknown> = { ...changed };
    for (const { property, codec, computed } of metadata.attributes) {
      const value = (result as Values)[property];
      if (!computed && value !== plain[property]) made[property] = codec.instantiate?.(value) ?? value;
    }
    return made;
  });
}

/** Checks a value by the rule of its attribute and those of nested classes. */
export function checkedField(field: Field, value: unknown, path: Issue['path'], issues: Issue[]): Maybe<unknown> {
  if (!field.rule) return checkedInside(field.codec, value, path, issues);
  return then(runSchema(field.rule, value, path, issues), result => {
    // A schema turns a nested instance into a plain object.
    const next = result === value ? value : (field.codec.instantiate?.(result) ?? result);
    return checkedInside(field.codec, next, path, issues);
  });
}

export function checkedInside(codec: Codec, value: unknown, path: Issue['path'], issues: Issue[]): Maybe<unknown> {
  if (typeof value !== 'object' || value === null || !codecHasRules(codec)) return value;
  if (!codec.members) {
    if (!Array.isArray(value)) return value;
    const elements = value.map((element, i) => checkedInside(codec.element!, element, [...path, i], issues));
    return then(all(elements), after => (after.some((element, i) => element !== value[i]) ? after : value));
  }
  const members = membersOf(codec);
  const values = value as Values;
  const checked = members.map(field => checkedField(field, values[field.property], [...path, field.property], issues));
  return then(all(checked), after => {
    const changed = changedValues(members, values, after);
    if (Object.keys(changed).length === 0) return value;
    const copy: Record<string, unknown> = isPlainObject(value)
      ? {}
      : new (value.constructor as new () => Record<string, unknown>)();
    copyValues(members, values, copy);
    return Object.assign(copy, changed);
  });
}

/** Throws ValidationError with all of these issues; its message has no values. */
export function refuseIssues({ className }: EntityMetadata, issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const shown = issues.slice(0, MAX_SHOWN).map(({ path, message }) => `${className}${placeOf(path)}: ${message}`);
  const more = issues.length - shown.length;
  throw new ValidationError(`${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`, { issues });
}

const MAX_SHOWN = 10;

function placeOf(path: Issue['path']): string {
  return path.map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
}
