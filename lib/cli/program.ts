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
    .option('--data <folder>', 'keep the data in a folder; without it, it is gone when the process ends', parseFolder)
    .option('--region <region>', 'region in ARNs', 'us-east-1')
    .option('--cors <origins...>', "origins whose web pages may call, or '*' for all")
    .copyInheritedSettings(program)
    .action(runServer);
  return program;
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}

function parseFolder(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is the name of a folder.');
}
