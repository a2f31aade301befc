import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, invalid, N, S } from '../asking';

const TABLE = { TableName: 'things' };
const KEY = { p: S('a') };

/** The least that each kind of write needs. */
const WRITES = [
  ['PutItem', { ...TABLE, Item: KEY }],
  ['UpdateItem', { ...TABLE, Key: KEY }],
] as const;

/** The same faults, in a parameter that every write has, in an operation whose errors have no number in front. */
const DELETE = { ...TABLE, Key: KEY };

const INVALID = 'One or more parameter values were invalid: ';

describe('the number of errors', () => {
  const numbered: [string, object, string][] = [
    [
      'parameters of both kinds',
      { ConditionExpression: 'n = m', ConditionalOperator: 'AND' },
      'Can not use both expression and non-expression parameters in the same request: ' +
        'Non-expression parameters: {ConditionalOperator} Expression parameters: {ConditionExpression}',
    ],
    [
      'an expression that breaks off',
      { ConditionExpression: 'n =' },
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
    [
      'an expression that is too long',
      { ConditionExpression: `n = ${'m'.repeat(4093)}` },
      'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
    ],
    [
      'a name that is not defined',
      { ConditionExpression: 'attribute_exists(#n)' },
      'Invalid ConditionExpression: ' +
        'An expression attribute name used in the document path is not defined; attribute name: #n',
    ],
    [
      'an unused name',
      { ConditionExpression: 'n = m', ExpressionAttributeNames: { '#n': 'n' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}',
    ],
    [
      'an unused value',
      { ConditionExpression: 'n = m', ExpressionAttributeValues: { ':n': N(1) } },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:n}',
    ],
    [
      'values that are none',
      { ConditionExpression: 'n = m', ExpressionAttributeValues: {} },
      'ExpressionAttributeValues must not be empty',
    ],
  ];
  const plain: [string, object, string][] = [
    [
      'names without an expression',
      { ExpressionAttributeNames: { '#n': 'n' } },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'names that are none',
      { ConditionExpression: 'n = m', ExpressionAttributeNames: {} },
      'ExpressionAttributeNames must not be empty',
    ],
    [
      'a value with a wrong placeholder',
      { ConditionExpression: 'n = v', ExpressionAttributeValues: { v: N(1) } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
    ],
    [
      'an empty expression',
      { ConditionExpression: '' },
      'Invalid ConditionExpression: The expression can not be empty;',
    ],
    [
      'Expected without a value',
      { Expected: { n: { ComparisonOperator: 'EQ' } } },
      `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: n`,
    ],
    [
      'an empty set in Expected',
      { Expected: { n: { Value: { NS: [] } } } },
      `${INVALID}An number set  may not be empty`,
    ],
  ];

  describe.each(WRITES)('of %s', (operation, request) => {
    it.each(numbered)('stands before %s', (_, parameters, message) => {
      const answer = ask(engineWithTable(), operation, { ...request, ...parameters });
      expect(answer).toEqual(invalid(`1 validation error detected: ${message}`));
      expect(ask(engineWithTable(), 'DeleteItem', { ...DELETE, ...parameters })).toEqual(invalid(message));
    });

    it.each(plain)('does not stand before %s', (_, parameters, message) => {
      expect(ask(engineWithTable(), operation, { ...request, ...parameters })).toEqual(invalid(message));
      expect(ask(engineWithTable(), 'DeleteItem', { ...DELETE, ...parameters })).toEqual(invalid(message));
    });

    it('stands before a wrong set among the values, in place of its name', () => {
      const parameters = { ConditionExpression: 'n = :v', ExpressionAttributeValues: { ':v': { BS: [] } } };
      const message = `${INVALID}Binary sets should not be empty`;
      const answer = ask(engineWithTable(), operation, { ...request, ...parameters });
      expect(answer).toEqual(invalid(`1 validation error detected: ${message}`));
      expect(ask(engineWithTable(), 'DeleteItem', { ...DELETE, ...parameters })).toEqual(
        invalid(`ExpressionAttributeValues contains invalid value: ${message} for key :v`),
      );
    });
  });

  it.each<[string, object, string]>([
    ['that is no number', N('x'), 'The parameter cannot be converted to a numeric value: x'],
    ['of no type', {}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
  ])('does not stand before a value %s, of which DeleteItem tells the placeholder', (_, value, message) => {
    const parameters = { ConditionExpression: 'n = :v', ExpressionAttributeValues: { ':v': value } };
    for (const [operation, request] of WRITES) {
      expect(ask(engineWithTable(), operation, { ...request, ...parameters })).toEqual(invalid(message));
    }
    expect(ask(engineWithTable(), 'DeleteItem', { ...DELETE, ...parameters })).toEqual(
      invalid(`ExpressionAttributeValues contains invalid value: ${message} for key :v`),
    );
  });

  it('stands before wrong sets of an item, and before what PutItem cannot return', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, n: { NULL: false } } })).toEqual(
      invalid(`1 validation error detected: ${INVALID}Null attribute value types must have the value of true`),
    );
    expect(ask(engine, 'PutItem', { ...TABLE, Item: KEY, ReturnValues: 'ALL_NEW' })).toEqual(
      invalid('1 validation error detected: ReturnValues can only be ALL_OLD or NONE'),
    );
  });

  it('does not stand before wrong values of a key, nor before AttributeUpdates', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'UpdateItem', { ...TABLE, Key: { p: { SS: [] } } })).toEqual(
      invalid(`${INVALID}An string set  may not be empty`),
    );
    const AttributeUpdates = { n: { Action: 'ADD', Value: S('x') } };
    expect(ask(engine, 'UpdateItem', { ...TABLE, Key: KEY, AttributeUpdates })).toEqual(
      invalid(`${INVALID}ADD action is not supported for the type S`),
    );
  });

  it.each<[string, object, string]>([
    [
      'no attributes',
      { Select: 'SPECIFIC_ATTRIBUTES' },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    [
      'attributes that are not asked for',
      { Select: 'COUNT', ProjectionExpression: 'n' },
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    ],
    [
      'an index that is none',
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
  ])('stands before Select with %s in a Query, and not in a Scan', (_, parameters, message) => {
    const condition = { KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': S('a') } };
    const engine = engineWithTable();
    expect(ask(engine, 'Query', { ...TABLE, ...condition, ...parameters })).toEqual(
      invalid(`1 validation error detected: ${message}`),
    );
    expect(ask(engine, 'Scan', { ...TABLE, ...parameters })).toEqual(invalid(message));
  });
});

describe('names of tables', () => {
  const failed = (constraint: string) => `failed to satisfy constraint: Member must ${constraint}`;

  it.each<[string, string]>([
    ['', `1 validation error detected: Value '' at 'tableName' ${failed('have length greater than or equal to 1')}`],
    [
      'ab',
      `1 validation error detected: Value 'ab' at 'tableName' ${failed('have length greater than or equal to 3')}`,
    ],
    [
      'a!',
      `2 validation errors detected: Value 'a!' at 'tableName' ${failed('have length greater than or equal to 3')}; ` +
        `Value 'a!' at 'tableName' ${failed('satisfy regular expression pattern: [a-zA-Z0-9_.-]+')}`,
    ],
  ])('are refused: "%s"', (TableName, message) => {
    expect(ask(engineWithTable(), 'UpdateItem', { TableName, Key: KEY })).toEqual(invalid(message));
  });
});

describe('names of indexes', () => {
  const failed = (value: string, constraint: string) =>
    `Value '${value}' at 'indexName' failed to satisfy constraint: Member must ${constraint}`;
  const short = 'have length greater than or equal to 3';
  const pattern = 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+';

  it.each<[string, string]>([
    ['', `2 validation errors detected: ${failed('', short)}; ${failed('', pattern)}`],
    ['ab', `1 validation error detected: ${failed('ab', short)}`],
    ['by g', `1 validation error detected: ${failed('by g', pattern)}`],
  ])('are refused: "%s"', (IndexName, message) => {
    const condition = { KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': S('a') } };
    const engine = engineWithTable();
    expect(ask(engine, 'Query', { ...TABLE, ...condition, IndexName })).toEqual(invalid(message));
    expect(ask(engine, 'Scan', { ...TABLE, IndexName })).toEqual(invalid(message));
  });
});

describe('the order of checks', () => {
  const twoKeys = (operation: string, key: Item, parameters: object = {}) =>
    ask(engineWithTable({ keys: ['p', 's'] }), operation, {
      ...TABLE,
      [operation === 'PutItem' ? 'Item' : 'Key']: key,
      ...parameters,
    });

  it.each(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'])(
    'of %s has all of the partition key before the sort key',
    operation => {
      expect(twoKeys(operation, { p: S(''), s: S('1') })).toEqual(
        invalid(
          'One or more parameter values are not valid. ' +
            'The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
        ),
      );
      expect(twoKeys(operation, { p: S('x'.repeat(2049)), s: S('1') })).toEqual(
        invalid(`${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`),
      );
    },
  );

  it('has the key before what is done with it, and before the condition', () => {
    const mismatch = invalid('The provided key element does not match the schema');
    expect(twoKeys('UpdateItem', KEY, { UpdateExpression: 'REMOVE p' })).toEqual(mismatch);
    expect(twoKeys('DeleteItem', KEY, { ConditionExpression: 'attribute_exists(p[0])' })).toEqual(mismatch);
    expect(twoKeys('PutItem', KEY, { ConditionExpression: 'attribute_exists(p[0])' })).toEqual(
      invalid(`${INVALID}Missing the key s in the item`),
    );
  });

  it('has operands that are one before types that are none', () => {
    expect(ask(engineWithTable(), 'Scan', { ...TABLE, FilterExpression: 'attribute_type(n, n)' })).toEqual(
      invalid(
        'Invalid FilterExpression: The first operand must be distinct from the remaining operands for this operator ' +
          'or function; operator: attribute_type, first operand: [n]',
      ),
    );
  });
});
