import { Parser } from './parser';
import type { Comparator, ConditionNode, OperandNode } from './syntax';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Parentheses may contain a condition or an operand, which decides what may follow. */
type Primary = ConditionNode | OperandNode;

/** Reads the text of a condition, a filter or a key condition. Throws `ExpressionError`. */
export function parseCondition(expression: string): ConditionNode {
  const parser = new ConditionParser(expression);
  const condition = parser.condition();
  parser.finish();
  return condition;
}

/** A method that takes a `start` goes on from it: the left end of what it reads, which stood in parentheses. */
class ConditionParser extends Parser {
  condition(): ConditionNode {
    return this.asCondition(this.disjunction());
  }

  private disjunction(start?: Primary): Primary {
    let left = this.conjunction(start);
    while (this.peek().keyword === 'OR') {
      const condition = this.asCondition(left);
      this.next();
      left = { kind: 'or', left: condition, right: this.asCondition(this.conjunction()) };
    }
    return left;
  }

  private conjunction(start?: Primary): Primary {
    let left = start ? this.predicate(start) : this.negation();
    while (this.peek().keyword === 'AND') {
      const condition = this.asCondition(left);
      this.next();
      left = { kind: 'and', left: condition, right: this.asCondition(this.negation()) };
    }
    return left;
  }

  private negation(): Primary {
    if (this.takeKeyword('NOT')) return { kind: 'not', condition: this.asCondition(this.negation()) };
    const primary = this.isSymbol('(') ? this.group<Primary>(start => this.disjunction(start)) : this.operand();
    return this.predicate(primary);
  }

  private predicate(primary: Primary): Primary {
    if (!isOperand(primary)) return this.certain(primary);
    const token = this.peek();
    if (token.kind === 'symbol' && COMPARATORS.has(token.text)) {
      this.next();
      this.refuseRedundant();
      return { kind: 'compare', comparator: token.text as Comparator, left: primary, right: this.operand() };
    }
    if (this.takeKeyword('BETWEEN')) return this.between(primary);
    if (this.takeKeyword('IN')) return this.membership(primary);
    return primary;
  }

  private between(operand: OperandNode): ConditionNode {
    this.refuseRedundant();
    const lower = this.operand();
    this.expectKeyword('AND');
    return { kind: 'between', operand, lower, upper: this.operand() };
  }

  private membership(operand: OperandNode): ConditionNode {
    this.refuseRedundant();
    this.expectSymbol('(');
    const candidates = this.list(() => this.operand());
    this.expectSymbol(')');
    return { kind: 'in', operand, candidates };
  }

  /** A path or value alone is not a condition. The service reports the token that follows it. */
  private asCondition(primary: Primary): ConditionNode {
    if (primary.kind === 'path' || primary.kind === 'value') throw this.unexpected();
    return this.certain(primary);
  }

  private certain(condition: ConditionNode): ConditionNode {
    this.refuseRedundant();
    return condition;
  }
}

function isOperand(primary: Primary): primary is OperandNode {
  return primary.kind === 'path' || primary.kind === 'value' || primary.kind === 'call';
}
