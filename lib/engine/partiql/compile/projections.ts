import { type Item, setAttribute } from '../../../wire/attribute-value';
import { checkDistinctPaths } from '../../expressions/distinct-paths';
import { checkDepth, type DocumentPath, valueAt } from '../../expressions/document-path';
import { validationError } from '../../protocol/service-error';
import type { SelectStatement } from '../syntax/syntax';
import { compiled } from './conditions';
import { pathOf } from './paths';

/** One column of a result: the value at a path, named after the path's last name and the indexes behind it. */
export interface Column {
  readonly label: string;
  readonly path: DocumentPath;
}

/** The columns of a projection; undefined for all attributes. Throws `ValidationException`. */
export function compileProjection({ form, projection }: SelectStatement): readonly Column[] | undefined {
  if (form === 'value' || form === 'pivot')
    throw validationError("Select projection doesn't support value or pivot keywords");
  if (projection === '*') return undefined;
  const columns = projection.map(({ expression }) => {
    if (expression.kind === 'path' && expression.steps.at(-1)?.kind === 'unpivot') {
      throw validationError("Changing item's hierarchy while reading isn't supported");
    }
    const path = pathOf(expression);
    return { path, label: labelOf(path) };
  });
  checkLabels(columns);
  // The service compares the paths of a statement from the last to the first.
  const paths = columns.map(({ path }) => path).reverse();
  compiled(() => {
    checkDistinctPaths(paths);
    for (const path of paths) checkDepth(path);
  });
  return columns;
}

/** The row of an item. */
export function rowOf(item: Item, columns: readonly Column[] | undefined): Item {
  if (!columns) return item;
  const row: Item = {};
  for (const { label, path } of columns) {
    const value = valueAt(item, path);
    if (value) setAttribute(row, label, value);
  }
  return row;
}

function labelOf(path: DocumentPath): string {
  const name = path.findLastIndex(step => typeof step === 'string');
  return path.slice(name).reduce<string>((label, step) => (typeof step === 'string' ? step : `${label}[${step}]`), '');
}

function checkLabels(columns: readonly Column[]): void {
  const labels = columns.map(({ label }) => label);
  const twice = labels.find((label, at) => labels.indexOf(label) < at);
  if (twice !== undefined) throw validationError(`Duplicate identifiers in select clause: ${twice}`);
}
