/**
 * What a task writes that is killed: several stores, puts, deletes and deleted ranges, which all follow from a seed and
 * the number of the commit, so that whoever looks afterwards can tell what each commit has left.
 */
import { SeededRandom } from '@millrace/core/testing'
import type { ByteMap } from '../../contract/byte-map.ts'
import { drain } from '../../contract/cursor.ts'
import type { TaskDatabase } from '../task-database.ts'

export const stores = ['counts', 'names', 'windows']
const changelogs = ['app-counts-changelog', 'app-names-changelog', 'app-windows-changelog']
const keyCount = 200
const changesMax = 60

/** Of each store its rows, by key; both as texts. */
export type State = Map<string, Map<string, string>>

export function emptyState(): State {
  return new Map(stores.map((store) => [store, new Map()]))
}

/** Who takes the changes of a commit: a store's rows, or a model of them. */
interface Target {
  put(store: string, key: string, value: string): void
  delete(store: string, key: string): void
  /** From one key up to another, which is not in it. */
  deleteRange(store: string, from: string, before: string): void
}

/** The changes of one commit, in order; deleted ranges are often written into again. */
export function write(target: Target, seed: number, commit: number): void {
  const random = new SeededRandom(seed * 100_003 + commit)
  const changes = random.below(changesMax)
  for (let change = 0; change < changes; change++) {
    const store = stores[random.below(stores.length)] ?? ''
    const key = keyOf(random.below(keyCount))
    const kind = random.below(20)
    if (kind < 13) target.put(store, key, `${commit}.${change} `.padEnd(random.below(300), 'x'))
    else if (kind < 18) target.delete(store, key)
    else target.deleteRange(store, key, keyOf(random.below(keyCount)))
  }
}

/** What the commit says of its changelogs. */
export function offsetsAt(commit: number): Map<string, number> {
  return new Map(changelogs.map((changelog, index) => [changelog, commit * (index + 1)]))
}

/** Which commit the offsets are those of; they must be of one. */
export function commitOf(database: TaskDatabase): number {
  const commit = database.offsetOf(changelogs[0] ?? '') ?? 0
  const found = JSON.stringify(changelogs.map((changelog) => database.offsetOf(changelog) ?? 0))
  const expected = JSON.stringify([...offsetsAt(commit).values()])
  if (found !== expected) throw new Error(`expected the offsets of one commit, ${expected}, found ${found}`)
  return commit
}

export function targetOf(database: TaskDatabase): Target {
  const rows = new Map(stores.map((store) => [store, database.rows(store)]))
  const of = (store: string) => rows.get(store) as ByteMap
  return {
    put: (store, key, value) => of(store).put(Buffer.from(key), Buffer.from(value)),
    delete: (store, key) => of(store).delete(Buffer.from(key)),
    deleteRange: (store, from, before) =>
      of(store).deleteRange({ from: Buffer.from(from), before: Buffer.from(before) }),
  }
}

export function modelOf(state: State): Target {
  const of = (store: string) => state.get(store) as Map<string, string>
  return {
    put: (store, key, value) => of(store).set(key, value),
    delete: (store, key) => of(store).delete(key),
    deleteRange(store, from, before) {
      for (const key of of(store).keys()) if (key >= from && key < before) of(store).delete(key)
    },
  }
}

/** All rows, as they are now. */
export function stateOf(database: TaskDatabase): State {
  const rowsOf = (store: string) =>
    drain(database.rows(store).range({})).map(({ key, value }) => [key.toString(), value.toString()] as const)
  return new Map(stores.map((store) => [store, new Map(rowsOf(store))]))
}

/** How a state differs from the one that is expected, in one line; null if it does not. */
export function differenceOf(found: State, expected: State): string | null {
  for (const store of stores) {
    const [has, shall] = [found.get(store) ?? new Map(), expected.get(store) ?? new Map()]
    for (const key of new Set([...has.keys(), ...shall.keys()])) {
      if (has.get(key) !== shall.get(key)) return `${store}/${key}: expected ${shall.get(key)}, found ${has.get(key)}`
    }
  }
  return null
}

function keyOf(number: number): string {
  return `key-${String(number).padStart(4, '0')}`
}
