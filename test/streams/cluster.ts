/** The clusters that applications are held against: our broker, and Apache Kafka. Each takes what it is made of with it. */
import { Admin, silentLogger, startBroker } from '@millrace/core'
import { Broker } from '@millrace/test-kafka/broker.ts'
import { emptyFolder, removeFolders } from '@millrace/test-kafka/folders.ts'

export interface Cluster {
  /** Where it listens, as `host:port`. */
  readonly address: string
  close(): Promise<void>
}

/** Topics that nobody has created do not come about by being asked for; groups wait for nobody who might come or be dead. */
const settings = {
  'auto.create.topics.enable': 'false',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '100',
}

export async function embeddedCluster(): Promise<Cluster> {
  return await startBroker({ config: settings, logger: silentLogger })
}

export async function kafkaCluster(): Promise<Cluster> {
  const broker = await Broker.start(emptyFolder(), { settings })
  const close = async () => {
    await broker.kill()
    removeFolders()
  }
  return { address: broker.bootstrap, close }
}

let applications = 0

/** What one fact is held against: an application's name that no other has, and an admin that is closed after it. */
export class Stage implements AsyncDisposable {
  readonly applicationId: string
  readonly brokers: readonly [string]
  readonly admin: Admin

  constructor({ address }: Cluster) {
    applications += 1
    this.applicationId = `app-${applications}`
    this.brokers = [address]
    this.admin = new Admin({ brokers: this.brokers, logger: silentLogger })
  }

  /** A topic of this application alone, with so many partitions. */
  async topic(name: string, partitions: number): Promise<string> {
    const own = `${name}-of-${this.applicationId}`
    await this.admin.topics.create([{ name: own, partitions }])
    return own
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.admin.close()
  }
}
