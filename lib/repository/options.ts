import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BATCH_GET_OPTIONS } from '../batch/batch-get';
import { READ_OPTIONS } from '../entity/options';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { QUERY_OPTIONS } from '../query/context';
import { STATEMENT_OPTIONS } from '../statements/statement';
import type { TransactWriteOptions } from '../transact/options';
import { WRITE_OPTIONS } from '../write/option-names';
import type { BlockChoice } from '../write/outside-block';

export interface RepositoryOptions {
  /** The client of this repository, before the class's and the default one. */
  client?: DynamoDBClient | undefined;
  /** The table of this repository, in place of the class's. */
  tableName?: string | undefined;
}

export const REPOSITORY_OPTIONS: OptionNames<RepositoryOptions> = { client: true, tableName: true };

/** Options of `moveTo`. */
export type MoveOptions = Flat<Pick<TransactWriteOptions, 'client' | 'signal' | 'maxAttempts'> & BlockChoice>;

const moveTo: OptionNames<MoveOptions> = {
  client: true,
  signal: true,
  maxAttempts: true,
  outsideTransaction: true,
};

/** The names of the options of each call. */
export const OPTIONS_OF = /* @__PURE__ */ namesOf(WRITE_OPTIONS, {
  get: READ_OPTIONS,
  reload: READ_OPTIONS,
  findBy: READ_OPTIONS,
  query: QUERY_OPTIONS,
  scan: QUERY_OPTIONS,
  batchGet: BATCH_GET_OPTIONS,
  executeStatement: /* @__PURE__ */ namesOf(QUERY_OPTIONS, STATEMENT_OPTIONS),
  moveTo,
});

/** A call that takes options. */
export type Call = keyof typeof OPTIONS_OF;
