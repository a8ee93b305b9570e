/** The clusters that the client is held against, with settings that let a short test meet what takes long otherwise. */
import { silentLogger, startBroker } from '@millrace/core'
import { Broker } from '@millrace/test-kafka/broker.ts'
import { emptyFolder, removeFolders } from '@millrace/test-kafka/folders.ts'

export interface TestCluster {
  /** Where it listens, as `host:port`. */
  readonly address: string
  close(): Promise<void>
}

const settings = {
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 100,
  'offsets.topic.num.partitions': 3,
  'transaction.state.log.num.partitions': 3,
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': 100,
  'log.cleaner.backoff.ms': 100,
}

/** What its cleaner takes of memory at once would be 128 MB. */
const smallSettings = { 'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024, 'log.initial.task.delay.ms': 100 }

export async function embeddedCluster(): Promise<TestCluster> {
  const config = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
  return await startBroker({ config, logger: silentLogger })
}

/** By default of the newest version that we know. */
export async function kafkaCluster(version?: string): Promise<TestCluster> {
  const of = version === undefined ? {} : { version }
  const broker = await Broker.start(emptyFolder(), { settings: { ...settings, ...smallSettings }, ...of })
  const close = async () => {
    await broker.kill()
    removeFolders()
  }
  return { address: broker.bootstrap, close }
}
