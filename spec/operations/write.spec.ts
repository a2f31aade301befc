import { ItemText } from '../../lib/codec/item-text';
import type { ConditionNode } from '../../lib/expressions/nodes';
import { deleteInput, putInput, transactWriter, updateInput, type WriteOperation } from '../../lib/operations/write';

const tableName = 'things';
const key = { id: { S: 'a' } };
const item = ItemText.of(key);
const condition: ConditionNode = { kind: 'exists', path: ['id'], exists: true };
const conditional = {
  ConditionExpression: 'attribute_exists(#0)',
  ExpressionAttributeNames: { '#0': 'id' },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
};
const update = { kind: 'update', tableName, key, actions: [{ kind: 'remove', path: ['n'] }] } as const;

describe('an operation becomes the parameters of a request', () => {
  it('put', () => {
    expect(putInput({ kind: 'put', tableName, item })).toEqual({ TableName: tableName, Item: key });
    expect(putInput({ kind: 'put', tableName, item, condition })).toEqual({
      TableName: tableName,
      Item: key,
      ...conditional,
    });
  });

  it('update: names are shared with the condition', () => {
    expect(updateInput(update)).toEqual({
      TableName: tableName,
      Key: key,
      UpdateExpression: 'REMOVE #0',
      ExpressionAttributeNames: { '#0': 'n' },
      ReturnValues: 'ALL_NEW',
    });
    expect(updateInput({ ...update, condition: { ...condition, path: ['n'] } as ConditionNode })).toMatchObject({
      UpdateExpression: 'REMOVE #0',
      ConditionExpression: 'attribute_exists(#0)',
      ExpressionAttributeNames: { '#0': 'n' },
    });
  });

  it('delete', () => {
    expect(deleteInput({ kind: 'delete', tableName, key })).toEqual({ TableName: tableName, Key: key });
    expect(deleteInput({ kind: 'delete', tableName, key, condition })).toMatchObject(conditional);
  });

  it('a condition that is always true is not sent', () => {
    const input = putInput({ kind: 'put', tableName, item, condition: { kind: 'and', parts: [] } });
    expect(input).toEqual({ TableName: tableName, Item: key });
  });

  it.each<[WriteOperation, string]>([
    [{ kind: 'put', tableName, item, condition }, 'Put'],
    [{ ...update, condition }, 'Update'],
    [{ kind: 'delete', tableName, key, condition }, 'Delete'],
    [{ kind: 'check', tableName, key, condition }, 'ConditionCheck'],
  ])('the same inside a transaction: $kind', (operation, name) => {
    const sent = JSON.parse(transactWriter()(operation)) as Record<string, Record<string, unknown>>;
    expect(Object.keys(sent)).toEqual([name]);
    expect(sent[name]).toMatchObject({ TableName: tableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    expect(sent[name]).not.toHaveProperty('ReturnValues');
  });

  it('puts of several tables and conditions, one after the other', () => {
    const puts = [
      { kind: 'put', tableName, item, condition },
      { kind: 'put', tableName, item, condition },
      { kind: 'put', tableName: 'others', item, condition },
      { kind: 'put', tableName: 'others', item },
      { kind: 'put', tableName, item },
      update,
      { kind: 'put', tableName, item, condition },
    ] as const;
    const write = transactWriter();
    expect(puts.map(put => JSON.parse(write(put)) as object)).toEqual(
      puts.map(put => JSON.parse(transactWriter()(put)) as object),
    );
    expect(JSON.parse(transactWriter()(puts[0]))).toEqual({ Put: { TableName: tableName, Item: key, ...conditional } });
  });
});
