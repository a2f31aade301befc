import { bareSdk } from './bare-sdk.mjs';
import { dynactCompetitor } from './dynact.mjs';
import { dynamodbToolbox } from './dynamodb-toolbox.mjs';
import { dynamooseCompetitor } from './dynamoose.mjs';
import { electroDb } from './electrodb.mjs';
import { oneTable } from './onetable.mjs';
import { libDynamodb, sdkWithoutLogFilter } from './sdk-util.mjs';

/** By name, in the order of the table; the first is what all are measured against. */
export const competitors = new Map([
  ['bare SDK', bareSdk],
  ['dynact', () => dynactCompetitor(true)],
  ['dynact, lane off', () => dynactCompetitor(false)],
  ['SDK, no log filter, util-dynamodb', sdkWithoutLogFilter],
  ['lib-dynamodb', libDynamodb],
  ['dynamodb-toolbox', dynamodbToolbox],
  ['ElectroDB', electroDb],
  ['OneTable', oneTable],
  ['dynamoose', dynamooseCompetitor],
]);
