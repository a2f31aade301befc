import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '../support/command';
import { rawRequest, send } from '../support/raw-request';

const { version } = require('../../package.json') as { version: string };

const TABLE = {
  TableName: 'orders',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

let command: Command;
let folder: string;

beforeAll(() => {
  command = new Command();
  folder = mkdtempSync(join(tmpdir(), 'dynact-cli-'));
}, 60_000);

afterAll(() => {
  command?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('dynact', () => {
  it('tells its version and what it can do', () => {
    expect(command.run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(command.run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('serve [options]') });
    const help = command.run('serve', '--help');
    expect(help.status).toBe(0);
    for (const option of ['--port <port>', '--host <host>', '--data <folder>', '--region <region>', '--cors']) {
      expect(help.stdout).toContain(option);
    }
  });

  it.each([
    [[], 'Usage: dynact'],
    [['fly'], "unknown command 'fly'"],
    [['serve', '--fast'], "unknown option '--fast'"],
    [['serve', '--port'], "option '-p, --port <port>' argument missing"],
    [['serve', '--port', '65536'], 'It is a number from 0 to 65535.'],
    [['serve', '--port', 'http'], 'It is a number from 0 to 65535.'],
    [['serve', '--data', ''], 'It is the name of a folder.'],
    [['serve', '8000'], 'too many arguments'],
  ])('ends with 2 when it is used as %j', (args, message) => {
    expect(command.run(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('dynact serve', () => {
  it('serves until it is told to end', async () => {
    const server = await command.serve('--region', 'eu-west-1', '--cors', 'http://page.example');
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { TableDescription } = await send(server.url, 'CreateTable', TABLE);
    expect(TableDescription).toMatchObject({ TableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders' });
    const { headers } = await rawRequest(server.url, { method: 'GET', headers: { origin: 'http://page.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('http://page.example');
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('ends by SIGINT as well', async () => {
    const server = await command.serve();
    expect(await server.end('SIGINT')).toBe(0);
  });

  it('says what is in its way', async () => {
    const server = await command.serve('--data', folder);
    const { port } = new URL(server.url);
    const taken = `dynact: port ${port} is in use; name another one with --port\n`;
    expect(command.run('serve', '--port', port)).toMatchObject({ status: 1, stdout: '', stderr: taken });
    const locked = `dynact: ${folder} is in use by another process\n`;
    expect(command.run('serve', '--port', '0', '--data', folder)).toMatchObject({ status: 1, stderr: locked });
    await server.end('SIGTERM');
  });

  it('keeps data in a folder', async () => {
    const first = await command.serve('--data', folder);
    await send(first.url, 'CreateTable', TABLE);
    await send(first.url, 'PutItem', { TableName: 'orders', Item: { pk: { S: 'a' } } });
    await first.end('SIGTERM');
    const second = await command.serve('--data', folder);
    expect(await send(second.url, 'Scan', { TableName: 'orders' })).toMatchObject({ Items: [{ pk: { S: 'a' } }] });
    await second.end('SIGTERM');
  });
});
