/**
 * The process whose memory the memory test watches: it fills a state that is many times larger than the memory it may
 * take, then updates and walks over it at random, committing whenever it should. At its end it says what it took.
 */
import { SeededRandom } from '@millrace/core/testing'
import { StateMemory, type StateMemoryStats } from '../state-memory.ts'
import { TaskDatabase } from '../task-database.ts'

export interface MemoryRun {
  readonly path: string
  readonly keys: number
  readonly updates: number
  readonly walks: number
  readonly stateMemoryBytes: number
}

export interface MemoryFigures {
  /** The largest that was seen, in each half. */
  readonly filledResidentBytes: number
  readonly updatedResidentBytes: number
  readonly filledMs: number
  readonly updatedMs: number
  readonly stats: StateMemoryStats
}

const store = 'customers'
const valueBytes = 180
const commitRows = 10_000
const walkRows = 100
const noOffsets = new Map<string, number>()
const megabyte = 1024 * 1024

class Run {
  readonly #database: TaskDatabase
  readonly #memory: StateMemory
  readonly #random = new SeededRandom(1)
  /** Values are pieces of it: bytes that no compression makes smaller. */
  readonly #noise = Buffer.from(this.#random.bytes(megabyte))
  #changes = 0
  residentBytes = 0

  constructor(database: TaskDatabase, memory: StateMemory) {
    this.#database = database
    this.#memory = memory
  }

  fill(keys: number): void {
    for (let key = 0; key < keys; key++) this.#put(key)
    this.#commit()
  }

  /** Updates at random, and walks in between. */
  update({ keys, updates, walks }: MemoryRun): void {
    const rows = this.#database.rows(store)
    for (let update = 0; update < updates; update++) {
      const key = this.#random.below(keys)
      if (rows.get(keyOf(key)) === null) throw new Error(`expected a row for the key ${key}`)
      this.#put(key)
      if (update % Math.ceil(updates / walks) === 0) this.#walk(this.#random.below(keys))
    }
    this.#commit()
  }

  #put(key: number): void {
    const at = this.#random.below(megabyte - valueBytes)
    this.#database.rows(store).put(keyOf(key), this.#noise.subarray(at, at + valueBytes))
    this.#changes += 1
    if (this.#changes >= commitRows || this.#memory.isFull) this.#commit()
  }

  #walk(key: number): void {
    const rows = this.#database.rows(store).range({ from: keyOf(key) })
    for (let count = 0; count < walkRows && rows.next() !== null; count++);
    rows.close()
  }

  #commit(): void {
    this.residentBytes = Math.max(this.residentBytes, process.memoryUsage.rss())
    this.#database.commit(noOffsets)
    this.residentBytes = Math.max(this.residentBytes, process.memoryUsage.rss())
    this.#changes = 0
  }
}

/** Keys of neighbouring numbers lie far from each other. */
function keyOf(number: number): Buffer {
  const key = Buffer.alloc(20, '-')
  key.writeUInt32BE(Math.imul(number, 2_654_435_761) >>> 0, 0)
  key.writeUInt32BE(number, 4)
  return key
}

if (import.meta.main) {
  const run = JSON.parse(process.argv[2] ?? '') as MemoryRun
  const memory = new StateMemory({ bytes: run.stateMemoryBytes, stores: 1 })
  const database = await TaskDatabase.open({ path: run.path, stores: [store], memory })
  const at = new Run(database, memory)
  const began = performance.now()
  at.fill(run.keys)
  const filled = performance.now()
  const filledResidentBytes = at.residentBytes
  at.residentBytes = 0
  at.update(run)
  const figures: MemoryFigures = {
    filledResidentBytes,
    updatedResidentBytes: at.residentBytes,
    filledMs: filled - began,
    updatedMs: performance.now() - filled,
    stats: memory.stats(),
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  await database.close()
}
