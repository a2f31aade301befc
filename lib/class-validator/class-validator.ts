import { getMetadataStorage, type ValidationError, type ValidatorOptions, validate } from 'class-validator';
import type { Issue } from '../errors/usage-errors';
import { withoutValue } from '../validation/issues';
import type { RecordValidator } from '../validation/record-validator';

/**
 * Checks records by the decorators of class-validator that their classes have, for `configure({ validate })`. Classes without any are not
 * looked at. An update by key is checked in what it sets.
 *
 * @example
 * configure({ validate: classValidator() });
 * @param options those of class-validator's `validate`, such as `groups`
 * @see https://github.com/typestack/class-validator
 */
export function classValidator(options: ValidatorOptions = {}): RecordValidator {
  return (record, { partial }) => {
    if (!isDecorated(record.constructor)) return undefined;
    const found = validate(record, { forbidUnknownValues: false, ...options });
    return found.then(errors =>
      errors
        .filter(({ property }) => !partial || Object.hasOwn(record, property))
        .flatMap(error => issuesOf(error, [])),
    );
  };
}

const decorated = new WeakMap<object, boolean>();

function isDecorated(type: unknown): boolean {
  const target = type as new () => object;
  let answer = decorated.get(target);
  if (answer === undefined) {
    answer = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false).length > 0;
    decorated.set(target, answer);
  }
  return answer;
}

function issuesOf({ property, value, constraints = {}, children = [] }: ValidationError, at: Issue['path']): Issue[] {
  const path = [...at, /^\d+$/.test(property) ? Number(property) : property];
  const own = Object.values(constraints).map(message => ({ path, message: withoutValue(message, value) }));
  return [...own, ...children.flatMap(child => issuesOf(child, path))];
}
