/**
 * The state of an application on this machine, as the process has it that runs the application here: one process at a
 * time, which keeps its id over restarts, so that tasks come back to where their state lies. The lock is a database's,
 * since that is the one that the system takes back from a process that dies, and that no other host or container can
 * be mistaken about.
 */
import { join } from 'node:path'
import { DiskError, type Random, systemRandom } from '@millrace/core/host'
import { Database } from '../database.ts'
import { DatabaseError, databaseErrorOf, isDamage } from '../database-error.ts'
import {
  type ApplicationFolder,
  type ApplicationFolderOptions,
  applicationFolder,
  leftNames,
  lockName,
  strangeNames,
  taskIdsIn,
} from './application-folder.ts'
import { checkOwner, currentFormat, type Label, readLabel, writeLabel } from './label.ts'
import { TaskFolder } from './task-folder.ts'

export interface StateDirectoryOptions extends ApplicationFolderOptions {
  readonly random?: Random
}

/** The offsets of a task's changelogs, and when they were read. */
interface KnownOffsets {
  readonly usedMs: number
  readonly offsets: ReadonlyMap<string, number>
}

export class StateDirectory {
  readonly folder: ApplicationFolder
  /** Which process of the application this is: 16 random bytes, written as a UUID. */
  readonly processId: string
  readonly #lock: Database
  readonly #known = new Map<string, KnownOffsets>()

  private constructor({ folder, processId, lock }: { folder: ApplicationFolder; processId: string; lock: Database }) {
    this.folder = folder
    this.processId = processId
    this.#lock = lock
  }

  /** @throws DatabaseError where another process has it, a later version wrote it, it is not ours, or the disk refuses */
  static async open(options: StateDirectoryOptions): Promise<StateDirectory> {
    const folder = applicationFolder(options)
    return attempt(folder.path, async () => {
      folder.disk.makeDirectory(folder.path)
      checkedLabel(folder)
      const lock = await openLock(folder)
      try {
        const processId = await ownProcessId(folder, options.random ?? systemRandom)
        for (const name of leftNames(folder, 'removed')) folder.disk.remove(join(folder.path, name))
        return new StateDirectory({ folder, processId, lock })
      } catch (thrown) {
        await lock.close()
        throw thrown
      }
    })
  }

  task(taskId: string): TaskFolder {
    return new TaskFolder(this.folder, taskId)
  }

  /** The ids of the tasks that have state here, in order. */
  tasks(): string[] {
    return taskIdsIn(this.folder)
      .filter((taskId) => this.task(taskId).hasState)
      .sort()
  }

  /**
   * Up to where the changelogs of each task are in its state, by task and changelog. Tasks that are in use are left out,
   * since whoever uses them knows better; so are those whose state could not be used.
   */
  async offsets(): Promise<Map<string, ReadonlyMap<string, number>>> {
    const found = new Map<string, ReadonlyMap<string, number>>()
    for (const taskId of this.tasks()) {
      const offsets = await this.#offsetsOf(this.task(taskId))
      if (offsets !== null) found.set(taskId, offsets)
    }
    return found
  }

  /** Removes the state of tasks that was not used for so long, and gives their ids. What refuses is left for next time. */
  async removeUnused(unusedMs: number): Promise<string[]> {
    const { clock, logger, applicationId } = this.folder
    const removed: string[] = []
    for (const taskId of taskIdsIn(this.folder)) {
      const task = this.task(taskId)
      try {
        if (clock.nowMs() - task.lastUsedMs <= unusedMs) continue
        await task.remove()
      } catch (error) {
        if (isRefusal(error)) {
          const fields = { applicationId, taskId, path: task.path, error }
          if (error.code !== 'LOCKED') logger.warn(fields, 'the state of a task that is not used cannot be removed')
          continue
        }
        throw error
      }
      removed.push(taskId)
      logger.info({ applicationId, taskId, path: task.path }, 'the state of a task that is not used was removed')
    }
    return removed
  }

  /**
   * Removes the state of all tasks, and what was set aside.
   * @throws DatabaseError where a task is in use, before anything is removed
   */
  async cleanUp(): Promise<void> {
    const { path, disk } = this.folder
    await attempt(path, async () => {
      const tasks = taskIdsIn(this.folder).map((taskId) => this.task(taskId))
      for (const task of tasks) await task.checkUnused()
      for (const task of tasks) await task.remove()
      for (const name of leftNames(this.folder, 'damaged')) disk.remove(join(path, name))
    })
  }

  /** Lets another process have it. The tasks' databases must be closed. */
  async close(): Promise<void> {
    await this.#lock.close()
  }

  async #offsetsOf(task: TaskFolder): Promise<ReadonlyMap<string, number> | null> {
    const { logger, applicationId } = this.folder
    const known = this.#known.get(task.taskId)
    try {
      if (known !== undefined && known.usedMs === task.lastUsedMs) return known.offsets
      const offsets = await task.offsets()
      this.#known.set(task.taskId, { usedMs: task.lastUsedMs, offsets })
      return offsets
    } catch (error) {
      if (!isRefusal(error)) throw error
      const fields = { applicationId, taskId: task.taskId, path: task.path, error }
      if (error.code !== 'LOCKED')
        logger.warn(fields, 'the offsets of a task cannot be read: it counts as without state')
      return null
    }
  }
}

/** The label of the application's folder, if it has one that can be read; throws where the folder is not ours to use. */
function checkedLabel(folder: ApplicationFolder): Label | null {
  const { disk, path, applicationId } = folder
  const label = readLabel(disk, path)
  if (label === 'unreadable') return null
  if (label !== null) {
    checkOwner(label, { format: currentFormat, applicationId }, path)
    return label
  }
  const strange = strangeNames(folder)
  if (strange.length === 0) return null
  const what = `expected the state of application ${applicationId} or nothing, found ${strange.slice(0, 5).join(', ')}`
  throw new DatabaseError('FOREIGN', `${path} is nothing of ours: ${what}`)
}

/** Nothing is in the lock's database: where it is damaged, another one does. */
async function openLock({ disk, path, logger, applicationId }: ApplicationFolder): Promise<Database> {
  const lockPath = join(path, lockName)
  try {
    return await Database.open({ path: lockPath, columns: new Map() })
  } catch (error) {
    if (!isDamage(error)) throw error
    logger.warn({ applicationId, path: lockPath, error }, 'the lock of a state directory is damaged: it is made anew')
    disk.remove(lockPath)
    return Database.open({ path: lockPath, columns: new Map() })
  }
}

/** The id that is in the label; a new one where there is none, as at the first start, or where it cannot be read. */
async function ownProcessId(folder: ApplicationFolder, random: Random): Promise<string> {
  const { disk, path, applicationId } = folder
  const known = checkedLabel(folder)?.processId
  if (known !== undefined) return known
  const processId = uuidOf(random.bytes(16))
  await writeLabel(disk, path, { format: currentFormat, applicationId, processId })
  return processId
}

/** Version 4: random, but for six bits. */
function uuidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function isRefusal(thrown: unknown): thrown is DatabaseError | DiskError {
  return thrown instanceof DatabaseError || thrown instanceof DiskError
}

async function attempt<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (thrown) {
    throw databaseErrorOf(thrown, path)
  }
}
