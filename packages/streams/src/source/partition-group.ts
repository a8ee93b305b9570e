/**
 * The queues of one task. The next record is the one with the smallest time among the heads; stream time is the
 * largest time of those that were taken.
 */
import { BinaryHeap } from '../processor/binary-heap.ts'
import type { Head } from './head.ts'
import type { IncomingRecords } from './incoming-records.ts'
import type { RecordQueue, TakenRecord } from './record-queue.ts'

export class PartitionGroup {
  readonly #queues: ReadonlyMap<string, RecordQueue>
  readonly #waiting = new BinaryHeap<RecordQueue>((a, b) => (a.headTimestamp ?? 0) - (b.headTimestamp ?? 0))
  #streamTimeMs = -1

  /** @param queues by topic */
  constructor(queues: ReadonlyMap<string, RecordQueue>) {
    this.#queues = queues
  }

  get streamTimeMs(): number {
    return this.#streamTimeMs
  }

  /** Whether no queue has a record. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Time goes on where another has left off, in one partition and so in the whole group. */
  resumeAt(topic: string, partitionTimeMs: number): void {
    this.#queues.get(topic)?.resumeAt(partitionTimeMs)
    this.#streamTimeMs = Math.max(this.#streamTimeMs, partitionTimeMs)
  }

  get queues(): ReadonlyMap<string, RecordQueue> {
    return this.#queues
  }

  /** By topic the partition and offset of the record that was taken last, where any was. */
  get taken(): ReadonlyMap<string, TakenRecord> {
    const taken = new Map<string, TakenRecord>()
    for (const [topic, { lastTaken }] of this.#queues) if (lastTaken !== null) taken.set(topic, lastTaken)
    return taken
  }

  add(records: IncomingRecords): void {
    const queue = this.#queues.get(records.topic)
    if (queue === undefined) throw new RangeError(`the task has no source for topic ${records.topic}`)
    const wasEmpty = queue.isEmpty
    queue.add(records)
    if (wasEmpty && !queue.isEmpty) this.#waiting.add(queue)
  }

  /** The next record; what it lies in is good until the next is taken. */
  take(): Head | null {
    const queue = this.#waiting.poll()
    const head = queue?.take() ?? null
    if (queue === undefined || head === null) return null
    if (!queue.isEmpty) this.#waiting.add(queue)
    this.#streamTimeMs = Math.max(this.#streamTimeMs, head.record.timestamp)
    return head
  }
}
