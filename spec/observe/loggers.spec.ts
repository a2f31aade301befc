import { inspect } from 'node:util';
import { Logger } from '@aws-lambda-powertools/logger';
import { ActiveRecord, Attribute, type OperationEvent, observe, PartitionKey, slow, Table } from 'dynact';
import { useMemoryBackend } from 'dynact/testing';
import { pino } from 'pino';

@Table('patients')
class Patient extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() note = '';
}

const SECRETS = ['secret-id', 'secret-mail', 'secret-note'];

/** All kinds of calls, some of which fail, on items of which nothing may be told. */
async function work(): Promise<void> {
  const quietly = (call: Promise<unknown>) => call.catch(() => {});
  const patient = await Patient.create({ id: 'secret-id', email: 'secret-mail', note: 'secret-note' });
  await quietly(Patient.create({ id: 'secret-id', note: 'secret-note' }));
  await quietly(Patient.create({ id: 'other', email: 'secret-mail' }));
  await quietly(patient.update({ note: 'x' }, { condition: p => p.note.eq('secret-note-2') }));
  await quietly(patient.update({ note: Symbol('secret-note') as never }));
  await quietly(Patient.getOrFail({ id: 'secret-id-2' }));
  await Patient.query({ id: 'secret-id' })
    .filter(p => p.note.eq('secret-note'))
    .all();
  await quietly(Patient.scan().deleteAll());
}

describe('What goes to a logger', () => {
  useMemoryBackend({ classes: [Patient] });

  async function linesOf(log: (event: OperationEvent) => void): Promise<void> {
    const stop = observe(log);
    await work();
    stop();
  }

  it('holds no values with pino, the event given as it is, error and all', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'debug' }, { write: line => lines.push(line) });
    await linesOf(event => log.debug({ ...event, err: event.error }, 'dynamodb'));
    const stop = observe(slow({ ms: 0, requests: 0, scannedPerResult: 0 }, hint => log.warn(hint)));
    await work();
    stop();
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of SECRETS) expect(lines.filter(line => line.includes(secret))).toEqual([]);
  });

  it('is redacted by pino where the key is asked for', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'debug', redact: ['key.id'] }, { write: line => lines.push(line) });
    await linesOf(({ operation, key }) => log.debug({ operation, key }));
    expect(JSON.parse(lines[0]!)).toMatchObject({ operation: 'create', key: { id: '[Redacted]' } });
    expect(lines.join('')).not.toContain('secret');
  });

  it('holds no values with Powertools', async () => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0);
    const error = jest.spyOn(process.stderr, 'write').mockImplementation(text => lines.push(String(text)) > 0);
    try {
      const logger = new Logger({ serviceName: 'spec', logLevel: 'DEBUG' });
      await linesOf(event => {
        if (event.error instanceof Error) logger.error('dynamodb', event.error);
        else logger.debug('dynamodb', { event: { ...event } });
      });
    } finally {
      write.mockRestore();
      error.mockRestore();
    }
    const told = lines.filter(line => line.includes('"service":"spec"'));
    expect(told.length).toBeGreaterThan(7);
    for (const secret of SECRETS) expect(told.filter(line => line.includes(secret))).toEqual([]);
  });

  it('holds no values where the event is inspected', async () => {
    const shown: string[] = [];
    await linesOf(event => shown.push(inspect(event, { depth: 20 }), JSON.stringify(event)));
    for (const secret of SECRETS) expect(shown.filter(text => text.includes(secret))).toEqual([]);
  });
});
