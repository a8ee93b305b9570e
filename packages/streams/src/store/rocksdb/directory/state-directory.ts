/**
 * The state of an application on this machine, as the process has it that runs the application here: one process at a
 * time, which keeps its id over restarts, so that tasks come back to where their state lies.
 */
import { join } from 'node:path'
import { DiskError, type Random, systemRandom } from '@millrace/core/host'
import type { Database } from '../database.ts'
import { DatabaseError, databaseErrorOf } from '../database-error.ts'
import {
  type ApplicationFolder,
  type ApplicationFolderOptions,
  applicationFolder,
  leftNames,
  taskIdsIn,
} from './application-folder.ts'
import { claimFolder, type FolderClaim } from './folder-claim.ts'
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

  private constructor(folder: ApplicationFolder, { processId, lock }: FolderClaim) {
    this.folder = folder
    this.processId = processId
    this.#lock = lock
  }

  /** @throws DatabaseError where another process has it, a later version wrote it, it is not ours, or the disk refuses */
  static async open(options: StateDirectoryOptions): Promise<StateDirectory> {
    const folder = applicationFolder(options)
    return attempt(folder.path, async () => {
      const claim = await claimFolder(folder, options.random ?? systemRandom)
      try {
        for (const name of leftNames(folder, 'removed')) folder.disk.remove(join(folder.path, name))
        return new StateDirectory(folder, claim)
      } catch (thrown) {
        await claim.lock.close()
        throw thrown
      }
    })
  }

  task(taskId: string): TaskFolder {
    return new TaskFolder(this.folder, taskId)
  }

  /** The ids of the tasks that have state here, in order. */
  tasks(): string[] {
    try {
      return this.#folders()
        .filter((task) => task.hasState)
        .map(({ taskId }) => taskId)
        .sort()
    } catch (thrown) {
      throw databaseErrorOf(thrown, this.folder.path)
    }
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
    return attempt(this.folder.path, async () => {
      const removed: string[] = []
      for (const task of this.#folders()) if (await this.#isRemoved(task, unusedMs)) removed.push(task.taskId)
      return removed
    })
  }

  /**
   * Removes the state of all tasks, and what was set aside.
   * @throws DatabaseError where a task is in use, before anything is removed
   */
  async cleanUp(): Promise<void> {
    const { path, disk } = this.folder
    await attempt(path, async () => {
      const tasks = this.#folders()
      for (const task of tasks) await task.checkUnused()
      for (const task of tasks) await task.remove()
      for (const name of leftNames(this.folder, 'damaged')) disk.remove(join(path, name))
    })
  }

  /** Lets another process have it. The tasks' databases must be closed. */
  async close(): Promise<void> {
    await this.#lock.close()
  }

  #folders(): TaskFolder[] {
    return taskIdsIn(this.folder).map((taskId) => this.task(taskId))
  }

  async #isRemoved(task: TaskFolder, unusedMs: number): Promise<boolean> {
    const { clock, logger, applicationId } = this.folder
    const fields = { applicationId, taskId: task.taskId, path: task.path }
    try {
      if (clock.nowMs() - task.lastUsedMs <= unusedMs) return false
      await task.remove()
      logger.info(fields, 'the state of a task that is not used was removed')
      return true
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (error.code !== 'LOCKED') {
        logger.warn({ ...fields, error }, 'the state of a task that is not used cannot be removed')
      }
      return false
    }
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
