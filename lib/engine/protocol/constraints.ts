import { detectedErrors } from './service-error';

/** The values that the members of requests may have, in the order in which the service's messages list them. */
export const CAPACITY_MODES = ['INDEXES', 'TOTAL', 'NONE'];
export const METRICS_MODES = ['SIZE', 'NONE'];
export const RETURN_VALUES = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'];
export const RETURN_ON_FAILURE = ['ALL_OLD', 'NONE'];
export const CONDITIONAL_OPERATORS = ['OR', 'AND'];

const RESOURCE_NAME = /^[a-zA-Z0-9_.-]+$/;
const RESOURCE_NAME_PATTERN = '[a-zA-Z0-9_.-]+';
const TABLE_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\//;
/** The service reports at most ten. */
const MAX_PROBLEMS = 10;

/** Collects all violations of the operation's model, which the service reports in one message. */
export class Constraints {
  constructor(
    private readonly problems: string[] = [],
    private readonly tellsValues = true,
  ) {}

  /** Omits values, as some operations do for bounds. Members are then named as in requests. */
  get untold(): Constraints {
    return new Constraints(this.problems, false);
  }

  required(name: string, value: unknown): this {
    return this.expect(value !== undefined, name, value, 'Member must not be null');
  }

  oneOf(name: string, value: string | undefined, allowed: readonly string[]): this {
    const isAllowed = value === undefined || allowed.includes(value);
    return this.expect(isAllowed, name, value, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  }

  atLeast(name: string, value: number | undefined, minimum: number): this {
    const isEnough = value === undefined || value >= minimum;
    return this.expect(isEnough, name, value, `Member must have value greater than or equal to ${minimum}`);
  }

  atMost(name: string, value: number | undefined, maximum: number): this {
    const isWithin = value === undefined || value <= maximum;
    return this.expect(isWithin, name, value, `Member must have value less than or equal to ${maximum}`);
  }

  minLength(name: string, value: Sized | undefined, minimum: number): this {
    const isEnough = value === undefined || sizeOf(value) >= minimum;
    return this.expect(isEnough, name, value, `Member must have length greater than or equal to ${minimum}`);
  }

  maxLength(name: string, value: Sized | undefined, maximum: number): this {
    const isWithin = value === undefined || sizeOf(value) <= maximum;
    return this.expect(isWithin, name, value, `Member must have length less than or equal to ${maximum}`);
  }

  matches(name: string, value: string | undefined, pattern: RegExp, written: string): this {
    const isMatch = value === undefined || pattern.test(value);
    return this.expect(isMatch, name, value, `Member must satisfy regular expression pattern: ${written}`);
  }

  /** The name, or the ARN, of a table in an operation on items. */
  tableName(value: string | undefined, name = 'tableName'): this {
    if (value === undefined) return this.required(name, value);
    if (value === '') return this.minLength(name, value, 1);
    if (TABLE_ARN.test(value)) return this.maxLength(name, value, 1024);
    return this.resourceName(name, value);
  }

  /** The names that a table or an index may have. */
  resourceName(name: string, value: string | undefined): this {
    return this.minLength(name, value, 3).resourceCharacters(name, value).maxLength(name, value, 255);
  }

  /** The same, with characters checked before the length. */
  spelledResourceName(name: string, value: string | undefined): this {
    return this.resourceCharacters(name, value).minLength(name, value, 3).maxLength(name, value, 255);
  }

  private resourceCharacters(name: string, value: string | undefined): this {
    return this.matches(name, value, RESOURCE_NAME, RESOURCE_NAME_PATTERN);
  }

  expect(holds: boolean, name: string, value: unknown, constraint: string): this {
    if (holds) return this;
    const told = this.tellsValues ? `Value ${quoted(value)}` : 'Value';
    this.problems.push(`${told} at '${name}' failed to satisfy constraint: ${constraint}`);
    return this;
  }

  /** Throws `ValidationException` if there are violations. */
  check(): void {
    if (this.problems.length === 0) return;
    throw detectedErrors(this.problems.slice(0, MAX_PROBLEMS));
  }
}

type Sized = string | readonly unknown[] | Readonly<Record<string, unknown>>;

function sizeOf(value: Sized): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value).length;
}

function quoted(value: unknown): string {
  return value === undefined ? 'null' : `'${describe(value)}'`;
}

/** As the service prints a member that breaks a constraint: lists in brackets, maps in braces. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${describe(member)}`)
    .join(', ')}}`;
}
