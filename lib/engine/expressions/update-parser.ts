import { Parser } from './parser';
import type { ActionNode, AssignedNode, Section, UpdateNode } from './syntax';

/** Reads the text of an update expression. Throws `ExpressionError`. */
export function parseUpdate(expression: string): UpdateNode {
  const parser = new UpdateParser(expression);
  const update = parser.update();
  parser.finish();
  return update;
}

class UpdateParser extends Parser {
  update(): UpdateNode {
    const sections: Section[] = [];
    const actions: ActionNode[] = [];
    do {
      const section = this.section();
      sections.push(section);
      actions.push(...this.list(() => this.action(section)));
    } while (this.peek().kind !== 'end');
    return { sections, actions };
  }

  private section(): Section {
    for (const section of ['SET', 'REMOVE', 'ADD', 'DELETE'] as const) {
      if (this.takeKeyword(section)) return section;
    }
    throw this.unexpected();
  }

  private action(section: Section): ActionNode {
    const path = this.path();
    if (section === 'REMOVE') return { section, path };
    if (section !== 'SET') return { section, path, value: this.value() };
    this.expectSymbol('=');
    return { section, path, value: this.assigned() };
  }

  private assigned(start?: AssignedNode): AssignedNode {
    const left =
      start ?? (this.isSymbol('(') ? this.group<AssignedNode>(inner => this.assigned(inner)) : this.operand());
    const operator = this.peek();
    if (left.kind === 'arithmetic' || operator.kind !== 'symbol') return left;
    if (operator.text !== '+' && operator.text !== '-') return left;
    this.next();
    return { kind: 'arithmetic', operator: operator.text, left, right: this.operand() };
  }
}
