import { inWordsOf } from '../../codec/codec';
import { checkedField, checkedInside, checkedWhole, issuesOf } from '../../entity/checked-values';
import { type RecordState, stateOf } from '../../entity/record-state';
import type { Issue } from '../../errors/usage-errors';
import { actionOf } from '../../expressions/internals';
import type { ActionNode } from '../../expressions/nodes';
import type { UpdateInput } from '../../expressions/reference-types';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { all, type Maybe, then } from '../../validation/maybe';
import type { RecordValidator } from '../../validation/record-validator';
import { runSchema } from '../../validation/run-schema';
import { actionsOf } from '../actions';
import type { Write } from '../write';
import { afterActions, type LiteralAction, literalOf, valueOfLiteral, withLiteral } from './literal-actions';

/** One action, and the value that it sets, if that is known beforehand. */
interface Step {
  readonly action: ActionNode;
  readonly literal: LiteralAction | undefined;
}

/**
 * Checks the values that an update sets, by the rules of each place. Values that DynamoDB computes cannot be checked. If the record is loaded,
 * it is also checked as a whole, as it will be after the update.
 *
 * @returns the update with the values that schemas transformed; undefined if they transformed none
 */
export function checkUpdate(
  write: Write,
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<UpdateInput<object> | undefined> {
  const { metadata, record } = write;
  const given = actionsOf(metadata, write).map(action => ({ action, literal: literalOf(metadata, action) }));
  const values = inWordsOf(metadata.className, () =>
    given.map(({ literal }) => literal && checkedLiteral(literal, issues)),
  );
  return then(all(values), made => {
    const steps = given.map((step, i) => withMade(metadata, step, made[i]));
    const state = record && stateOf(record);
    const rest =
      state && !state.stale
        ? checkWhole(metadata, state, steps, validator, issues)
        : then(checkPart(metadata, steps, validator, issues), () => steps);
    return then(rest, final =>
      final.some(({ action }, i) => action !== given[i]!.action)
        ? () => final.map(({ action }) => actionOf(action))
        : undefined,
    );
  });
}

function checkedLiteral(literal: LiteralAction, issues: Issue[]): Maybe<unknown> {
  const { field, codec, place } = literal;
  const value = valueOfLiteral(literal);
  const made = field ? checkedField(field, value, place, issues) : checkedInside(codec, value, place, issues);
  return then(made, after => (after === value ? UNCHANGED : after));
}

const UNCHANGED = Symbol('unchanged');

function withMade({ className, ...metadata }: EntityMetadata, step: Step, value: unknown): Step {
  if (!step.literal || value === UNCHANGED) return step;
  const action = inWordsOf(className, () => withLiteral(step.literal!, value));
  return { action, literal: literalOf({ className, ...metadata }, action) };
}

/** Checks the record as it will be: by the rules of attributes that are set in part, those of the class, and the validator. */
function checkWhole(
  metadata: EntityMetadata,
  { stored }: RecordState,
  steps: readonly Step[],
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<readonly Step[]> {
  const record = recordAfter(metadata, stored, steps);
  const found: Issue[] = [];
  const parts = metadata.attributes
    .filter(
      ({ rule, name }) =>
        rule && steps.some(({ literal }) => literal && literal.path.length > 1 && literal.path[0] === name),
    )
    .map(({ rule, property }) => runSchema(rule!, record[property], [property], found));
  const whole = metadata.rule ? checkedWhole(metadata, record, {}, found) : {};
  const own = issuesOf(validator, record, { partial: false });
  return then(all<unknown>([whole, own, ...parts]), ([made, more]) => {
    const unknown = propertiesOf(
      metadata,
      steps.filter(({ literal }) => !literal),
    );
    for (const issue of [...found, ...(more as readonly Issue[])]) if (!unknown.has(issue.path[0])) issues.push(issue);
    return steps.map(step => withWhole(metadata, step, made as Readonly<Record<string, unknown>>));
  });
}

function recordAfter(metadata: EntityMetadata, stored: RecordState['stored'], steps: readonly Step[]) {
  const record = new metadata.type() as Record<string, unknown>;
  const item = afterActions(
    stored,
    steps.flatMap(({ literal }) => literal ?? []),
  );
  inWordsOf(metadata.className, () => metadata.record.decode(item, record));
  return record;
}

/** The value that the class's schema made of an attribute that is set as a whole. */
function withWhole(metadata: EntityMetadata, step: Step, made: Readonly<Record<string, unknown>>): Step {
  const { literal } = step;
  if (literal?.path.length !== 1 || !literal.stored) return step;
  const [property] = literal.place as [string];
  return Object.hasOwn(made, property) ? withMade(metadata, step, made[property]) : step;
}

/** An instance of the class with only the values that the update sets. */
function checkPart(
  metadata: EntityMetadata,
  steps: readonly Step[],
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<void> {
  if (!validator) return;
  const part = Object.create(metadata.type.prototype);
  for (const { literal } of steps) {
    if (literal?.stored && literal.path.length === 1) part[literal.place[0]!] = valueOfLiteral(literal);
  }
  return then(issuesOf(validator, part, { partial: true }), found => void issues.push(...found));
}

function propertiesOf({ attributes }: EntityMetadata, steps: readonly Step[]): ReadonlySet<unknown> {
  const names = new Set(steps.map(({ action }) => action.path[0]));
  return new Set(attributes.filter(({ name }) => names.has(name)).map(({ property }) => property));
}
