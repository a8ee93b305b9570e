/**
 * Appends to a partition's log and, beside it, plain writes of the same bytes in the same pieces to a file. Plain
 * is the fastest form that `node:fs` has: one `writeSync` a batch, at a position, from memory that is used again.
 */
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { BatchBuilder } from '@millrace/core/records'
import type { DataDirectory, PartitionLog } from '@millrace/core/testing'
import { append, topicId } from './log-directory.ts'
import type { Comparison, Figure } from './measure.ts'

const sync = promisify(fs.fdatasync)
const BATCH_BYTES = 128 * 1024
const BATCHES_A_RUN = 64
/** By each side. */
const SUSTAINED_BYTES = 4 * 1024 ** 3
const PIECE_BYTES = 128 * 1024 ** 2

/** A batch of records with keys of 10 bytes and values of so many, as large as a producer makes it. */
export function fullBatch(valueBytes: number): Buffer {
  const builder = new BatchBuilder({ maxBytes: BATCH_BYTES })
  const value = 'x'.repeat(valueBytes)
  for (let index = 0; builder.tryAppendPair(`key-${String(index).padStart(6, '0')}`, value, Date.now()); ) index++
  return Buffer.from(builder.build())
}

export class Appends {
  readonly #directory: DataDirectory
  readonly #plainPath: string
  readonly #batch: Buffer
  readonly #partition: { readonly topic: string; readonly partition: number }
  #log!: PartitionLog
  #plain = -1
  #position = 0

  constructor(place: { directory: DataDirectory; root: string; topic: string }, batch: Buffer) {
    this.#directory = place.directory
    this.#plainPath = path.join(place.root, place.topic)
    this.#partition = { topic: place.topic, partition: 0 }
    this.#batch = batch
  }

  async begin(): Promise<void> {
    this.#log = await this.#directory.create(this.#partition, topicId)
    this.#plain = fs.openSync(this.#plainPath, 'w')
    this.#position = 0
  }

  /** To the page cache, where the system leaves it for as long as a turn lasts. */
  appending(name: string): Comparison {
    return this.#beside(
      name,
      () => this.#append(),
      () => this.#writePlain(),
    )
  }

  /** To the device. */
  flushing(name: string): Comparison {
    const ours = async () => {
      const bytes = this.#append()
      await this.#log.flush()
      return bytes
    }
    const plain = async () => {
      const bytes = this.#writePlain()
      await sync(this.#plain)
      return bytes
    }
    return this.#beside(name, ours, plain)
  }

  /** So much that the system has to write it out meanwhile: in turns, so that both meet the same of it. */
  async sustained(): Promise<Figure[]> {
    const rates = Array.from({ length: SUSTAINED_BYTES / PIECE_BYTES }, () => {
      const ours = rate(() => this.#append())
      const plain = rate(() => this.#writePlain())
      return { ours, plain, ratio: ours / plain }
    })
    await this.#tidyUp()
    return [
      { name: 'ours', value: median(rates.map(({ ours }) => ours)), unit: 'MB/s' },
      { name: 'plain fs', value: median(rates.map(({ plain }) => plain)), unit: 'MB/s' },
      { name: 'ratio', value: median(rates.map(({ ratio }) => ratio)), unit: 'times the plain writes' },
    ]
  }

  #beside(name: string, ours: Comparison['ours'], plain: Comparison['ours']): Comparison {
    const bars = [{ timesPeer: 0.8, peer: 'plain fs' }]
    return { name, unit: 'B', ours, peers: { 'plain fs': plain }, bars, tidyUp: () => this.#tidyUp() }
  }

  async #tidyUp(): Promise<void> {
    fs.closeSync(this.#plain)
    fs.unlinkSync(this.#plainPath)
    await this.#directory.delete(this.#partition, 'bench')
    await this.begin()
  }

  #append(): number {
    for (let index = 0; index < BATCHES_A_RUN; index++) append(this.#log, this.#batch)
    return BATCHES_A_RUN * this.#batch.length
  }

  #writePlain(): number {
    for (let index = 0; index < BATCHES_A_RUN; index++) {
      fs.writeSync(this.#plain, this.#batch, 0, this.#batch.length, this.#position)
      this.#position += this.#batch.length
    }
    return BATCHES_A_RUN * this.#batch.length
  }
}

/** Megabytes a second over one piece. */
function rate(run: () => number): number {
  const began = performance.now()
  let bytes = 0
  while (bytes < PIECE_BYTES) bytes += run()
  return bytes / 1_000 / (performance.now() - began)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}
