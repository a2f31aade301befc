import type { Assigned, Compared, Condition, Update } from './bound';
import type { DocumentPath } from './document-path';

/** Every document path in a condition. */
export function pathsInCondition(condition: Condition): DocumentPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsInCondition(condition.left), ...pathsInCondition(condition.right)];
    case 'not':
      return pathsInCondition(condition.condition);
    case 'compare':
      return [...pathsInOperand(condition.left), ...pathsInOperand(condition.right)];
    case 'between':
      return [condition.operand, condition.lower, condition.upper].flatMap(pathsInOperand);
    case 'in':
      return [condition.operand, ...condition.candidates].flatMap(pathsInOperand);
    case 'exists':
    case 'notExists':
      return [condition.path];
    case 'type':
      return pathsInOperand(condition.operand);
    case 'beginsWith':
    case 'contains':
      return [...pathsInOperand(condition.operand), ...pathsInOperand(condition.sought)];
  }
}

/** Every document path in an update, changed or read. */
export function pathsInUpdate(update: Update): DocumentPath[] {
  return update.flatMap(action => [action.path, ...(action.section === 'SET' ? pathsInAssigned(action.value) : [])]);
}

function pathsInOperand(operand: Compared): DocumentPath[] {
  if (operand.kind === 'path') return [operand.path];
  if (operand.kind === 'outcome') return pathsInCondition(operand.condition);
  return operand.kind === 'size' ? pathsInOperand(operand.operand) : [];
}

function pathsInAssigned(assigned: Assigned): DocumentPath[] {
  switch (assigned.kind) {
    case 'path':
      return [assigned.path];
    case 'value':
      return [];
    case 'ifNotExists':
      return [assigned.path, ...pathsInAssigned(assigned.fallback)];
    case 'listAppend':
      return [...pathsInAssigned(assigned.first), ...pathsInAssigned(assigned.second)];
    case 'arithmetic':
      return [...pathsInAssigned(assigned.left), ...pathsInAssigned(assigned.right)];
  }
}
