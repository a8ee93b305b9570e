/**
 * `millrace broker`: a broker as a process of its own. It says one line when it is ready, and ends when it is
 * told to, with everything on the disk.
 */
import {
  BrokerConfigError,
  ForeignDirectoryError,
  type GivenSettings,
  LockedError,
  SocketError,
  type StartBrokerOptions,
  type StartTopic,
  startBroker,
} from '@millrace/core/broker'
import { type Command, InvalidArgumentError } from 'commander'
import type { Terminal } from '../host/terminal.ts'
import { CommandError } from './command-error.ts'
import { type Listener, NO_CONFIG, readConfig } from './config-file.ts'
import { jsonLogger, plainLogger } from './log-lines.ts'

interface Options {
  readonly port?: number
  readonly host?: string
  readonly advertised?: Listener
  readonly dataDir?: string
  readonly config?: string
  readonly topic: readonly StartTopic[]
  readonly json?: boolean
}

/** What is to be started, from the options, then the configuration, then the defaults. */
interface Plan {
  readonly host: string
  readonly port: number
  readonly advertisedHost: string | undefined
  readonly advertisedPort: number | undefined
  readonly dataDir: string | undefined
  readonly config: GivenSettings
}

/** Why a broker cannot start where it should. */
const REFUSALS = [SocketError, LockedError, ForeignDirectoryError]

const KAFKA_PORT = 9092
const PORT_MAX = 65_535

export function addBroker(program: Command, terminal: Terminal): void {
  program
    .command('broker')
    .description('start a Kafka broker: in memory, or on a data directory')
    .option('--port <number>', `where it listens; 0: any port that is free (default: ${KAFKA_PORT})`, parsePort)
    .option('--host <name>', 'the address to listen at; 0.0.0.0: all that the machine has (default: localhost)')
    .option('--advertised <host[:port]>', 'what clients are told (default: where it listens)', parseAdvertised)
    .option('--data-dir <directory>', 'where the data is kept (default: in memory)')
    .option('--config <file>', 'settings under Kafka’s names: a properties file, or JSON')
    .option('--topic <name[:partitions]>', 'a topic to be created if it is missing; may be repeated', collectTopic, [])
    .option('--json', 'logs for programs: one JSON object a line')
    .action((options: Options) => run(options, terminal))
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const logger = options.json === true ? jsonLogger(terminal) : plainLogger(terminal)
  const { unknown, ...plan } = planOf(options, terminal)
  if (unknown.length > 0) logger.warn({ names: unknown }, 'the configuration has names that mean nothing here')
  const stopped = terminal.stopped()
  const broker = await start(plan, { topics: options.topic, logger })
  const place = plan.dataDir ?? 'memory'
  const ready = { message: 'ready', address: broker.address, data: place }
  terminal.out(options.json === true ? JSON.stringify(ready) : `ready at ${broker.address}, data in ${place}`)
  logger.info({ signal: await stopped }, 'stopping')
  await broker.close()
  logger.info({}, 'stopped')
}

async function start(plan: Plan, rest: { topics: readonly StartTopic[]; logger: ReturnType<typeof plainLogger> }) {
  const given = Object.entries(plan).filter(([, value]) => value !== undefined)
  try {
    return await startBroker({ ...(Object.fromEntries(given) as StartBrokerOptions), ...rest })
  } catch (problem) {
    if (problem instanceof BrokerConfigError) throw new CommandError(problem.message, 2, { cause: problem })
    if (!REFUSALS.some((refusal) => problem instanceof refusal)) throw problem
    throw new CommandError((problem as Error).message, 1, { cause: problem })
  }
}

function planOf({ config: file, ...options }: Options, terminal: Terminal): Plan & { unknown: readonly string[] } {
  const found = file === undefined ? NO_CONFIG : readConfig(file, terminal)
  const { config, unknown, listener } = found
  const advertised = options.advertised ?? found.advertised
  return {
    host: options.host ?? listener?.host ?? 'localhost',
    port: options.port ?? listener?.port ?? KAFKA_PORT,
    advertisedHost: advertised?.host,
    advertisedPort: advertised?.port,
    dataDir: options.dataDir ?? found.dataDir,
    config,
    unknown,
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port
  throw new InvalidArgumentError(`expected a port from 0 to ${PORT_MAX}, found '${text}'`)
}

function parseAdvertised(text: string): Listener {
  const [, host = '', port] = /^([^\s:]+|\[[^\s\]]+\])(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === '') throw new InvalidArgumentError(`expected a host, or a host and a port, found '${text}'`)
  return { host: host.replaceAll(/[[\]]/g, ''), port: port === undefined ? undefined : parsePort(port) }
}

function collectTopic(text: string, before: readonly StartTopic[]): StartTopic[] {
  const [, name = '', count] = /^([a-zA-Z0-9._-]{1,249})(?::([1-9]\d{0,4}))?$/.exec(text) ?? []
  if (name === '' || name === '.' || name === '..') {
    throw new InvalidArgumentError(`expected a name, or a name and a number as in clicks:8, found '${text}'`)
  }
  return [...before, count === undefined ? { name } : { name, partitions: Number(count) }]
}
