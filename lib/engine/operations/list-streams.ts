import { compareStrings } from '../../wire/order';
import { Constraints } from '../protocol/constraints';
import { invalid } from '../protocol/service-error';
import { integer, string, structure } from '../protocol/shapes';
import { checkStreamArn, checkStreamArnLength } from '../streams/references';
import { operation } from './operation';

interface ListStreamsRequest {
  readonly TableName?: string;
  readonly ExclusiveStartStreamArn?: string;
  readonly Limit?: number;
}

const MAX_LIMIT = 100;
const shape = structure('ListStreamsInput', { TableName: string, ExclusiveStartStreamArn: string, Limit: integer });

export const listStreams = operation<ListStreamsRequest>('ListStreams', shape, (database, request) => {
  const { TableName, ExclusiveStartStreamArn: start, Limit: limit = MAX_LIMIT } = request;
  const constraints = new Constraints();
  checkStreamArnLength(constraints, 'exclusiveStartStreamArn', start);
  constraints.atLeast('limit', limit, 1).check();
  if (limit > MAX_LIMIT) {
    throw invalid(`Limit cannot be greater than the maximum allowed size: ${MAX_LIMIT}`);
  }
  if (start !== undefined) checkStreamArn(start);
  const rest = database.streams
    .list()
    .map(({ identity }) => identity)
    .filter(({ tableName }) => TableName === undefined || tableName === TableName)
    .filter(({ arn }) => start === undefined || compareStrings(arn, start) > 0);
  const page = rest.slice(0, limit);
  return {
    Streams: page.map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    LastEvaluatedStreamArn: rest.length > limit ? page.at(-1)?.arn : undefined,
  };
});
