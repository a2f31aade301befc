import { differenceBetween } from './compare';
import { type Difference, takesAway } from './known-differences';
import { ordered } from './ordered';
import type { Answer, RawBackend } from './raw-backend';
import type { Request } from './requests/request';
import type { Sequence } from './sequences';
import { recordsOf } from './stream-records';
import { TABLE } from './tables';
import { removeTables, untilSettled } from './upkeep';
import { walk } from './walk';

const WALKED = new Set(['Query', 'Scan', 'ExecuteStatement']);

/**
 * Asks both the same, and what is in the table and in its streams afterwards. Returns the first answer in which they
 * differ, if any; all tables are gone in the end.
 */
export async function firstDifference(
  local: RawBackend,
  engine: RawBackend,
  sequence: Sequence,
  onAnswer: () => void,
): Promise<Difference | undefined> {
  const streams: [string, string][] = [];
  try {
    for (const request of [...sequence, { operation: 'Scan', input: { TableName: TABLE } }]) {
      const [said, answered] = await Promise.all([ask(local, request), ask(engine, request)]);
      onAnswer();
      const difference = differenceBetween(request, said, answered);
      if (difference) return difference;
      if (said.status !== answered.status || (await holdOtherItems(local, engine, request))) return undefined;
      if (said.status === 200) await untilSettled(local, request);
      streams.push(...newStreams(said, answered, streams));
    }
    return await differenceOfStreams(local, engine, streams);
  } finally {
    await removeTables(local);
  }
}

/** Whether the two went apart in a known way, so that what comes after it cannot be compared. */
async function holdOtherItems(local: RawBackend, engine: RawBackend, request: Request): Promise<boolean> {
  // When DynamoDB Local refuses statements as they have one key twice, those before it are done.
  if (!takesAway(request) && request.operation !== 'BatchExecuteStatement') return false;
  const scan: Request = { operation: 'Scan', input: { TableName: TABLE } };
  const [said, answered] = await Promise.all([ask(local, scan), ask(engine, scan)]);
  return JSON.stringify(ordered(said.body)) !== JSON.stringify(ordered(answered.body));
}

function ask(backend: RawBackend, request: Request): Promise<Answer> {
  return WALKED.has(request.operation) ? walk(backend, request) : backend(request.operation, request.input);
}

/** The stream that both began, by its two names. */
function newStreams(local: Answer, engine: Answer, known: readonly (readonly [string, string])[]): [string, string][] {
  const [ofLocal, ofEngine] = [local, engine].map(({ body }) => latestStream(body));
  if (!ofLocal || !ofEngine || known.some(([arn]) => arn === ofLocal)) return [];
  return [[ofLocal, ofEngine]];
}

function latestStream({ TableDescription }: Answer['body']): string | undefined {
  return (TableDescription as { LatestStreamArn?: string } | undefined)?.LatestStreamArn;
}

async function differenceOfStreams(
  local: RawBackend,
  engine: RawBackend,
  streams: readonly (readonly [string, string])[],
): Promise<Difference | undefined> {
  for (const [ofLocal, ofEngine] of streams) {
    const request: Request = { operation: 'GetRecords', input: {} };
    const [said, answered] = await Promise.all([recordsOf(local, ofLocal), recordsOf(engine, ofEngine)]);
    const difference = differenceBetween(request, said, answered);
    if (difference) return difference;
  }
  return undefined;
}
