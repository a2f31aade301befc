import type { Codec } from '../codec/codec';
import type { Field } from '../codec/field';
import type { SchemaRule, StandardSchema } from '../validation/standard-schema';

/** The rule that the options of a decorator declare; undefined without a schema. */
export function ruleOf({
  schema,
  transform = false,
}: {
  schema?: StandardSchema | undefined;
  transform?: boolean | undefined;
}): SchemaRule | undefined {
  return schema && Object.freeze({ schema, transform });
}

/** Whether the values of an attribute, or anything inside them, have rules. */
export function fieldHasRules({ rule, codec }: Field): boolean {
  return rule !== undefined || codecHasRules(codec);
}

const known = new WeakMap<Codec, boolean>();

/** Whether a nested class, or the class of a list's elements, has rules. */
export function codecHasRules(codec: Codec): boolean {
  let answer = known.get(codec);
  if (answer === undefined) {
    // Classes may refer to each other: on the second visit, a class counts as without rules.
    known.set(codec, false);
    answer = membersOf(codec).some(fieldHasRules) || (codec.element !== undefined && codecHasRules(codec.element));
    known.set(codec, answer);
  }
  return answer;
}

/** The attributes of a nested class. */
export function membersOf(codec: Codec): readonly Field[] {
  return (codec.members ?? []).map(name => codec.member!(name) as Field);
}
