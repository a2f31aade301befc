import { validationError } from '../protocol/service-error';
import { checkAttributeName } from './attribute-names';

/** Refuses a name that stands twice in `AttributesToGet`, or is too long. */
export function checkAttributesToGet(names: readonly string[] | undefined): void {
  for (const name of names ?? []) checkAttributeName(name);
  const twice = names?.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return;
  throw validationError(`One or more parameter values were invalid: Duplicate value in attribute name: ${twice}`);
}
