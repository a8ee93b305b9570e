/**
 * The process that the kill test kills: it opens a task's state, goes on behind the last commit that it finds there,
 * and says each commit when it is done. Now and then it closes the state and opens it again.
 */
import { SeededRandom } from '@millrace/core/testing'
import { applicationFolder } from '../directory/application-folder.ts'
import { TaskFolder } from '../directory/task-folder.ts'
import { StateMemory } from '../state-memory.ts'
import type { TaskDatabase } from '../task-database.ts'
import { commitOf, offsetsAt, stores, targetOf, write } from './written-points.contract.ts'

/** So little that RocksDB writes files while it is at work. */
const memoryBytes = 1024 * 1024

export function openKilled(stateDirectory: string): Promise<TaskDatabase> {
  const folder = new TaskFolder(applicationFolder({ stateDirectory, applicationId: 'app' }), '0_0')
  return folder.open({ stores, memory: new StateMemory({ bytes: memoryBytes }) })
}

const say = (line: string | number) => process.stdout.write(`${line}\n`)

/** Leaves the database open for a while, or for ever. */
async function commitSome(database: TaskDatabase, seed: number, count: number): Promise<void> {
  const target = targetOf(database)
  const begin = commitOf(database) + 1
  for (let commit = begin; commit < begin + count; commit++) {
    write(target, seed, commit)
    database.commit(offsetsAt(commit))
    say(commit)
  }
}

if (import.meta.main) {
  const [, , stateDirectory = '', seed = '0', round = '0'] = process.argv
  const random = new SeededRandom(Number(round))
  for (;;) {
    say('opening')
    const database = await openKilled(stateDirectory)
    await commitSome(database, Number(seed), 1 + random.below(200))
    await database.close()
  }
}
