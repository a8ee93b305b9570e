/** The application: the topology, and what there is to be said besides. It is an ordinary part of an ordinary process. */
import { Streams } from '@millrace/streams'
import { wordCount } from './topology.ts'

export interface WordCountPlaces {
  /** Of the embedded broker, or of an Apache Kafka cluster: nothing else changes. */
  readonly brokers: readonly string[]
  readonly stateDir: string
}

export async function startWordCount({ brokers, stateDir }: WordCountPlaces): Promise<Streams> {
  const app = new Streams(wordCount(), {
    applicationId: 'word-count',
    brokers,
    stateDir, // RocksDB, so that a restart goes on where the last commit was
    processingGuarantee: 'exactly_once_v2', // results, state and offsets are one transaction
  })
  await app.start()
  await app.until(['RUNNING'])
  return app
}
