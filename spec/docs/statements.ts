import { parseSync } from '@swc/core';

/** A statement at the top level of a snippet, and what is written between it and its neighbours. */
export interface Statement {
  readonly type: string;
  readonly before: string;
  readonly code: string;
  readonly after: string;
  /** Lines of the snippet before the statement. */
  readonly line: number;
}

// swc counts bytes, through all that it parsed before: a first statement of our own tells where it starts to count.
const FIRST = '0;\n';

export function statementsOf(code: string): Statement[] {
  const bytes = Buffer.from(FIRST + code);
  const { body } = parseSync(bytes.toString(), { syntax: 'typescript', decorators: true, target: 'es2022' });
  const [first, ...rest] = body.map(({ type, span }) => ({ type: type as string, ...span }));
  const text = (from: number, to?: number) => bytes.subarray(from, to).toString();
  return rest.map(({ type, start, end }, i) => {
    const [from, to] = [startOf(bytes, start - first!.start), end - first!.start];
    const [previous, next] = [rest[i - 1] ?? first!, rest[i + 1]];
    return {
      type,
      before: text(previous.end - first!.start, from),
      code: text(from, to),
      after: text(to, next && startOf(bytes, next.start - first!.start)),
      line: text(FIRST.length, from).split('\n').length - 1,
    };
  });
}

/** swc leaves the decorators out of the span of a class that is exported: they start its line. */
function startOf(bytes: Buffer, from: number): number {
  const before = bytes.subarray(0, from).toString();
  const decorators = /(?:(?<=^|\n)@.+\n)+$/.exec(before)?.[0] ?? '';
  return from - Buffer.byteLength(decorators);
}
