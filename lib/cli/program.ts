import { Command, InvalidArgumentError } from 'commander';
import { runServer } from './run-server';

const USAGE_ERROR = 2;

/** The `dynact` command. */
export function newProgram(version: string): Command {
  const program = new Command('dynact')
    .description('Active Record for Amazon DynamoDB, with an embedded DynamoDB for development and tests.')
    .version(version)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR));
  program
    .command('serve')
    .description('Serve an embedded DynamoDB over HTTP, in place of DynamoDB Local: for any SDK and the AWS CLI.')
    .option('-p, --port <port>', 'port to listen on; 0 for a free one', parsePort, 8000)
    .option('--host <host>', 'address to listen on; nothing is authenticated, so think before you open it', '127.0.0.1')
    .option(
      '--allow-host <names...>',
      "host names that requests may use, besides localhost and addresses; '*' for any",
      collect(parseHost),
    )
    .option('--data <folder>', 'keep the data in a folder; without it, it is gone when the process ends', parseFolder)
    .option('--repair', 'open a damaged data folder with what is left of it, and say what is lost')
    .option('--region <region>', 'region in ARNs', parseRegion, 'us-east-1')
    .option('--cors <origins...>', "origins whose web pages may call, or '*' for all", collect(parseOrigin))
    .option(
      '--ttl-interval <seconds>',
      'delete expired items at most so many seconds late; 0: before the next request',
      parseSeconds,
      0,
    )
    .option('--no-ttl-limit', 'time to live of a table may be changed more often than once an hour')
    .option('--log', 'print a line for each request')
    .copyInheritedSettings(program)
    .action(runServer);
  return program;
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}

function parseFolder(text: string): string {
  if (text !== '' && !text.startsWith('-')) return text;
  throw new InvalidArgumentError('It is the name of a folder.');
}

function parseRegion(text: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError('It is the name of a region, such as eu-west-1.');
}

function parseSeconds(text: string): number {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of seconds.');
}

function parseHost(text: string): string {
  if (text === '*' || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
  throw new InvalidArgumentError('It is the name of a host, without a port.');
}

function parseOrigin(text: string): string {
  if (text === '*' || (URL.canParse(text) && new URL(text).origin === text)) return text;
  throw new InvalidArgumentError("It is an origin, such as http://localhost:3000, or '*'.");
}

/** Collects several values of an option and checks each. Without the check, an option without a value would take the next option as its value. */
function collect(parse: (text: string) => string): (text: string, others?: string[]) => string[] {
  return (text, others = []) => [...others, parse(text)];
}
