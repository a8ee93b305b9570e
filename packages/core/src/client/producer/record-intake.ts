/**
 * Where records come in: each is written at once into a batch of its partition. Records of a topic that is not
 * known yet are kept aside, because nobody can say to which partition they belong, and follow in their order.
 */

import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { channels } from '../diagnostics.ts'
import { brokerError, ClientError, TimeoutError, UsageError } from '../errors.ts'
import type { BufferMemory } from './buffer-memory.ts'
import type { MetadataKeeper } from './metadata-keeper.ts'
import type { Outstanding } from './outstanding.ts'
import type { PartitionQueue, QueueGround } from './partition-queue.ts'
import type { ProducerSettings } from './producer-options.ts'
import type { Delivered, ProducerRecord, RecordField } from './record.ts'
import { type ParkedRecord, TopicQueues } from './topic-queues.ts'
import type { UnreportedFailures } from './unreported-failures.ts'

export interface IntakeParts {
  readonly settings: ProducerSettings
  readonly cluster: Cluster
  readonly memory: BufferMemory
  readonly outstanding: Outstanding
  readonly failures: UnreportedFailures
  readonly metadata: MetadataKeeper
  readonly ground: QueueGround
  readonly wake: () => void
}

/** What a record that is kept aside takes besides its bytes, about. */
const PARKED_OVERHEAD_BYTES = 256
/** What no later answer about a topic will change. */
const HOPELESS: ReadonlySet<ErrorName> = new Set(['INVALID_TOPIC_EXCEPTION', 'TOPIC_AUTHORIZATION_FAILED'])

export class RecordIntake {
  readonly #parts: IntakeParts
  readonly #topics = new Map<string, TopicQueues>()
  /** Topics with records that are kept aside. */
  readonly #unknown = new Set<TopicQueues>()

  constructor(parts: IntakeParts) {
    this.#parts = parts
    parts.cluster.follow(() => this.#inUse())
  }

  take(record: ProducerRecord, delivered: Delivered | undefined): void {
    const { cluster, settings } = this.#parts
    const topic = this.#topic(record.topic)
    if (topic.see(cluster.view)) this.#unpark(topic)
    const timestamp = record.timestamp ?? settings.clock.nowMs()
    if (record.partition === undefined && topic.partitionCount === 0)
      this.#park(topic, { ...record, timestamp }, delivered)
    else {
      const { partition } = topic.append(record, timestamp, delivered)
      if (channels.send.hasSubscribers) this.#tellSent({ topic: record.topic, partition, timestamp })
    }
  }

  /** When the oldest record was taken that waits for its topic; null where there is none. */
  get oldestMs(): number | null {
    let oldestMs: number | null = null
    for (const { parked } of this.#unknown) {
      const [first] = parked
      if (first !== undefined) oldestMs = Math.min(oldestMs ?? first.parkedMs, first.parkedMs)
    }
    return oldestMs
  }

  queue(topic: string, partition: number): PartitionQueue {
    return this.#topic(topic).queue(partition)
  }

  /** Looks whether topics have become known, and gives up what has waited too long; gives the next moment for it. */
  tick(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const topic of this.#unknown) {
      if (topic.see(this.#parts.cluster.view) || topic.partitionCount > 0) this.#unpark(topic)
      else nextMs = Math.min(nextMs, this.#expire(topic, nowMs))
    }
    if (this.#unknown.size > 0) this.#parts.metadata.request()
    return nextMs
  }

  giveUp(problem: ClientError): void {
    for (const topic of this.#unknown) {
      for (const parked of topic.parked.splice(0)) this.#end(parked, problem)
    }
    this.#unknown.clear()
  }

  /** The topics that the cluster is asked about. */
  *#inUse(): Generator<string> {
    const { clock, metadataMaxIdleMs } = this.#parts.cluster.settings
    const nowMs = clock.elapsedMs()
    for (const topic of this.#topics.values()) {
      if (nowMs - topic.usedMs(nowMs) < metadataMaxIdleMs) yield topic.topic
    }
  }

  #topic(name: string): TopicQueues {
    const known = this.#topics.get(name)
    if (known !== undefined) return known
    if (typeof name !== 'string' || name === '') throw new UsageError(`expected a topic's name, found ${String(name)}`)
    const { settings, ground, cluster } = this.#parts
    const made = new TopicQueues(name, ground, settings)
    cluster.use([name])
    made.see(cluster.view)
    this.#topics.set(name, made)
    return made
  }

  #park(topic: TopicQueues, record: ProducerRecord, delivered: Delivered | undefined): void {
    const { memory, outstanding, settings } = this.#parts
    const { key = null, value, headers = [] } = record
    let reservedBytes = PARKED_OVERHEAD_BYTES + lengthOf(key) + lengthOf(value)
    for (const header of headers) reservedBytes += PARKED_OVERHEAD_BYTES + lengthOf(header.value)
    const kept = { ...record, key: keep(key), value: keep(value) }
    memory.reserve(reservedBytes)
    const generation = outstanding.add()
    topic.parked.push({ record: kept, delivered, parkedMs: settings.clock.elapsedMs(), generation, reservedBytes })
    if (this.#unknown.has(topic)) return
    this.#unknown.add(topic)
    this.#parts.cluster.use([topic.topic])
    this.#parts.wake()
  }

  #unpark(topic: TopicQueues): void {
    this.#unknown.delete(topic)
    this.#parts.metadata.succeeded()
    for (const parked of topic.parked.splice(0)) {
      const { record, generation, delivered } = parked
      const { memory, outstanding, failures } = this.#parts
      memory.release(parked.reservedBytes)
      // Whoever flushes waits for the record, and the batch that it comes into may be a younger one.
      const told: Delivered = (error, metadata) => {
        outstanding.done(generation)
        if (delivered !== undefined) delivered(error, metadata)
        else if (error !== null) failures.add(error, 1)
      }
      try {
        const { timestamp = 0 } = record
        const { partition } = topic.append(record, timestamp, told)
        if (channels.send.hasSubscribers) this.#tellSent({ topic: topic.topic, partition, timestamp })
      } catch (problem) {
        failures.guard(() => told(asClientError(problem), null))
      }
    }
  }

  #tellSent(sent: { topic: string; partition: number; timestamp: number }): void {
    channels.send.publish({ clientId: this.#parts.settings.clientId, ...sent })
  }

  #expire(topic: TopicQueues, nowMs: number): number {
    const { settings, cluster } = this.#parts
    const name = cluster.view.problems.get(topic.topic)
    const said =
      name === undefined
        ? undefined
        : brokerError(errors[name].code, { place: { api: 'Metadata', subject: topic.topic } })
    const isHopeless = name !== undefined && HOPELESS.has(name)
    for (let [first] = topic.parked; first !== undefined; [first] = topic.parked) {
      const dueMs = first.parkedMs + settings.maxBlockMs
      if (!isHopeless && nowMs < dueMs) return dueMs
      topic.parked.shift()
      const message = `the topic did not become known within ${settings.maxBlockMs} ms`
      const tooLate = new TimeoutError(message, { place: { subject: topic.topic }, cause: said })
      this.#end(first, isHopeless && said !== undefined ? said : tooLate)
    }
    this.#unknown.delete(topic)
    return Number.POSITIVE_INFINITY
  }

  #end({ delivered, generation, reservedBytes }: ParkedRecord, problem: ClientError): void {
    const { memory, outstanding, failures } = this.#parts
    memory.release(reservedBytes)
    if (delivered === undefined) failures.add(problem, 1)
    else failures.guard(() => delivered(problem, null))
    outstanding.done(generation)
  }
}

function lengthOf(field: RecordField): number {
  return field === null ? 0 : field.length
}

/** What the sender may change afterwards is copied. */
function keep(field: RecordField): RecordField {
  return field instanceof Uint8Array ? Buffer.from(field) : field
}

function asClientError(problem: unknown): ClientError {
  return problem instanceof ClientError
    ? problem
    : new UsageError(problem instanceof Error ? problem.message : String(problem))
}
