import { validationError } from '../../protocol/service-error';
import { ExpressionParser, QUERY_PRECEDENCE } from './expression-parser';
import type {
  Action,
  DeleteStatement,
  Expression,
  InsertStatement,
  Ordering,
  Returning,
  SelectStatement,
  Statement,
  Target,
  UpdateStatement,
} from './syntax';

/** A parsed statement and how many parameters it has. */
export interface ParsedStatement {
  /** Any expression is accepted here. Which of them are statements is checked later. */
  readonly expression: Expression;
  readonly parameterCount: number;
}

const JOINS: ReadonlySet<string> = new Set(['join', 'inner_join', 'left_join', 'right_join', 'full_join']);
const RETURNED: Readonly<Record<string, Returning['what']>> = {
  all_old: 'ALL OLD',
  all_new: 'ALL NEW',
  modified_old: 'MODIFIED OLD',
  modified_new: 'MODIFIED NEW',
};

/** Reads the text of a statement. Throws `ValidationException`. */
export function parseStatement(text: string): ParsedStatement {
  return new StatementParser(text).parse();
}

class StatementParser extends ExpressionParser {
  parse(): ParsedStatement {
    const expression = this.expression();
    const hasSemicolon = this.skip(';');
    if (this.peek().kind !== 'end') {
      throw this.error(
        hasSemicolon
          ? 'Unexpected token after semicolon. (Only one query is allowed.)'
          : 'Unexpected token after expression',
      );
    }
    this.checkTopLevel(expression);
    return { expression, parameterCount: this.parameterCount };
  }

  /** Only a read may be inside another statement or expression. This is reported after everything is well formed. */
  private checkTopLevel(expression: Expression): void {
    const isProcedure = expression.kind === 'foreign' && expression.type === 'Exec';
    const isChange = isProcedure || (expression.kind === 'statement' && expression.statement.kind !== 'select');
    const [misplaced] = isChange ? this.changes.slice(0, -1) : this.changes;
    if (misplaced === undefined) return;
    throw this.error(
      `Keyword ${misplaced === 'update' ? null : misplaced} only expected at the top level in the query`,
    );
  }

  protected override statement(): Statement | undefined {
    if (this.skip('select')) return this.select();
    if (this.skip('pivot')) return this.pivot();
    if (this.skip('insert_into')) return this.insert();
    if (this.skip('update')) return this.update();
    if (this.skip('delete')) return this.delete();
    if (this.skip('from')) return this.updateFrom();
    if (this.is('set') || this.is('remove')) return this.actionsAlone();
    if (this.skip('create')) throw this.definition('Create');
    if (this.skip('drop')) throw this.definition('Drop');
    return undefined;
  }

  private definition(verb: string): Error {
    if (this.is('table')) return validationError(`Unsupported operation: ${verb}Table`);
    if (this.is('index')) return validationError(`Unsupported operation: ${verb}Index`);
    return this.error(`Unexpected token following ${verb.toUpperCase()}`);
  }

  private select(): SelectStatement {
    const isDistinct = this.skip('distinct');
    if (!isDistinct) this.skip('all');
    const isValue = this.skip('value');
    const projection = isValue ? [{ expression: this.expression(), hasAlias: false }] : this.projection();
    const form = isDistinct ? 'distinct' : isValue ? 'value' : 'list';
    return this.selected(form, projection);
  }

  /** `PIVOT value AT name FROM ...`, which makes one struct of all rows. */
  private pivot(): SelectStatement {
    const expression = this.expression();
    this.expect('at');
    this.expression();
    return this.selected('pivot', [{ expression, hasAlias: false }]);
  }

  private selected(form: SelectStatement['form'], projection: SelectStatement['projection']): SelectStatement {
    if (!this.skip('from')) throw this.error('Expected FROM after SELECT list');
    const target = this.source();
    this.letNames();
    const where = this.where(QUERY_PRECEDENCE);
    const orderBy = this.orderBy();
    const unsupported = this.unsupportedClause();
    return { kind: 'select', form, projection, target, where, orderBy, unsupported };
  }

  private projection(): SelectStatement['projection'] {
    const items = this.commaSeparated(() => {
      if (this.skip('*')) return '*';
      const expression = this.expression();
      this.checkSelected(expression);
      return { expression, hasAlias: this.alias('as', true) };
    });
    if (items.length === 1 && items[0] === '*') return '*';
    const expressions = items.filter(item => item !== '*');
    if (expressions.length === items.length) return expressions;
    throw this.error("Other expressions may not be present in the select list when '*' is used without dot notation.");
  }

  /** Where a `*` is allowed in a selected path. */
  private checkSelected(expression: Expression): void {
    if (expression.kind !== 'path') return;
    const { steps } = expression;
    const isMisplaced = steps.some(
      ({ kind }, at) => kind === 'wildcard' || (kind === 'unpivot' && at < steps.length - 1),
    );
    if (isMisplaced) throw this.error('Invalid use of * in select list');
    if (steps.at(-1)?.kind === 'unpivot' && steps.some(({ kind }) => kind === 'index')) {
      throw this.error('Cannot use [] and * together in SELECT list expression');
    }
  }

  private source(): Target {
    let isComposite = this.skip('unpivot');
    const expression = this.expression(QUERY_PRECEDENCE);
    let hasAlias = this.aliases();
    for (;;) {
      const hasCondition = this.peek().kind === 'keyword' && JOINS.has(this.peek().text);
      if (!hasCondition && !this.is(',') && !this.is('cross_join')) return { expression, hasAlias, isComposite };
      this.next();
      isComposite = true;
      this.expression(QUERY_PRECEDENCE);
      hasAlias = this.aliases() || hasAlias;
      if (!hasCondition) continue;
      if (!this.skip('on')) throw this.error("Expected 'ON'");
      this.expression(QUERY_PRECEDENCE);
    }
  }

  /** Reads `LET expression AS name`. The service accepts and ignores it. */
  private letNames(): void {
    if (!this.skip('let')) return;
    this.commaSeparated(() => {
      this.expression(QUERY_PRECEDENCE);
      if (!this.is('as')) throw this.error('Expected AS following LET expr');
      this.alias('as', false);
    });
  }

  private where(precedence?: number): Expression | undefined {
    return this.skip('where') ? this.expression(precedence) : undefined;
  }

  private orderBy(): Ordering[] {
    if (!this.skip('order')) return [];
    this.expect('by');
    return this.commaSeparated(() => {
      const key = this.expression();
      const isDescending = this.skip('desc');
      if (!isDescending) this.skip('asc');
      return { key, isDescending };
    });
  }

  /** The first clause that DynamoDB does not support. */
  private unsupportedClause(): SelectStatement['unsupported'] {
    const found: NonNullable<SelectStatement['unsupported']>[] = [];
    if (this.skip('group')) {
      this.skip('partial');
      this.expect('by');
      this.commaSeparated(() => [this.expression(QUERY_PRECEDENCE), this.alias('as', true)]);
      if (this.skip('group') && !this.alias('as', false)) throw this.error('Expected AS following GROUP');
      found.push({ clause: 'GROUP BY' });
    }
    for (const clause of ['having', 'limit']) {
      if (!this.skip(clause)) continue;
      const { span } = this.expression(QUERY_PRECEDENCE);
      found.push({ clause: clause.toUpperCase(), span });
    }
    return found[0];
  }

  private insert(): InsertStatement {
    const target: Target = { expression: this.simplePath(), hasAlias: false, isComposite: false };
    const hasValue = this.skip('value');
    const item = hasValue || !this.is('values') ? this.expression() : this.rows();
    if (!hasValue) return { kind: 'insert', hasValue, target, item, unsupported: undefined, returning: [] };
    const hasPosition = this.skip('at');
    if (hasPosition) this.expression();
    const hasConflict = this.onConflict();
    const unsupported = hasPosition ? 'AT' : hasConflict ? 'ON CONFLICT' : undefined;
    return { kind: 'insert', hasValue, target, item, unsupported, returning: this.returning() };
  }

  private onConflict(): boolean {
    if (!this.skip('on_conflict')) return false;
    const condition = this.where();
    if (!condition || !this.skip('do_nothing')) throw this.error('invalid ON CONFLICT syntax');
    return true;
  }

  private update(): UpdateStatement {
    const target = this.simpleTarget();
    const actions = this.actions();
    return { kind: 'update', target, actions, where: this.where(), returning: this.returning() };
  }

  /** `FROM ... WHERE ... SET ...`, PartiQL's other form of an update. */
  private updateFrom(): UpdateStatement {
    const target = this.source();
    const where = this.where();
    const actions = this.actions();
    return { kind: 'update', target, actions, where, returning: this.returning() };
  }

  private delete(): DeleteStatement {
    if (!this.skip('from')) throw this.error('Expected FROM after DELETE');
    const target = this.simpleTarget();
    return { kind: 'delete', target, where: this.where(), returning: this.returning() };
  }

  private simpleTarget(): Target {
    const expression = this.simplePath();
    return { expression, hasAlias: this.aliases(), isComposite: false };
  }

  /** Well formed in PartiQL, and then refused as it names no table. */
  private actionsAlone(): UpdateStatement {
    const { span } = this.peek();
    const target: Target = { expression: { kind: 'missing', span }, hasAlias: false, isComposite: true };
    return { kind: 'update', target, actions: this.clause(), where: undefined, returning: [] };
  }

  private actions(): Action[] {
    const actions: Action[] = [];
    while (this.is('set') || this.is('remove')) actions.push(...this.clause());
    if (actions.length === 0) throw this.error('Expected data manipulation');
    return actions;
  }

  private clause(): Action[] {
    if (this.skip('set')) return this.commaSeparated(() => this.assignment());
    this.expect('remove');
    return [{ kind: 'remove', path: this.simplePath() }];
  }

  private assignment(): Action {
    const path = this.simplePath();
    if (!this.skip('=')) throw this.error("Expected '='");
    return { kind: 'set', path, value: this.expression() };
  }

  private returning(): Returning[] {
    if (!this.skip('returning')) return [];
    return this.commaSeparated(() => {
      const { kind, text } = this.peek();
      const what = kind === 'keyword' ? RETURNED[text] : undefined;
      if (!what) throw this.error('Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.');
      this.next();
      const isWildcard = this.skip('*');
      if (!isWildcard) this.checkReturned(this.expression());
      return { what, isWildcard };
    });
  }

  private checkReturned(expression: Expression): void {
    if (expression.kind === 'path' && expression.steps.length > 1) {
      throw this.error('More than two paths in RETURNING columns.');
    }
    if (!['path', 'name', 'literal', 'missing', 'ion'].includes(expression.kind)) {
      throw this.error('Unsupported syntax in RETURNING columns.');
    }
  }

  private aliases(): boolean {
    const given = [this.alias('as', true), this.alias('at', false), this.alias('by', false)];
    return given.includes(true);
  }

  /** Reads `AS name`, or only the name where `AS` is optional. Returns whether there was one. */
  private alias(word: string, isOptional: boolean): boolean {
    const hasWord = this.skip(word);
    if (hasWord && !this.isIdentifier()) throw this.error(`Expected identifier for ${word.toUpperCase()}-alias`);
    if (!this.isIdentifier() || !(hasWord || isOptional)) return false;
    this.next();
    return true;
  }
}
