import type { Issue } from '../errors/usage-errors';
import { issueOf } from './issues';
import { type Maybe, then } from './maybe';
import type { SchemaRule } from './standard-schema';

/**
 * Checks a value at its path, and adds what is wrong to `issues`.
 *
 * @returns the value to use: the one that the schema returned if the rule has `transform`, otherwise the same
 */
export function runSchema(
  { schema, transform }: SchemaRule,
  value: unknown,
  path: Issue['path'],
  issues: Issue[],
): Maybe<unknown> {
  return then(schema['~standard'].validate(value), result => {
    if (!result.issues) return transform ? result.value : value;
    for (const issue of result.issues) issues.push(issueOf(issue, path, value));
    return value;
  });
}
