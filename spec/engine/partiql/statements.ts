import type { Engine } from '../../../lib/engine/engine';
import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, type Failure, invalid, N, put, S } from '../asking';

/** Asks an engine to carry out one statement. */
export function execute(engine: Engine, Statement: string, ...parameters: readonly AttributeValue[]): object {
  return ask(engine, 'ExecuteStatement', { Statement, ...(parameters.length > 0 && { Parameters: parameters }) });
}

/** The rows of a statement that succeeds. */
export function rows(engine: Engine, statement: string, ...parameters: readonly AttributeValue[]): Item[] {
  const answer = execute(engine, statement, ...parameters) as { Items?: Item[] };
  if (!answer.Items) throw new Error(`${statement}: ${JSON.stringify(answer)}`);
  return answer.Items;
}

/** The error for a text that is no statement. */
export const malformed = (problem: string): Failure =>
  invalid(`Statement wasn't well formed, can't be processed: ${problem}`);

/** An engine whose table `things`, keyed by `p` and `s`, has the items 1 to 4 in each of the partitions `a` and `b`. */
export function engineWithThings(): Engine {
  const engine = engineWithTable({
    keys: ['p', 's'],
    global: {
      byGroup: { keys: ['g', 's'] },
      keysByGroup: { keys: ['g'], projection: { ProjectionType: 'KEYS_ONLY' } },
    },
    local: { byLabel: { keys: ['p', 'l'], projection: { ProjectionType: 'KEYS_ONLY' } } },
  });
  for (const p of ['a', 'b']) {
    for (const s of [1, 2, 3, 4]) {
      put(engine, { p: S(p), s: N(s), g: S(s % 2 ? 'odd' : 'even'), l: S(`l${5 - s}`), v: N(10 * s) });
    }
  }
  return engine;
}
