import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
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
}, 240_000);

afterAll(() => {
  command?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('dynact', () => {
  it('prints its version and help', () => {
    expect(command.run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(command.run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('serve [options]') });
    const help = command.run('serve', '--help');
    expect(help.status).toBe(0);
    const options = ['--port <port>', '--host <host>', '--data <folder>', '--region <region>', '--cors', '--log'];
    for (const option of [...options, '--allow-host', '--ttl-interval <seconds>', '--no-ttl-limit', '--repair']) {
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
    [['serve', '--data', '--log'], 'It is the name of a folder.'],
    [['serve', '--cors', '--port', '0'], "It is an origin, such as http://localhost:3000, or '*'."],
    [['serve', '--cors', 'localhost:3000'], "It is an origin, such as http://localhost:3000, or '*'."],
    [['serve', '--allow-host', '--log'], 'It is the name of a host, without a port.'],
    [['serve', '--region', 'EU West'], 'It is the name of a region, such as eu-west-1.'],
    [['serve', '--ttl-interval', 'soon'], 'It is a number of seconds.'],
    [['serve', '8000'], 'too many arguments'],
    [['serve', '-inMemory', '-sharedDb', '-port', '8000'], "these options are DynamoDB Local's"],
    [['serve', '-dbPath', '.'], '-dbPath: use --data <folder>'],
  ])('ends with 2 when it is used as %j', (args, message) => {
    expect(command.run(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('dynact serve', () => {
  it('serves until it gets a signal', async () => {
    const server = await command.serve('--region', 'eu-west-1', '--cors', 'http://page.example');
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { TableDescription } = await send(server.url, 'CreateTable', TABLE);
    expect(TableDescription).toMatchObject({ TableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders' });
    const { headers } = await rawRequest(server.url, { method: 'GET', headers: { origin: 'http://page.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('http://page.example');
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('prints environment variables, and each request', async () => {
    const server = await command.serve('--log', '--region', 'eu-west-1');
    await send(server.url, 'CreateTable', TABLE);
    await send(server.url, 'GetItem', { TableName: 'nowhere', Key: { pk: { S: 'secret' } } }).catch(() => undefined);
    await server.end('SIGTERM');
    const output = server.output();
    expect(output).toContain(
      `export AWS_ENDPOINT_URL_DYNAMODB=${server.url} AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${server.url}\n` +
        'export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any\n',
    );
    expect(output).toMatch(/^\d{4}-\S+Z CreateTable orders 200 \d+\.\d ms \d+ B \d+ B$/m);
    expect(output).toMatch(/^\d{4}-\S+Z GetItem nowhere 400 ResourceNotFoundException \d+\.\d ms \d+ B \d+ B$/m);
    expect(output).not.toContain('secret');
  });

  it('keeps expired items for a while, and lets time to live be changed, with options', async () => {
    const server = await command.serve('--ttl-interval', '3600', '--no-ttl-limit');
    await send(server.url, 'CreateTable', TABLE);
    for (const Enabled of [true, false, true]) {
      const TimeToLiveSpecification = { AttributeName: 'expires', Enabled };
      await send(server.url, 'UpdateTimeToLive', { TableName: 'orders', TimeToLiveSpecification });
    }
    const expires = { N: String(Math.floor(Date.now() / 1000) - 60) };
    await send(server.url, 'PutItem', { TableName: 'orders', Item: { pk: { S: 'a' }, expires } });
    expect(await send(server.url, 'Scan', { TableName: 'orders' })).toMatchObject({ Count: 1 });
    await server.end('SIGTERM');
  });

  it('only answers to other host names if they are allowed', async () => {
    const server = await command.serve('--allow-host', 'dynamodb');
    const { port } = new URL(server.url);
    const statusFor = async (host: string) => {
      const request = httpRequest({ host: '127.0.0.1', port, headers: { host } });
      const answered = once(request, 'response');
      request.end();
      const [response] = await answered;
      response.resume();
      return response.statusCode;
    };
    expect([await statusFor('dynamodb:8000'), await statusFor('evil.example')]).toEqual([200, 403]);
    await server.end('SIGTERM');
  });

  it('ends by SIGINT as well', async () => {
    const server = await command.serve();
    expect(await server.end('SIGINT')).toBe(0);
  });

  it('reports why it cannot start', async () => {
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
