/**
 * By name, in the order of the table; the first is what all are measured against. `module` names the files of a competitor, here and in
 * ../programs and ../entities; `packages` are what its programs import beside the SDK's client.
 */
export const competitors = new Map([
  ['bare SDK', { module: 'bare-sdk', packages: [] }],
  ['dynact', { module: 'dynact', packages: ['dynact'] }],
  ['dynact, lane off', { module: 'dynact', options: { fastLane: false } }],
  ['util-dynamodb', { module: 'util-dynamodb', packages: ['@aws-sdk/util-dynamodb'] }],
  ['lib-dynamodb', { module: 'lib-dynamodb', packages: ['@aws-sdk/lib-dynamodb'] }],
  ['dynamodb-toolbox', { module: 'dynamodb-toolbox', packages: ['@aws-sdk/lib-dynamodb', 'dynamodb-toolbox'] }],
  ['ElectroDB', { module: 'electrodb', packages: ['electrodb'] }],
  ['OneTable', { module: 'onetable', packages: ['dynamodb-onetable', 'dynamodb-onetable/Dynamo'] }],
  ['dynamode', { module: 'dynamode', packages: ['dynamode'] }],
  ['dyngoose', { module: 'dyngoose', packages: ['dyngoose'] }],
  ['dynamoose', { module: 'dynamoose', packages: ['dynamoose'] }],
]);

/** Opens one, and loads no other. */
export async function open(name, connect) {
  const { module, options } = competitors.get(name);
  const competitor = await import(`./${module}.mjs`);
  return competitor.open(connect, options);
}
