/**
 * A task's database against the simplest thing that could be one: a map of rows for each store, and another for what
 * was committed of them. Both take the same random steps, commits, drops, crashes and reopenings among them.
 */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { ByteMap, ByteRange } from '../../contract/byte-map.ts'
import { drain } from '../../contract/cursor.ts'
import { type ApplicationFolder, applicationFolder } from '../directory/application-folder.ts'
import { TaskFolder } from '../directory/task-folder.ts'
import { RememberingLogger } from '../directory/test-folder.contract.ts'
import { StateMemory } from '../state-memory.ts'
import type { TaskDatabase } from '../task-database.ts'

const stores = ['first', 'second', 'cut']
/** Where rows are put: all of a store, or a part of one that is cut into parts. */
const places = ['first', 'second', 'cut/1', 'cut/2', 'cut/']
const changelog = 'app-changelog'

type Rows = Map<string, string>
/** By the places. */
type State = Map<string, Rows>

type Step =
  | { readonly kind: 'put'; readonly place: string; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly place: string; readonly key: string }
  | { readonly kind: 'get'; readonly place: string; readonly key: string }
  | { readonly kind: 'scan'; readonly place: string; readonly range: TextRange }
  | { readonly kind: 'deleteRange'; readonly place: string; readonly range: TextRange }
  | { readonly kind: 'clear'; readonly place: string }
  | { readonly kind: 'commit' | 'drop' }
  | { readonly kind: 'crash' | 'reopen'; readonly memoryBytes: number }

interface TextRange {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly before?: string | undefined
  readonly order?: 'reverse' | undefined
}

const place = fc.constantFrom(...places)
/** For nothing at hand, for some rows, for all. */
const memoryBytes = fc.constantFrom(0, 100_000, 400_000, 16_000_000)
/** Few, so that steps meet; some begin like others, and some end at the bounds of a byte. */
const key = fc.constantFrom('', '\0', 'a', 'a\0', 'a\xff', 'ab', 'b', 'ba', '\x7f', '\xfe\xff', '\xff')
const value = fc.oneof(fc.constantFrom('', '\0'), fc.string({ unit: 'binary-ascii', maxLength: 300 }))
const end = fc.option(key, { nil: undefined })
const range = fc.record({ from: end, to: end, before: end, order: fc.constantFrom(undefined, 'reverse' as const) })

/** Crashes and reopenings take a thousand times as long as the others. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ kind: fc.constant('put' as const), place, key, value }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'get' as const), place, key }) },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constantFrom('scan' as const, 'deleteRange' as const), place, range }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), place }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('commit' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'reopen' as const), memoryBytes }) },
)

const steps = fc.array(step, { minLength: 20, maxLength: 80, size: 'max' })

/** So many sequences of steps; the seed makes them the same again. */
export async function followModel(sequences: number, seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-model-'))
  let pair = await Pair.create(folder)
  try {
    const property = fc.asyncProperty(steps, async (list) => {
      try {
        await pair.begin()
        for (const each of list) await pair.take(each)
        pair.compare()
      } catch (error) {
        // Whatever is wrong must not come into the next sequence, by which this one is made shorter.
        await pair.close()
        pair = await Pair.create(folder)
        throw error
      }
    })
    await fc.assert(property, { numRuns: sequences, seed, includeErrorInReport: true })
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true })
  }
}

/** The database and its model, which take each step together. */
class Pair {
  readonly #stateDirectory: string
  readonly #logger = new RememberingLogger()
  #application: ApplicationFolder
  #database: TaskDatabase
  #committed: State = emptyState()
  #current: State = emptyState()
  #offset: number | null = null
  #crashes = 0

  private constructor(stateDirectory: string, application: ApplicationFolder, database: TaskDatabase) {
    this.#stateDirectory = stateDirectory
    this.#application = application
    this.#database = database
  }

  static async create(folder: string): Promise<Pair> {
    const stateDirectory = mkdtempSync(join(folder, 'state-'))
    const application = applicationFolder({ stateDirectory, applicationId: 'app' })
    return new Pair(stateDirectory, application, await openIn(application))
  }

  /** Empties what the last sequence has left; a new database for each would take most of the time. */
  async begin(): Promise<void> {
    for (const each of places) this.#take({ kind: 'deleteRange', place: each, range: { to: '\xff' } })
    this.#commit()
  }

  async take(next: Step): Promise<void> {
    if (next.kind === 'crash') return this.#crash(next.memoryBytes)
    if (next.kind === 'reopen') return this.#reopen(next.memoryBytes)
    this.#take(next)
  }

  /** Everything that can be seen of either. */
  compare(): void {
    for (const each of places) this.#scan(each, {})
    assert.equal(this.#database.offsetOf(changelog), this.#offset)
    assert.equal(this.#database.offsetOf('another'), null)
    assert.deepEqual([...this.#database.offsets()], this.#offset === null ? [] : [[changelog, this.#offset]])
    assert.deepEqual(this.#logger.lines, [])
  }

  async close(): Promise<void> {
    await this.#database.close()
    rmSync(this.#stateDirectory, { recursive: true })
  }

  #take(next: Step): void {
    if (next.kind === 'commit') return this.#commit()
    if (next.kind === 'drop') return this.#drop()
    if (!('place' in next)) return
    const [rows, model] = [this.#rowsAt(next.place), this.#modelAt(next.place)]
    if (next.kind === 'scan') return this.#scan(next.place, next.range)
    if (next.kind === 'get') return assert.equal(rows.get(bytes(next.key))?.toString('latin1'), model.get(next.key))
    if (next.kind === 'put') {
      rows.put(bytes(next.key), bytes(next.value))
      model.set(next.key, next.value)
    } else if (next.kind === 'delete') {
      rows.delete(bytes(next.key))
      model.delete(next.key)
    } else if (next.kind === 'clear') {
      rows.clear()
      model.clear()
    } else {
      rows.deleteRange(byteRange(next.range))
      for (const each of model.keys()) if (isIn(each, next.range)) model.delete(each)
    }
  }

  #scan(name: string, wanted: TextRange): void {
    const found = drain(this.#rowsAt(name).range(byteRange(wanted)))
    const texts = found.map((row) => [row.key.toString('latin1'), row.value.toString('latin1')])
    const expected = [...this.#modelAt(name)].filter(([each]) => isIn(each, wanted)).sort(byKey)
    assert.deepEqual(texts, wanted.order === 'reverse' ? expected.reverse() : expected)
  }

  #commit(): void {
    this.#offset = (this.#offset ?? 0) + 1
    this.#database.commit(new Map([[changelog, this.#offset]]))
    this.#committed = copyOf(this.#current)
  }

  #drop(): void {
    this.#database.drop()
    this.#current = copyOf(this.#committed)
  }

  /** What a crash leaves is what lies there just now; it is what the next process finds. */
  async #crash(memoryBytes: number): Promise<void> {
    const left = this.#application
    this.#application = { ...left, path: join(this.#stateDirectory, `after-crash-${++this.#crashes}`) }
    copyAsItIs(left.path, this.#application.path)
    await this.#database.close()
    rmSync(left.path, { recursive: true })
    await this.#openAgain(memoryBytes)
  }

  async #reopen(memoryBytes: number): Promise<void> {
    await this.#database.close()
    await this.#openAgain(memoryBytes)
  }

  async #openAgain(memoryBytes: number): Promise<void> {
    this.#database = await openIn(this.#application, memoryBytes)
    this.#current = copyOf(this.#committed)
    this.compare()
  }

  #rowsAt(name: string): ByteMap {
    const [store = '', prefix] = name.split('/')
    return prefix === undefined ? this.#database.rows(store) : this.#database.part(store, partPrefix(prefix))
  }

  #modelAt(name: string): Rows {
    return this.#current.get(name) as Rows
  }
}

/** As long for each part, so that no part's rows are another's. */
function partPrefix(text: string): Buffer {
  return Buffer.from(text.padStart(8, '\xff'), 'latin1')
}

function openIn(application: ApplicationFolder, memoryBytes = 16_000_000): Promise<TaskDatabase> {
  return new TaskFolder(application, '0_0').open({ stores, memory: new StateMemory({ bytes: memoryBytes }) })
}

/** As it was at one moment: again, if RocksDB has tidied up meanwhile. */
function copyAsItIs(from: string, to: string): void {
  for (;;) {
    const before = listing(from)
    try {
      cpSync(from, to, { recursive: true })
      if (listing(from) === before) return
    } catch (error) {
      // A file may have come and gone while the others were copied.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    rmSync(to, { recursive: true, force: true })
  }
}

function listing(path: string): string {
  const names = readdirSync(path, { recursive: true }) as string[]
  return names.map((name) => `${name} ${statSync(join(path, name), { throwIfNoEntry: false })?.size}`).join()
}

function emptyState(): State {
  return new Map(places.map((each) => [each, new Map()]))
}

function copyOf(state: State): State {
  return new Map([...state].map(([name, rows]) => [name, new Map(rows)]))
}

const bytes = (text: string) => Buffer.from(text, 'latin1')

function byteRange({ from, to, before, order }: TextRange): ByteRange {
  const ends = [
    ['from', from],
    ['to', to],
    ['before', before],
  ] as const
  const given = ends.flatMap(([name, text]) => (text === undefined ? [] : [[name, bytes(text)]]))
  return { ...Object.fromEntries(given), ...(order === undefined ? {} : { order }) }
}

/** Texts of one byte a character are in the order of their bytes. */
function isIn(each: string, { from, to, before }: TextRange): boolean {
  if (from !== undefined && each < from) return false
  return (to === undefined || each <= to) && (before === undefined || each < before)
}

function byKey([one]: [string, string], [other]: [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0
}
