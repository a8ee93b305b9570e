/** What the tests of an application's topics play on: a broker with controls, an admin of it, and lines of the log. */
import { Admin, type Logger, silentLogger } from '@millrace/core'
import { ControlledBroker } from '@millrace/core/testing'
import type { Topology } from '../../topology/topology.ts'
import { resolveConfig } from '../config/resolve-config.ts'
import type { StreamsConfig } from '../config/streams-config.ts'
import { InternalTopics } from './internal-topics.ts'

export interface Stage extends AsyncDisposable {
  readonly broker: ControlledBroker
  readonly admin: Admin
  /** What was said, at `warn` and above. */
  readonly warnings: readonly string[]
  /** The topics of an application called `app`. */
  of(topology: Topology, config?: Partial<StreamsConfig>): InternalTopics
  /** Partitions of each topic whose name begins with the application's. */
  partitions(): Promise<Record<string, number>>
}

export async function open(topics: Readonly<Record<string, number>> = {}): Promise<Stage> {
  const broker = await ControlledBroker.start({
    logger: silentLogger,
    topics: Object.entries(topics).map(([name, partitions]) => ({ name, partitions })),
  })
  const admin = new Admin({ brokers: [broker.address], logger: silentLogger, retryBackoffMs: 1, reconnectBackoffMs: 1 })
  const warnings: string[] = []
  const warn = (fields: object, message: string) => warnings.push(`${Object.values(fields).join(' ')}: ${message}`)
  const logger: Logger = { ...silentLogger, warn, error: warn }
  const of = (topology: Topology, config: Partial<StreamsConfig> = {}) => {
    const all = { applicationId: 'app', brokers: [broker.address], logger, ...config }
    return new InternalTopics(admin, topology, resolveConfig(all))
  }
  const partitions = async () => {
    const names = [...(await admin.topics.list()).keys()].filter((name) => name.startsWith('app-'))
    const described = await admin.topics.describe(names)
    return Object.fromEntries(Array.from(described, ([name, one]) => [name, one.partitions.length]))
  }
  const close = async () => {
    await admin.close()
    await broker.close()
  }
  return { broker, admin, warnings, of, partitions, [Symbol.asyncDispose]: close }
}
