import { validationError } from '../../protocol/service-error';
import type { InsertStatement, Target } from '../syntax/syntax';
import { errorAt } from '../syntax/tokens';
import { pathOf } from './paths';

/** The table of a statement, and its index if it names one. */
export interface TargetNames {
  readonly tableName: string;
  readonly indexName: string | undefined;
}

const NAME = /^(?:[a-zA-Z0-9_.-]{3,255}|arn:[^:]+:dynamodb:.+)$/;

/** The names in a `FROM` clause. Throws `ValidationException`. */
export function targetNames({ expression, hasAlias, isComposite }: Target): TargetNames {
  if (isComposite) throw validationError('Only select from a single table or index is supported.');
  if (hasAlias) throw aliasError();
  if (expression.kind !== 'name' && expression.kind !== 'path') throw validationError('Unexpected from source');
  const [tableName, indexName, ...others] = pathOf(expression);
  if (others.length > 0) throw validationError('A path may contain at most 2 components in the FROM clause');
  if (typeof indexName === 'number') throw validationError('Invalid list expression in source.');
  checkName(tableName as string);
  if (indexName !== undefined) checkName(indexName);
  return { tableName: tableName as string, indexName };
}

/** The table that a statement writes to. */
export function writtenTable(target: Target): string {
  const { tableName, indexName } = targetNames(target);
  if (indexName === undefined) return tableName;
  throw validationError('This operation is not supported on an index');
}

/** The table that an `INSERT` writes to. Its error about an index has its own words. */
export function insertedTable({ target }: InsertStatement): string {
  const { expression } = target;
  if (expression.kind !== 'path' || expression.steps.length !== 1) return targetNames(target).tableName;
  throw errorAt('FROM clause may only contain a single table name in data manipulation statements', expression.span);
}

export function aliasError(): Error {
  return validationError('Aliasing is not supported');
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw validationError(
    "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
  );
}
