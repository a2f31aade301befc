import { ValidationError } from './usage-errors';

/** What was given where a number is needed: a number as it is, anything else by its type. */
export function given(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Throws ValidationError unless the value is a whole number from 1 on. */
export function checkCount(label: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw ValidationError.misuse(`${label} must be a whole number from 1 on, got ${given(value)}`);
}
