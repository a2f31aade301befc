import fc from 'fast-check';
import { type Pieces, render } from '../expressions';
import { TABLE } from '../tables';
import { perhaps } from '../values';

/** One operation to be asked of both. */
export interface Request {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export const capacity = fc.constantFrom(undefined, 'TOTAL', 'INDEXES');
export const onFailure = fc.constantFrom(undefined, 'ALL_OLD');
/** In a half of the requests; fewer parameters make more requests that DynamoDB takes. */
export const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => perhaps(50, arbitrary);
export const seldom = <T>(arbitrary: fc.Arbitrary<T>) => perhaps(20, arbitrary);

/** Requests about the table. */
export function about(operation: string, inputs: fc.Arbitrary<object>): fc.Arbitrary<Request> {
  return inputs.map(input => ({ operation, input: { TableName: TABLE, ...input } }));
}

/** Adds expressions that share their placeholders. */
export function withExpressions<T extends object>(
  request: T,
  expressions: Readonly<Record<string, fc.Arbitrary<Pieces | undefined>>>,
): fc.Arbitrary<object> {
  return fc.record(expressions).map(chosen => {
    const given = Object.entries(chosen).filter((entry): entry is [string, Pieces] => entry[1] !== undefined);
    const { texts, ...placeholders } = render(given.map(([, pieces]) => pieces));
    return { ...request, ...Object.fromEntries(given.map(([name], at) => [name, texts[at]])), ...placeholders };
  });
}
