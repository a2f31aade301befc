/** The options of DynamoDB Local, and what replaces them here. */
const FLAGS: Readonly<Record<string, string>> = {
  '-inMemory': 'leave it out: data is in memory unless --data names a folder',
  '-dbPath': 'use --data <folder>',
  '-port': 'use --port <port>',
  '-cors': 'use --cors <origins...>',
  '-sharedDb': 'leave it out: there is one database, whatever the region and the credentials',
  '-delayTransientStatuses': 'leave it out: tables and indexes are active at once',
  '-optimizeDbBeforeStartup': 'leave it out: there is nothing to optimize',
  '-disableTelemetry': 'leave it out: nothing is sent to anybody',
  '-help': 'use --help',
};

/** A hint for options of DynamoDB Local; undefined if there are none. */
export function localFlagHint(args: readonly string[]): string | undefined {
  const hints = args.filter(arg => Object.hasOwn(FLAGS, arg)).map(arg => `  ${arg}: ${FLAGS[arg]}`);
  return hints.length > 0 ? `these options are DynamoDB Local's:\n${hints.join('\n')}` : undefined;
}
