/**
 * One way of damaging a state, which follows from a seed and its number: which file, and what becomes of its bytes.
 * And the process that opens and reads so damaged states, one after the other, and says what came of each; that it is
 * a process of its own shows whether anything that lies on a disk can end it.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SeededRandom } from '@millrace/core/testing'
import { DatabaseError } from '../database-error.ts'
import { applicationFolder } from '../directory/application-folder.ts'
import { TaskFolder } from '../directory/task-folder.ts'
import { RememberingLogger } from '../directory/test-folder.contract.ts'
import { StateMemory } from '../state-memory.ts'
import type { TaskDatabase } from '../task-database.ts'
import {
  commitOf,
  differenceOf,
  emptyState,
  modelOf,
  offsetsAt,
  stateOf,
  stores,
  targetOf,
  write,
} from './written-points.contract.ts'

/** What follows from the seed: the state that is damaged has these commits. */
export const damagedSeed = 17
export const commitCount = 60

/** `right`: what some commit has left. `told`: damage that a read met. `aside`: damage that the opening met. */
export type Outcome = 'right' | 'told' | 'aside' | 'refused'

/** More of those that hold rows. */
const kinds: readonly RegExp[] = [
  /\.sst$/,
  /\.sst$/,
  /\.sst$/,
  /\.log$/,
  /\.log$/,
  /^MANIFEST/,
  /^MANIFEST/,
  /^CURRENT$/,
]
const rareKinds: readonly RegExp[] = [/^OPTIONS/, /^IDENTITY$/, /^label\.json$/]

type Change = (content: Buffer, random: SeededRandom) => Buffer

/** What disks and people do to files. */
const changes: Readonly<Record<string, Change>> = {
  'a bit is another'(content, random) {
    const at = random.below(content.length)
    content[at] = (content[at] ?? 0) ^ (1 << random.below(8))
    return content
  },
  'some bytes are others'(content, random) {
    const at = random.below(content.length)
    random.bytes(1 + random.below(64)).copy(content, at)
    return content
  },
  'a page is zeros'(content, random) {
    const at = random.below(content.length)
    return content.fill(0, at, Math.min(at + 512, content.length))
  },
  'the end is zeros': (content, random) => content.fill(0, random.below(content.length)),
  'the end is missing': (content, random) => content.subarray(0, random.below(content.length)),
  'nothing is left': (content) => content.subarray(0, 0),
  'something is behind the end': (content, random) => Buffer.concat([content, random.bytes(1 + random.below(100))]),
  'all of it is others': (content, random) => random.bytes(content.length),
}

/** Damages a state, and says how. */
function damage(taskPath: string, number: number): string {
  const random = new SeededRandom(number)
  const kind = pick(random.chance(0.1) ? rareKinds : kinds, random)
  const files = [join(taskPath, 'database'), taskPath].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => kind.test(name))
      .map((name) => join(folder, name)),
  )
  const path = pick(files, random)
  const [what, change] = pick(Object.entries(changes), random)
  const content = readFileSync(path)
  if (content.length > 0) writeFileSync(path, change(content, random))
  return `${path.slice(taskPath.length + 1)}: ${what}`
}

function pick<Item>(items: readonly Item[], random: SeededRandom): Item {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('expected something to pick from')
  return item
}

export function openDamaged(stateDirectory: string, logger = new RememberingLogger()): Promise<TaskDatabase> {
  const application = applicationFolder({ stateDirectory, applicationId: 'app', logger })
  return new TaskFolder(application, '0_0').open({ stores, memory: new StateMemory({ bytes: 0 }) })
}

/** Opens and reads a damaged state, and goes on with it, as a task would. */
async function outcomeOf(stateDirectory: string): Promise<Outcome> {
  const logger = new RememberingLogger()
  try {
    const found = await readAndGoOn(stateDirectory, logger)
    const isAside = logger.lines.length > 0
    if (isAside && found !== 0)
      throw new Error(`expected an empty state in place of a damaged one, found commit ${found}`)
    return isAside ? 'aside' : 'right'
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (error.code === 'DAMAGED') return 'told'
    // A label of which a letter is another may be somebody else's label.
    if (error.code === 'FOREIGN' || error.code === 'NEWER_FORMAT') return 'refused'
    throw error
  }
}

/** Gives the commit that was found; a commit is added to it and has to be there when the state is opened again. */
async function readAndGoOn(stateDirectory: string, logger: RememberingLogger): Promise<number> {
  const state = emptyState()
  const first = await openDamaged(stateDirectory, logger)
  let found: number
  try {
    found = commitOf(first)
    if (found > commitCount) throw new Error(`expected a commit up to ${commitCount}, found ${found}`)
    for (let commit = 1; commit <= found; commit++) write(modelOf(state), damagedSeed, commit)
    compare(first, state, found)
    write(targetOf(first), damagedSeed, found + 1)
    write(modelOf(state), damagedSeed, found + 1)
    first.commit(offsetsAt(found + 1))
  } finally {
    await first.close()
  }
  const second = await openDamaged(stateDirectory)
  try {
    compare(second, state, found + 1)
  } finally {
    await second.close()
  }
  return found
}

function compare(database: TaskDatabase, state: ReturnType<typeof emptyState>, commit: number): void {
  if (commitOf(database) !== commit) throw new Error(`expected commit ${commit}, found ${commitOf(database)}`)
  const difference = differenceOf(stateOf(database), state)
  if (difference !== null) throw new Error(`wrong rows at commit ${commit}: ${difference}`)
}

if (import.meta.main) {
  const [, , template = '', folder = '', from = '0', before = '0'] = process.argv
  for (let number = Number(from); number < Number(before); number++) {
    const stateDirectory = join(folder, String(number))
    cpSync(template, stateDirectory, { recursive: true })
    const how = damage(join(stateDirectory, 'app/0_0'), number)
    const outcome = await outcomeOf(stateDirectory).catch((error: Error) => `${error.name}: ${error.message}`)
    process.stdout.write(`${JSON.stringify({ number, how, outcome })}\n`)
    rmSync(stateDirectory, { recursive: true })
  }
}
