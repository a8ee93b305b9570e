/**
 * What lies in the logs of a data directory, read batch by batch: whoever proves a client by what is there does not
 * let a client tell him what is there. Which transactions were committed is told by their markers.
 */
import { batches } from '../../records/batches.ts'
import { readMarker } from '../../records/control.ts'
import type { DataDirectory } from '../../testing.ts'

export interface StoredPartition {
  /** Values of records that are committed or of no transaction, in their order. */
  readonly values: readonly (string | null)[]
  /** Transactions that have no marker. */
  readonly open: number
  /** Batches with the number of another one of their producer. */
  readonly doubled: number
}

export class StoredRecords {
  readonly #partitions = new Map<string, StoredPartition>()

  constructor(directory: DataDirectory) {
    for (const { topic, partition, log } of directory.partitions()) {
      const { startOffset: offset } = log
      const outcome = log.read({ offset, maxBytes: 1 << 30, atLeastOne: true, isolation: 'uncommitted' })
      if (outcome.kind === 'read') this.#partitions.set(`${topic}-${partition}`, partitionOf(outcome.records))
    }
  }

  partition(topic: string, partition: number): StoredPartition {
    const found = this.#partitions.get(`${topic}-${partition}`)
    if (found === undefined) throw new RangeError(`${topic}-${partition} is not in the directory`)
    return found
  }

  values(topic: string, partition: number): readonly (string | null)[] {
    return this.partition(topic, partition).values
  }
}

function partitionOf(records: Buffer): StoredPartition {
  const found: { value: string | null; isCommitted: boolean }[] = []
  const open = new Map<number, { isCommitted: boolean }[]>()
  const numbers = new Set<string>()
  let doubled = 0
  for (const batch of batches(records)) {
    const cursor = batch.records()
    if (batch.isControl) {
      cursor.next()
      const isCommitted = readMarker(cursor)?.type === 'COMMIT'
      for (const one of open.get(batch.producerId) ?? []) one.isCommitted = isCommitted
      open.delete(batch.producerId)
      continue
    }
    const number = `${batch.producerId} ${batch.producerEpoch} ${batch.baseSequence}`
    if (batch.producerId >= 0 && numbers.has(number)) doubled += 1
    numbers.add(number)
    while (cursor.next()) {
      const one = { value: cursor.valueText(), isCommitted: !batch.isTransactional }
      found.push(one)
      if (!batch.isTransactional) continue
      const others = open.get(batch.producerId)
      if (others === undefined) open.set(batch.producerId, [one])
      else others.push(one)
    }
  }
  const values = found.filter(({ isCommitted }) => isCommitted).map(({ value }) => value)
  return { values, open: open.size, doubled }
}
