/**
 * Topics of several kinds, written by Kafka's own producers: all codecs, the broker's timestamps,
 * transactions one inside the other, compaction, a start that was moved. Each round adds to all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultLogConfig, type LogConfig, type Partition } from '@millrace/core/testing'
import type { Clients } from './clients.ts'
import { compressions, recordsFrom } from './traffic.ts'

const SEGMENT_BYTES = 12_000
const INDEX_INTERVAL_BYTES = 300
const small = {
  'internal.segment.bytes': SEGMENT_BYTES,
  'index.interval.bytes': INDEX_INTERVAL_BYTES,
  'retention.ms': -1,
}
/** As the broker has them; nothing here lives so long that its retention would matter. */
const smallLog: LogConfig = {
  ...defaultLogConfig,
  segmentBytes: SEGMENT_BYTES,
  indexIntervalBytes: INDEX_INTERVAL_BYTES,
  retentionMs: Number.POSITIVE_INFINITY,
}

const topics = {
  codecs: { partitions: 2, config: small, logConfig: smallLog },
  stamped: {
    partitions: 1,
    config: { ...small, 'message.timestamp.type': 'LogAppendTime' },
    logConfig: { ...smallLog, messageTimestampType: 'LogAppendTime' } as const,
  },
  transactions: { partitions: 1, config: small, logConfig: smallLog },
  compacted: {
    partitions: 1,
    config: { ...small, 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': 0.01 },
    logConfig: { ...smallLog, cleanupPolicy: { delete: false, compact: true } },
  },
  trimmed: { partitions: 1, config: small, logConfig: smallLog },
}

type Topic = keyof typeof topics

export const partitions: readonly Partition[] = Object.entries(topics).flatMap(([topic, { partitions: count }]) =>
  Array.from({ length: count }, (_, partition) => ({ topic, partition })),
)

/** The settings with which our log opens a partition of Kafka's. */
export function configOf(topic: string): LogConfig {
  return topic in topics ? topics[topic as Topic].logConfig : defaultLogConfig
}

const RECORDS_A_ROUND = 240
const RECORDS_A_SEND = 24

export class KafkaTraffic {
  readonly #startMs = Date.now() - 7_200_000
  readonly #topicIds = new Map<string, string>()
  #round = 0

  topicId(topic: string): string | undefined {
    return this.#topicIds.get(topic)
  }

  async createTopics(clients: Clients): Promise<void> {
    for (const [topic, options] of Object.entries(topics))
      this.#topicIds.set(topic, await clients.create(topic, options))
  }

  async writeRound(clients: Clients): Promise<void> {
    await this.#writeCodecs(clients)
    await this.#writeStamped(clients)
    await this.#writeTransactions(clients)
    await this.#writeCompacted(clients)
    await this.#writeTrimmed(clients)
    this.#round++
  }

  /** Leaves a transaction open for as long as the broker lets it be. */
  async openTransaction(clients: Clients): Promise<void> {
    await clients.open('open', { 'transactional.id': 'open', 'transaction.timeout.ms': 600_000 })
    await clients.begin('open')
    await this.#send(clients, 'open', { to: at('transactions'), from: 0, count: 5 })
    await this.#send(clients, 'codecs-gzip', { to: at('transactions'), from: 0, count: 5 })
  }

  async #writeCodecs(clients: Clients): Promise<void> {
    const first = this.#round * RECORDS_A_ROUND
    for (const compression of compressions) {
      await clients.open(`codecs-${compression}`, { 'compression.type': compression })
    }
    for (let from = first; from < first + RECORDS_A_ROUND; from += RECORDS_A_SEND) {
      for (const [index, compression] of compressions.entries()) {
        const to = at('codecs', (from / RECORDS_A_SEND + index) % 2)
        await this.#send(clients, `codecs-${compression}`, { to, from: from + index, count: RECORDS_A_SEND })
      }
    }
  }

  async #writeStamped(clients: Clients): Promise<void> {
    await clients.open('stamped', { 'enable.idempotence': false, acks: 1, 'compression.type': 'lz4' })
    for (let from = 0; from < RECORDS_A_ROUND; from += RECORDS_A_SEND) {
      await this.#send(clients, 'stamped', { to: at('stamped'), from, count: RECORDS_A_SEND })
    }
  }

  async #writeTransactions(clients: Clients): Promise<void> {
    const names = ['first', 'second']
    for (const name of names) await clients.open(name, { 'transactional.id': name, 'compression.type': 'zstd' })
    const first = this.#round * RECORDS_A_ROUND
    for (let from = first; from < first + RECORDS_A_ROUND; from += 3 * RECORDS_A_SEND) {
      for (const name of names) await clients.begin(name)
      await this.#send(clients, 'first', { to: at('transactions'), from, count: RECORDS_A_SEND })
      await this.#send(clients, 'second', { to: at('transactions'), from, count: RECORDS_A_SEND })
      await this.#send(clients, 'codecs-snappy', { to: at('transactions'), from, count: RECORDS_A_SEND })
      await this.#send(clients, 'first', { to: at('transactions'), from, count: RECORDS_A_SEND })
      const isEven = (from / RECORDS_A_SEND) % 2 === 0
      await (isEven ? clients.abort('first') : clients.commit('first'))
      await (isEven ? clients.commit('second') : clients.abort('second'))
    }
  }

  /** Waits until the cleaner has been there, so that batches with gaps and without records are met. */
  async #writeCompacted(clients: Clients): Promise<void> {
    const earlier = await clients.read(at('compacted'), 'read_uncommitted')
    const uncompacted = earlier.length + 3 * RECORDS_A_ROUND
    await this.#send(clients, 'codecs-none', {
      to: at('compacted'),
      from: 0,
      count: 2 * RECORDS_A_ROUND,
      hasKeys: true,
    })
    await clients.begin('first')
    await this.#send(clients, 'first', { to: at('compacted'), from: 0, count: RECORDS_A_ROUND, hasKeys: true })
    await clients.commit('first')
    for (let attempt = 0; attempt < 300; attempt++) {
      const before = await clients.read(at('compacted'), 'read_uncommitted')
      if (before.length < uncompacted) {
        // Until it has come to rest: what Kafka says must still hold when it is compared.
        await sleep(1_000)
        const after = await clients.read(at('compacted'), 'read_uncommitted')
        if (after.length === before.length) return
      }
      await sleep(100)
    }
    throw new Error('expected the cleaner to compact a topic within 30 s, found that it did not')
  }

  async #writeTrimmed(clients: Clients): Promise<void> {
    const first = this.#round * RECORDS_A_ROUND
    await this.#send(clients, 'codecs-zstd', { to: at('trimmed'), from: first, count: RECORDS_A_ROUND })
    await clients.deleteRecords(at('trimmed'), first + RECORDS_A_ROUND - 17)
  }

  async #send(clients: Clients, producer: string, what: Sending): Promise<void> {
    const records = recordsFrom(what.from, what.count, this.#startMs)
    const keyed = records.map((record, index) => ({ ...record, key: record.key ?? `key ${index % 7}` }))
    for (let sent = 0; sent < what.count; sent += RECORDS_A_SEND) {
      const next = (what.hasKeys === true ? keyed : records).slice(sent, sent + RECORDS_A_SEND)
      await clients.send(producer, what.to, next)
    }
  }
}

interface Sending {
  readonly to: Partition
  readonly from: number
  readonly count: number
  readonly hasKeys?: boolean
}

function at(topic: Topic, partition = 0): Partition {
  return { topic, partition }
}
